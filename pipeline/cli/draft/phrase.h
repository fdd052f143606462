#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vocmap {

// What some texts say and others do not, in words for a person: the label (label_of) with the words
// that nearly always stand beside it, as it is mostly written, and a second one where the first is
// a single word. Unset without a label.
std::optional<std::string> phrase_of(const std::vector<std::string_view>& texts,
                                     const std::vector<std::string_view>& others, bool chinese);

// Both, or the longer one where it contains the other.
std::string joined(const std::string& a, const std::string& b);

}  // namespace vocmap
