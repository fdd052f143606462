#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace vocmap {

// Cuts folded text (scenario/fold.h) into the features that carry a feeling, as hashes in the order
// of the text, repeated ones repeatedly: words and pairs of them, words in the scope of a negation
// once more as negated; Chinese characters, their pairs and triples; exclamation and question
// marks, emoji and emoticons. Courtesy counts here, unlike in scenario/features.h. Numbers, URLs,
// handles and redaction tags are left out. The same text gives the same hashes on every machine.
// Reuses the capacity of `hashes`.
void extract_sentiment_features(std::u32string_view folded, std::vector<std::uint64_t>& hashes);

}  // namespace vocmap
