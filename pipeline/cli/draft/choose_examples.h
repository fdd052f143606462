#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "pipeline/cli/train/line_space.h"

namespace vocmap {

// At most kMostExamples texts that stand for a group: the most typical one first, then typical ones
// that are unlike those before; none that nearly repeats another. `members`: rows of the space, the
// most typical first; `texts`: by row.
constexpr std::size_t kMostExamples = 8;
std::vector<std::string> choose_examples(const LineSpace& space,
                                         const std::vector<std::string_view>& texts,
                                         const std::vector<std::size_t>& members);

// A text on one line of at most so many bytes and an ellipsis where it was longer.
std::string example_of(std::string_view text, std::size_t most_bytes);

}  // namespace vocmap
