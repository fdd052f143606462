#pragma once

#include <string>
#include <string_view>

#include "schemas/taxonomy.h"

namespace vocmap {

// Neither line breaks nor anything that a terminal obeys: both control ranges become spaces.
std::string one_line(std::string_view text);

// Columns that a UTF-8 text takes in a terminal: two for CJK and full-width characters.
int display_width(std::string_view text);

// The text with spaces behind it up to so many columns.
std::string padded(std::string text, int columns);

// One line of at most so many columns: what is no UTF-8 becomes U+FFFD, and a longer text is cut
// and ends in "…".
std::string shortened(std::string_view text, int columns);

// A name in English and Chinese, once when they are equal; of other languages the first.
std::string both_names(const LocalizedText& name);

}  // namespace vocmap
