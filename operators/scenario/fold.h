#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vocmap {

// Folds a text for matching: NFKC, case, full-width forms, traditional to simplified characters.
// White space and controls become ' ', invalid bytes U+FFFD. Only the first kMaxFoldedChars code
// points are read. Reuses the capacity of `folded`. True when each code point gave just one.
constexpr std::size_t kMaxFoldedChars = 32'768;
bool fold_text(std::string_view utf8, std::u32string& folded);

// For every code point that fold_text made of `utf8`, the position of the code point that it came
// from; last, how many were read. Never descending.
void find_origins(std::string_view utf8, std::u32string_view folded,
                  std::vector<std::uint32_t>& origins);

}  // namespace vocmap
