#include "operators/scenario/split_segments.h"

#include <algorithm>

namespace vocmap {
namespace {

// Each begins a segment where it begins a word.
constexpr std::u32string_view kJoints[] = {U"and ", U"but ", U"also ", U"besides", U"另外",
                                           U"还有", U"此外", U"顺便",  U"除此之外"};

bool ends_clause(std::u32string_view text, std::size_t i) {
  switch (text[i]) {
    case U'。':
    case U'!':
    case U'?':
    case U';':
    case U'…':
      return true;
    case U'.':  // not within 3.50 or www.example.org
    case U',':  // not within 1,000
      return i + 1 == text.size() || text[i + 1] < U'0' || text[i + 1] > U'z';
    default:
      return false;
  }
}

bool is_ascii_letter(char32_t c) {
  return c >= U'a' && c <= U'z';
}

bool begins_joint(std::u32string_view text, std::size_t i) {
  if (is_ascii_letter(text[i]) ? is_ascii_letter(text[i - 1]) : text[i] < 0x4E00) return false;
  return std::any_of(std::begin(kJoints), std::end(kJoints),
                     [&](const auto& joint) { return text.substr(i).starts_with(joint); });
}

bool says_something(char32_t c) {
  return is_ascii_letter(c) || (c >= U'0' && c <= U'9') || c > 0xBF;
}

}  // namespace

void split_segments(std::u32string_view folded, std::span<const std::uint32_t> line_ends,
                    std::vector<Token>& segments) {
  segments.clear();
  const std::size_t shortest = folded.size() / kMaxSegments;
  std::uint32_t begin = 0;
  bool says = false;  // anything since `begin`
  const auto cut = [&](std::size_t end) {
    if (end - begin < shortest || !says) return;
    segments.push_back({begin, static_cast<std::uint32_t>(end)});
    begin = segments.back().end;
    says = false;
  };
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const bool line_end = !line_ends.empty() && line_ends.front() == i;
    if (line_end) line_ends = line_ends.subspan(1);
    const bool ends = line_end || ends_clause(folded, i);
    if (!ends && i > 0 && begins_joint(folded, i)) cut(i);
    says = says || says_something(folded[i]);
    if (ends) cut(i + 1);
  }
  cut(folded.size());
  if (!segments.empty()) segments.back().end = static_cast<std::uint32_t>(folded.size());
}

}  // namespace vocmap
