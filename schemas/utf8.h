#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace vocmap {

constexpr char32_t kReplacement = 0xFFFD;

// Decodes the code point at `position` and moves behind it. A byte that starts no valid sequence
// (over-long forms and surrogates included) gives kReplacement and is skipped alone.
inline char32_t next_code_point(std::string_view text, std::size_t& position) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(position);
  if (lead < 0x80) return text[position++];
  const std::size_t length = lead < 0xC2   ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length == 0 || position + length > text.size()) return ++position, kReplacement;
  char32_t point = lead & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = byte(position + i);
    if ((next & 0xC0) != 0x80) return ++position, kReplacement;
    point = (point << 6) | (next & 0x3F);
  }
  const bool over_long = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  if (over_long || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
    return ++position, kReplacement;
  }
  position += length;
  return point;
}

// Code points as UTF-8. REQUIRES: none is a surrogate or above 0x10FFFF.
inline std::string to_utf8(std::u32string_view text) {
  constexpr unsigned kLeads[] = {0, 0xC0, 0xE0, 0xF0};
  std::string out;
  for (const char32_t c : text) {
    if (c < 0x80) {
      out += static_cast<char>(c);
      continue;
    }
    const int rest = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
    out += static_cast<char>(kLeads[rest] | (c >> (6 * rest)));
    for (int i = rest - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((c >> (6 * i)) & 0x3F));
  }
  return out;
}

inline bool is_utf8(std::string_view text) {
  for (std::size_t position = 0; position < text.size();) {
    if (static_cast<unsigned char>(text[position]) < 0x80) {
      ++position;
      continue;
    }
    const std::size_t start = position;
    // U+FFFD itself takes three bytes.
    if (next_code_point(text, position) == kReplacement && position == start + 1) return false;
  }
  return true;
}

inline std::size_t count_code_points(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t position = 0; position < text.size(); ++count) next_code_point(text, position);
  return count;
}

// The code points [begin, end) of a text, as far as it has them.
inline std::string_view slice_utf8(std::string_view text, std::size_t begin, std::size_t end) {
  std::size_t position = 0, read = 0;
  for (; position < text.size() && read < begin; ++read) next_code_point(text, position);
  const std::size_t start = position;
  for (; position < text.size() && read < end; ++read) next_code_point(text, position);
  return text.substr(start, position - start);
}

// The longest part of a text from its start that has at most `bytes` and ends between code points.
inline std::string_view cut_utf8(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

}  // namespace vocmap
