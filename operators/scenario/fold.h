#pragma once

#include <string>
#include <string_view>

namespace vocmap {

// Folds a text for matching: NFKC, case, full-width forms, traditional to simplified characters.
// White space and controls become ' ', invalid bytes U+FFFD. Only the first kMaxFoldedChars code
// points are read. Reuses the capacity of `folded`.
constexpr std::size_t kMaxFoldedChars = 32'768;
void fold_text(std::string_view utf8, std::u32string& folded);

}  // namespace vocmap
