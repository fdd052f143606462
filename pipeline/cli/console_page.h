#pragma once

#include <string_view>

extern "C" const char vocmap_console_page[];
extern "C" const char vocmap_console_page_end[];

namespace vocmap {

// The HTML of dashboards/console, part of the binary.
inline std::string_view console_page() {
  return {vocmap_console_page,
          static_cast<std::size_t>(vocmap_console_page_end - vocmap_console_page)};
}

}  // namespace vocmap
