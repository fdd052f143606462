#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace vocmap {

// The phrase that tells some texts from others: that many of them have and few of the others, one
// to three words, or two to six Chinese characters and more where it goes on in the same way. The
// longer one wins where two say as much. Unset without a phrase that at least two of the texts
// share. `chinese` says which kind of phrases to look for.
std::optional<std::string> label_of(std::span<const std::string_view> texts,
                                    std::span<const std::string_view> others, bool chinese);

}  // namespace vocmap
