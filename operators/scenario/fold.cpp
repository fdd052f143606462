#include "operators/scenario/fold.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <span>

#include "operators/scenario/chinese.h"
#include "schemas/utf8.h"

namespace vocmap {
namespace {

// Code points that fold one to one and never combine with a neighbour; 0 for all others.
char32_t fold_simple(char32_t c) {
  if (c < 0x80) {
    if (c >= 'A' && c <= 'Z') return c + ('a' - 'A');
    return c < 0x20 || c == 0x7F ? U' ' : c;
  }
  if (c >= 0x4E00 && c < 0xA000) return simplified(c);
  if (c >= 0xFF21 && c <= 0xFF3A) return c - 0xFF21 + 'a';
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + '!';
  if (c == 0x2019 || c == 0x2018) return U'\'';
  if (c == 0x3000 || c == 0xA0) return U' ';
  if ((c >= 0x3001 && c <= 0x3011) || (c >= 0x1F300 && c < 0x1FB00)) return c;
  return 0;
}

// Returns how many code points of `parts` were set.
std::size_t decompose(char32_t c, std::span<utf8proc_int32_t, 32> parts) {  // 18 is the longest
  int boundary = 0;
  const auto options = static_cast<utf8proc_option_t>(UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                                      UTF8PROC_IGNORE | UTF8PROC_DECOMPOSE);
  const auto size = static_cast<utf8proc_ssize_t>(parts.size());
  const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), size,
                                             options, &boundary);
  return static_cast<std::size_t>(std::clamp<utf8proc_ssize_t>(count, 0, size));
}

void append_decomposed(char32_t c, std::u32string& out) {
  std::array<utf8proc_int32_t, 32> parts;
  for (std::size_t i = 0, count = decompose(c, parts); i < count; ++i) {
    const auto part = static_cast<char32_t>(parts[i]);
    const char32_t simple = fold_simple(part);
    out.push_back(simple != 0 ? simple : part);
  }
}

std::size_t folded_parts(char32_t c) {
  std::array<utf8proc_int32_t, 32> parts;
  return fold_simple(c) != 0 ? 1 : decompose(c, parts);
}

std::size_t canonical_parts(char32_t c) {
  utf8proc_int32_t parts[4];  // the longest canonical decomposition
  int boundary = 0;
  const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts, 4,
                                             UTF8PROC_DECOMPOSE, &boundary);
  return count < 1 ? 1 : static_cast<std::size_t>(count);
}

int mark_class(char32_t c) {
  return utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class;
}

// A few marks are sorted in place; more of them, which no language writes, without squared cost.
void sort_marks(std::u32string::iterator begin, std::u32string::iterator end) {
  constexpr std::ptrdiff_t kFew = 8;
  const auto less = [](char32_t a, char32_t b) { return mark_class(a) < mark_class(b); };
  if (end - begin > kFew) return std::stable_sort(begin, end, less);
  for (auto i = begin; i != end; ++i) {
    std::rotate(std::upper_bound(begin, i, *i, less), i, i + 1);
  }
}

// Canonical order of combining marks, then canonical composition: the "C" of NFKC.
void compose(std::u32string& text) {
  for (auto i = text.begin(); i != text.end();) {
    const auto end = std::find_if(i, text.end(), [](char32_t c) { return mark_class(c) == 0; });
    if (i != end) sort_marks(i, end);
    i = end == text.end() ? end : end + 1;
  }
  static_assert(sizeof(char32_t) == sizeof(utf8proc_int32_t));
  const auto length = utf8proc_normalize_utf32(
      reinterpret_cast<utf8proc_int32_t*>(text.data()), static_cast<utf8proc_ssize_t>(text.size()),
      static_cast<utf8proc_option_t>(UTF8PROC_COMPOSE | UTF8PROC_STABLE));
  if (length >= 0) text.resize(static_cast<std::size_t>(length));
}

}  // namespace

bool fold_text(std::string_view utf8, std::u32string& folded) {
  folded.clear();
  bool simple_only = true;
  std::size_t read = 0;
  for (std::size_t position = 0; position < utf8.size() && read < kMaxFoldedChars; ++read) {
    const char32_t c = next_code_point(utf8, position);
    if (const char32_t simple = fold_simple(c); simple != 0) {
      folded.push_back(simple);
    } else {
      simple_only = false;
      append_decomposed(c, folded);
    }
  }
  if (!simple_only) compose(folded);
  return simple_only;
}

// Composing keeps the canonical decomposition of a text. So each folded code point stands for as
// many decomposed ones as it decomposes into, in order.
void find_origins(std::string_view utf8, std::u32string_view folded,
                  std::vector<std::uint32_t>& origins) {
  origins.clear();
  std::size_t position = 0, left = 0;  // of what the last code point read decomposes into
  std::uint32_t read = 0;
  const auto more = [&] { return position < utf8.size() && read < kMaxFoldedChars; };
  const auto advance = [&] {
    for (; left == 0 && more(); ++read) left = folded_parts(next_code_point(utf8, position));
  };
  for (const char32_t c : folded) {
    advance();
    origins.push_back(read - 1);
    for (std::size_t parts = canonical_parts(c); parts > 0; --parts) {
      advance();
      if (left > 0) --left;
    }
  }
  for (; more(); ++read) next_code_point(utf8, position);
  origins.push_back(read);
}

}  // namespace vocmap
