#pragma once

#include <string>
#include <string_view>

namespace vocmap {

// Neither line breaks nor anything that a terminal obeys: both control ranges become spaces.
std::string one_line(std::string_view text);

// Columns that a UTF-8 text takes in a terminal: two for CJK and full-width characters.
int display_width(std::string_view text);

// Filled up with spaces to so many columns; a wider text stays as it is.
std::string padded(std::string text, int columns);

}  // namespace vocmap
