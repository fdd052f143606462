#pragma once

#include <cstddef>
#include <string_view>

namespace vocmap {

// Background knowledge about words that carry no scenario. All arguments are folded text.

// Greetings, thanks, politeness ("hello", "thanks"): say nothing about the matter.
bool is_courtesy_word(std::u32string_view word);

// Function words ("the", "my") and characters (的, 了): say little about the matter.
bool is_function_word(std::u32string_view word);
bool is_function_character(char32_t c);

// Length of the courtesy phrases (你好, 请问, 谢谢) at the start / at the end of Chinese text.
std::size_t courtesy_prefix(std::u32string_view text);
std::size_t courtesy_suffix(std::u32string_view text);

// Frequent words of other languages in Latin script, none of them English.
bool is_foreign_function_word(std::u32string_view word);

}  // namespace vocmap
