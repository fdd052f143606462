#pragma once

#include <string>
#include <string_view>

namespace vocmap {

// A text as content or attribute of XML: markup escaped, controls as spaces.
std::string xml_text(std::string_view text);

}  // namespace vocmap
