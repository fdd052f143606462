#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vocmap {

// The phrase that tells some texts from others, by TF-IDF over phrases: one to three words, or two
// to six Chinese characters. The longer one wins where two say as much. Unset without a phrase that
// at least two of the texts share. `chinese` says which kind of phrases to look for.
std::optional<std::string> label_of(std::span<const std::string_view> texts,
                                    std::span<const std::string_view> others, bool chinese);

}  // namespace vocmap
