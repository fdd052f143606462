#include <algorithm>

#include "operators/redact/glyphs.h"

namespace vocmap {
namespace {

using namespace std::string_view_literals;

// Sets of characters beyond ASCII end at once for the bulk of an English text.
bool contains_wide(std::u32string_view set, char32_t c) {
  return c >= 0x80 && set.find(c) != set.npos;
}

bool contains(std::u32string_view set, char32_t c) {
  return c != 0 && set.find(c) != set.npos;
}

bool has_any_at(const Glyphs& g, std::size_t i, auto&& words, std::size_t& length) {
  for (const std::u32string_view word : words) {
    if (!has_at(g, i, word)) continue;
    length = word.size();
    return true;
  }
  return false;
}

void add(const Glyphs& g, Spans& spans, std::size_t begin, std::size_t end) {
  while (end > begin && g.points[end - 1] == ' ') --end;
  // What was found before ends the address: "…路1号 [mobile]".
  end = spans.first_taken(begin, end);
  while (end > begin && g.points[end - 1] == ' ') --end;
  if (end > begin) spans.add(begin, end, RedactionKind::address);
}

bool in_address(char32_t c) {
  return is_ideograph(c) || is_alnum(c) || c == '-' || c == '#';
}

constexpr std::u32string_view kUnits = U"号號弄栋棟幢座楼樓层層室户戶院";

// In "88 号 2 楼" the spaces lead to a unit; in "88号 2026" they do not.
bool space_inside_house(const Glyphs& g, std::size_t k) {
  if (g.at(k) != ' ') return false;
  ++k;
  while (is_digit(g.at(k))) ++k;
  if (g.at(k) == ' ') ++k;
  return contains(kUnits, g.at(k));
}

// 88号院3栋2单元501室: digits and units; the end behind the last unit.
std::size_t house_end(const Glyphs& g, std::size_t i) {
  constexpr std::size_t kReach = 24;
  std::size_t end = i;
  for (std::size_t k = i; k < i + kReach && (in_address(g.at(k)) || space_inside_house(g, k));
       ++k) {
    if (g.at(k) == ' ') continue;
    if (is_digit(g.at(k)) || is_letter(g.at(k))) {
      const bool last_digits = end > i && !is_alnum(g.at(k + 1)) && !is_ideograph(g.at(k + 1));
      if (last_digits) end = k + 1;  // …3栋501
    } else if (contains(kUnits, g.at(k))) {
      end = k + 1;
    } else if (has_at(g, k, U"单元"sv) || has_at(g, k, U"單元"sv)) {
      end = k += 1, ++end;
    } else if (end > i) {
      break;
    }
  }
  return end;
}

// 建国路88号, 人民大道 1 弄: a road, digits, a unit.
std::size_t street_end(const Glyphs& g, std::size_t i) {
  if (!contains_wide(U"路街巷道弄村苑园镇区"sv, g.at(i))) return i;
  std::size_t k = i + 1;
  while (g.at(k) == ' ') ++k;
  const std::size_t digits = k;
  while (is_digit(g.at(k))) ++k;
  if (k == digits || k - digits > 5) return i;
  while (g.at(k) == ' ') ++k;
  if (!contains(U"号號弄栋棟幢座"sv, g.at(k)) || contains(U"线線门門口车車"sv, g.at(k + 1)))
    return i;
  return house_end(g, digits);
}

std::size_t address_begin(const Glyphs& g, std::size_t street) {
  constexpr std::u32string_view kLeads[] = {U"住在", U"住", U"在", U"到", U"寄到", U"送到", U"发到",
                                            U"是",   U"于", U"址", U"去", U"从",   U"来",   U"至"};
  constexpr std::size_t kReach = 24;
  std::size_t begin = street;
  while (begin > 0 && street - begin < kReach && in_address(g.points[begin - 1])) {
    for (const auto lead : kLeads) {
      if (has_before(g, begin, lead)) return begin;
    }
    --begin;
  }
  return begin;
}

void find_streets(const Glyphs& g, Spans& spans) {
  for (std::size_t i = 1; i < g.size(); ++i) {
    const std::size_t end = street_end(g, i);
    if (end == i) continue;
    add(g, spans, address_begin(g, i), end);
    i = end - 1;
  }
}

// 地址：… up to the end of the clause, when it reads like an address.
void find_labelled(const Glyphs& g, Spans& spans) {
  constexpr std::u32string_view kLabels[] = {U"地址", U"住址"};
  constexpr std::size_t kReach = 60;
  for (std::size_t i = 0; i < g.size(); ++i) {
    std::size_t label = 0;
    if (!contains_wide(U"地住"sv, g.points[i]) || !has_any_at(g, i, kLabels, label)) continue;
    std::size_t begin = i + label;
    while (contains(U" ::是为為在"sv, g.at(begin))) ++begin;
    if (begin == i + label) continue;
    std::size_t end = begin, units = 0, digits = 0;
    for (; end < begin + kReach && !ends_clause(g.at(end)); ++end) {
      units += contains(U"省市区區县縣镇鎮乡鄉村路街道巷弄号號楼樓室栋幢苑"sv, g.at(end)) ? 1 : 0;
      digits += is_digit(g.at(end)) ? 1 : 0;
    }
    if (units >= 2 || (units == 1 && digits > 0)) add(g, spans, begin, end);
  }
}

// Words between the house number and "Street"; false for "20 minutes on the road".
bool is_street_word(const Glyphs& g, std::size_t begin, std::size_t end) {
  constexpr std::u32string_view kNever[] = {
      U"minutes", U"minute", U"min",  U"mins", U"hours", U"hour",  U"days", U"day",   U"miles",
      U"mile",    U"km",     U"on",   U"the",  U"in",    U"of",    U"to",   U"a",     U"at",
      U"and",     U"for",    U"from", U"way",  U"times", U"items", U"per",  U"weeks", U"people"};
  return begin != end && std::none_of(std::begin(kNever), std::end(kNever), [&](auto word) {
           return word.size() == end - begin && has_at(g, begin, word);
         });
}

std::size_t apartment_end(const Glyphs& g, std::size_t end) {
  std::size_t k = end;
  while (g.at(k) == ',' || g.at(k) == ' ' || g.at(k) == '.') ++k;
  std::size_t length = 0;
  constexpr std::u32string_view kRooms[] = {U"apartment ", U"apt. ",  U"apt ", U"flat ",
                                            U"unit ",      U"suite ", U"#"};
  if (!has_any_at(g, k, kRooms, length)) return end;
  k += length;
  const std::size_t number = k;
  while (is_alnum(g.at(k))) ++k;
  return k > number && k - number <= 5 ? k : end;
}

// "221B Baker Street", "10 main road, Apt 4B".
std::size_t english_street_end(const Glyphs& g, std::size_t i) {
  constexpr std::u32string_view kLong[] = {U"street", U"road", U"avenue", U"boulevard", U"lane"};
  constexpr std::u32string_view kShort[] = {
      U"st",     U"rd",      U"ave",   U"blvd",     U"ln",      U"drive",
      U"dr",     U"way",     U"court", U"ct",       U"place",   U"pl",
      U"square", U"terrace", U"close", U"crescent", U"parkway", U"highway"};
  std::size_t k = i;
  while (is_digit(g.at(k))) ++k;
  if (k == i || k - i > 5) return i;
  if (is_letter(g.at(k)) && !is_alnum(g.at(k + 1))) ++k;
  bool capitals = true;
  for (int words = 0; words < 5 && g.at(k) == ' '; ++words) {
    const std::size_t begin = ++k;
    while (is_alnum(g.at(k)) || g.at(k) == '\'') ++k;
    const auto is_word = [&](auto word) {
      return word.size() == k - begin && has_at(g, begin, word);
    };
    const bool long_form = std::any_of(std::begin(kLong), std::end(kLong), is_word);
    const bool short_form = std::any_of(std::begin(kShort), std::end(kShort), is_word);
    const bool capital = is_upper(g.at(begin));
    if (words > 0 &&
        ((long_form && (capitals || words <= 2)) || (short_form && capitals && capital))) {
      return apartment_end(g, k);
    }
    if (g.at(k) == '.') ++k;
    if (!is_street_word(g, begin, g.before(k) == U'.' ? k - 1 : k)) return i;
    capitals &= capital || is_digit(g.at(begin));
  }
  return i;
}

void find_english(const Glyphs& g, Spans& spans) {
  for (std::size_t i = 0; i < g.size(); ++i) {
    const char32_t before = g.before(i);
    if (!is_digit(g.points[i]) || is_alnum(before) || contains(U".$£€¥-/:#"sv, before)) continue;
    const std::size_t end = english_street_end(g, i);
    if (end == i) continue;
    add(g, spans, i, end);
    i = end;
  }
}

}  // namespace

void find_addresses(const Glyphs& g, Spans& spans) {
  if (g.wide()) find_labelled(g, spans);
  if (g.wide()) find_streets(g, spans);
  find_english(g, spans);
}

}  // namespace vocmap
