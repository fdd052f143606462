#pragma once

#include <string_view>

namespace vocmap {

// Whether the text is a number of RFC 8259, of any size:
// -? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?
constexpr bool is_json_number(std::string_view text) {
  std::size_t i = 0;
  const auto take = [&](std::string_view any) {
    const bool found = i < text.size() && any.find(text[i]) != std::string_view::npos;
    i += found;
    return found;
  };
  const auto take_digits = [&] {
    const std::size_t start = i;
    while (take("0123456789")) {
    }
    return i > start;
  };
  take("-");
  if (!take("0") && !take_digits()) return false;
  if (take(".") && !take_digits()) return false;
  if (take("eE")) {
    take("+-");
    if (!take_digits()) return false;
  }
  return i == text.size();
}

}  // namespace vocmap
