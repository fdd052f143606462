#include "pipeline/core/terminal_text.h"

#include <algorithm>

#include "schemas/utf8.h"

namespace vocmap {
namespace {

// East Asian wide and full-width blocks (Unicode TR 11), which is what a terminal needs.
bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) ||
         (c >= 0xAC00 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
         (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) ||
         (c >= 0x20000 && c <= 0x3FFFD);
}

int columns_of(char32_t c) {
  return is_wide(c) ? 2 : 1;
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string line;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t begin = i;
    if (is_control(next_code_point(text, i))) {
      line += ' ';
    } else {
      line += text.substr(begin, i - begin);
    }
  }
  return line;
}

int display_width(std::string_view text) {
  int width = 0;
  for (std::size_t i = 0; i < text.size();) width += columns_of(next_code_point(text, i));
  return width;
}

std::string padded(std::string text, int columns) {
  text.append(static_cast<std::size_t>(std::max(0, columns - display_width(text))), ' ');
  return text;
}

std::string shortened(std::string_view text, int columns) {
  const std::string line = one_line(text);
  std::string cut, whole;  // `cut` leaves room for "…"
  int width = 0;
  for (std::size_t i = 0; i < line.size();) {
    const std::size_t begin = i;
    const char32_t c = next_code_point(line, i);
    width += columns_of(c);
    if (width > columns) return cut + "…";
    whole += c == kReplacement ? "\uFFFD" : std::string_view(line).substr(begin, i - begin);
    if (width < columns) cut = whole;
  }
  return whole;
}

std::string both_names(const LocalizedText& name) {
  const auto en = name.find("en"), zh = name.find("zh");
  if (en == name.end() && zh == name.end()) return name.empty() ? "" : name.begin()->second;
  if (zh == name.end()) return en->second;
  if (en == name.end() || zh->second == en->second) return zh->second;
  return en->second + " " + zh->second;
}

}  // namespace vocmap
