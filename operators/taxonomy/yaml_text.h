#pragma once

#include <string>
#include <string_view>

namespace vocmap {

// A text as a double-quoted scalar of YAML, on one line.
std::string yaml_text(std::string_view text);

}  // namespace vocmap
