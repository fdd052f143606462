#pragma once

#include <string>
#include <string_view>

#include "schemas/taxonomy.h"

namespace vocmap {

// Columns that a UTF-8 text takes in a terminal: two for CJK and full-width characters.
int display_width(std::string_view text);

// The text with spaces behind it up to so many columns.
std::string padded(std::string text, int columns);

// One row of a table: controls become spaces, what is no UTF-8 becomes U+FFFD, and what goes beyond
// the columns is cut and ends in "…".
std::string shortened(std::string_view text, int columns);

// A name in English and Chinese, once when they are equal; of other languages the first.
std::string both_names(const LocalizedText& name);

}  // namespace vocmap
