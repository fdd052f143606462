#include <algorithm>
#include <optional>
#include <string>

#include "operators/redact/glyphs.h"

// Numbers are read as groups of digits with their separators. A pattern must cover whole groups,
// and nothing may be glued to it: "112-1380013-8000138" is an order number, not a phone.

namespace vocmap {
namespace {

struct Group {
  std::size_t begin, end;
  std::size_t size() const { return end - begin; }
};

// Digits of groups [first, last) of a run, as one string.
struct Candidate {
  std::string digits;
  std::vector<std::size_t> sizes;
  std::size_t begin = 0, end = 0;
  bool dashed = false, dotted = false, bracketed = false;  // kinds of separators inside
  bool plus = false;                                       // a leading "+"
  bool separated() const { return sizes.size() > 1; }
};

using Match = std::optional<RedactionKind>;

bool luhn(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    int d = digits[digits.size() - 1 - i] - '0';
    if (i % 2 == 1) d = d > 4 ? 2 * d - 9 : 2 * d;
    sum += d;
  }
  return sum % 10 == 0;
}

bool plausible_date(std::string_view yyyymmdd) {
  const int year = std::stoi(std::string(yyyymmdd.substr(0, 4)));
  const int month = std::stoi(std::string(yyyymmdd.substr(4, 2)));
  const int day = std::stoi(std::string(yyyymmdd.substr(6, 2)));
  return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

// GB 11643: province, birth date and ISO 7064 mod 11-2.
bool is_identity_card(std::string_view id) {
  constexpr int kWeights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  if (id.size() != 18 || id[0] < '1' || id[0] > '9' || !plausible_date(id.substr(6, 8)))
    return false;
  int sum = 0;
  for (std::size_t i = 0; i < 17; ++i) sum += (id[i] - '0') * kWeights[i];
  return "10X98765432"[sum % 11] == id[17];
}

int prefix(std::string_view digits, std::size_t length) {
  return digits.size() < length ? -1 : std::stoi(std::string(digits.substr(0, length)));
}

// Issuer ranges in use; lengths from 14 digits on.
bool has_card_prefix(std::string_view d) {
  const int two = prefix(d, 2), four = prefix(d, 4);
  if (d.size() == 15) return two == 34 || two == 37;
  if (d.size() == 16 && ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720))) return true;
  if (d.size() == 16 && (two == 35 || two == 65 || four == 6011)) return true;
  if (d.size() == 19 && four == 9558) return true;
  if (d[0] == '4') return d.size() == 16 || d.size() == 19;
  return two == 62 && d.size() >= 16;
}

bool grouped_like_card(const Candidate& c) {
  if (!c.separated()) return true;
  if (c.sizes == std::vector<std::size_t>{4, 6, 5} || c.sizes == std::vector<std::size_t>{4, 6, 4})
    return true;
  if (c.sizes == std::vector<std::size_t>{6, 13}) return true;
  return std::all_of(c.sizes.begin(), c.sizes.end() - 1, [](auto n) { return n == 4; }) &&
         c.sizes.back() <= 4;
}

Match as_card(const Glyphs& g, const Candidate& c) {
  const std::size_t n = c.digits.size();
  if (c.plus || c.dotted || n < 13 || n > 19 || !grouped_like_card(c) || !luhn(c.digits)) return {};
  if (!has_card_prefix(c.digits) && !speaks_of(g, c.begin, NumberKind::card)) return {};
  return RedactionKind::bank_card;
}

bool is_mobile(std::string_view d) {
  return d.size() == 11 && d[0] == '1' && d[1] >= '3' && d[1] <= '9';
}

Match as_mobile(const Candidate& c) {
  if (c.dotted) return {};
  std::string_view digits = c.digits;
  std::vector<std::size_t> sizes = c.sizes;
  for (const std::string_view country : {"0086", "86"}) {
    if (!digits.starts_with(country) || digits.size() != 11 + country.size()) continue;
    digits.remove_prefix(country.size());
    if (sizes.front() == country.size())
      sizes.erase(sizes.begin());
    else
      sizes.front() -= country.size();
    break;
  }
  if (!is_mobile(digits) || (c.plus && digits.size() == c.digits.size())) return {};
  using Sizes = std::vector<std::size_t>;
  for (const Sizes& allowed : {Sizes{11}, Sizes{3, 4, 4}, Sizes{3, 8}, Sizes{7, 4}, Sizes{4, 4, 3},
                               Sizes{5, 6}, Sizes{3, 3, 5}, Sizes{4, 7}}) {
    if (sizes == allowed) return RedactionKind::mobile;
  }
  return {};
}

// 0 + area code of 2 (010, 02x) or 3 digits + 7 or 8 digits, or a local number that is named.
Match as_landline(const Glyphs& g, const Candidate& c) {
  if (c.dotted) return {};
  std::string_view d = c.digits;
  std::vector<std::size_t> sizes = c.sizes;
  if (d.starts_with("86") && c.plus && sizes.size() > 1 && sizes.front() == 2) {
    Candidate national = c;
    national.plus = false;
    national.sizes.erase(national.sizes.begin());
    national.digits.erase(0, 2);
    if (d[2] != '0') {
      national.digits.insert(national.digits.begin(), '0');
      ++national.sizes.front();
    }
    return as_landline(g, national);
  }
  if (c.plus) return {};
  if (sizes.size() == 1 && (d.size() == 7 || d.size() == 8) && d[0] >= '2' && d[0] != '9') {
    return speaks_of(g, c.begin, NumberKind::phone) ? Match(RedactionKind::landline) : Match();
  }
  if (d[0] != '0' || d.size() < 10 || d[1] == '0') return {};
  const bool short_area = d[1] == '1' || d[1] == '2';
  if (d[1] == '1' && d[2] != '0') return {};
  const std::size_t area = short_area ? 3 : 4, local = d.size() - area;
  if (local != 8 && (short_area || local != 7)) return {};
  if (d[area] < '2' || d[area] == '9') return {};
  const bool aligned = sizes.size() == 1 || sizes.front() == area;
  return aligned && sizes.size() <= 3 ? Match(RedactionKind::landline) : Match();
}

// A number of the North American plan; 400 and 800 are free service lines, nobody's own.
bool is_nanp(std::string_view d) {
  if (d.starts_with("400") || d.starts_with("800")) return false;
  return d.size() == 10 && d[0] >= '2' && d[3] >= '2' && d.substr(1, 2) != "11" &&
         d.substr(4, 2) != "11";
}

Match as_foreign_phone(const Glyphs& g, const Candidate& c) {
  std::string_view d = c.digits;
  if (c.plus) return d.size() >= 8 && d.size() <= 15 ? Match(RedactionKind::phone) : Match();
  const bool named = speaks_of(g, c.begin, NumberKind::phone);
  std::vector<std::size_t> sizes = c.sizes;
  if (d.size() == 11 && d[0] == '1' && sizes.front() == 1) {
    d.remove_prefix(1);
    sizes.erase(sizes.begin());
  }
  const bool us_groups = sizes == std::vector<std::size_t>{3, 3, 4};
  if (is_nanp(d) && (named || (us_groups && (c.dashed || c.dotted || c.bracketed)))) {
    return us_groups || sizes.size() == 1 ? Match(RedactionKind::phone) : Match();
  }
  if (c.dotted || c.digits.front() != '0' || c.digits.size() < 10 || c.digits.size() > 11)
    return {};
  const bool uk_mobile = c.digits.size() == 11 && c.digits[1] == '7' && c.sizes.size() <= 3;
  const bool uk =
      (c.digits[1] >= '1' && c.digits[1] <= '3') && c.separated() && c.sizes.size() <= 3;
  const bool area_first = c.sizes.front() >= 3 && c.sizes.front() <= 6;
  if (uk_mobile || (uk && area_first)) return RedactionKind::phone;
  return {};
}

Match as_social_security(const Glyphs& g, const Candidate& c) {
  const std::string_view d = c.digits;
  if (d.size() != 9 || c.plus || c.dotted) return {};
  const bool groups = c.sizes == std::vector<std::size_t>{3, 2, 4};
  const bool named = speaks_of(g, c.begin, NumberKind::identity);
  if (!(groups && c.dashed) && !(named && (groups || !c.separated()))) return {};
  const std::string_view area = d.substr(0, 3);
  if (area == "000" || area == "666" || d[0] == '9') return {};
  if (d.substr(3, 2) == "00" || d.substr(5) == "0000") return {};
  return RedactionKind::national_id;
}

Match classify(const Glyphs& g, const Candidate& c) {
  if (!c.plus && !c.dotted && is_identity_card(c.digits) &&
      (!c.separated() || c.sizes.front() == 6)) {
    return RedactionKind::id_card;
  }
  if (named_as_order(g, c.begin)) return {};
  if (!c.separated() && c.digits.size() == 15 && speaks_of(g, c.begin, NumberKind::identity) &&
      plausible_date(std::string("19").append(c.digits, 6, 6))) {
    return RedactionKind::id_card;  // the form without checksum, until 1999
  }
  if (const Match m = as_mobile(c)) return m;
  if (const Match m = as_card(g, c)) return m;
  if (const Match m = as_landline(g, c)) return m;
  if (const Match m = as_social_security(g, c)) return m;
  return as_foreign_phone(g, c);
}

bool is_separator(char32_t c) {
  return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')';
}

// The groups of one run: digits joined by one or two separators.
std::vector<Group> read_run(const Glyphs& g, std::size_t i) {
  std::vector<Group> groups;
  while (is_digit(g.at(i))) {
    Group group{i, i};
    while (is_digit(g.at(group.end))) ++group.end;
    groups.push_back(group);
    i = group.end;
    for (int n = 0; n < 2 && is_separator(g.at(i)) && !is_digit(g.at(i)); ++n) ++i;
  }
  return groups;
}

bool glued_before(const Glyphs& g, std::size_t begin) {
  const char32_t c = g.before(begin);
  if (c == '_' || is_digit(c)) return true;
  if (is_letter(c)) {
    return !has_before(g, begin, U"tel") && !has_before(g, begin, U"phone") &&
           !has_before(g, begin, U"mobile");
  }
  const char32_t further = begin >= 2 ? g.points[begin - 2] : U'\0';
  if ((c == '-' || c == '.') && is_alnum(further)) return true;
  constexpr std::u32string_view kMoney = U"$¥￥€£#";
  return kMoney.find(c) != std::u32string_view::npos && c != 0;
}

bool glued_after(const Glyphs& g, std::size_t end) {
  const char32_t c = g.at(end), next = g.at(end + 1);
  if (is_alnum(c) || c == '_') return true;
  if ((c == '-' || c == '.' || c == ',' || c == ':') && is_digit(next)) return true;
  constexpr std::u32string_view kUnits = U"元块萬万亿%";
  return c != 0 && kUnits.find(c) != std::u32string_view::npos;
}

Candidate join(const Glyphs& g, const std::vector<Group>& groups, std::size_t first,
               std::size_t last) {
  Candidate c;
  c.begin = groups[first].begin;
  c.end = groups[last - 1].end;
  c.sizes.reserve(last - first);
  for (std::size_t k = first; k < last; ++k) {
    c.sizes.push_back(groups[k].size());
    for (std::size_t i = groups[k].begin; i < groups[k].end; ++i) {
      c.digits.push_back(static_cast<char>(g.points[i]));
    }
  }
  for (std::size_t i = c.begin; i < c.end; ++i) {
    c.dashed |= g.points[i] == '-';
    c.dotted |= g.points[i] == '.';
    c.bracketed |= g.points[i] == ')';
  }
  if (g.before(c.begin) == '(') {
    --c.begin;
    if (g.at(c.end) == ')') ++c.end;
  }
  if (g.before(c.begin) == '+') {
    --c.begin;
    c.plus = true;
    if (g.before(c.begin) == '(' && c.bracketed) --c.begin;
  }
  return c;
}

// The final X of an identity card belongs to its number.
void take_check_letter(const Glyphs& g, Candidate& c) {
  if (c.digits.size() == 17 && to_lower(g.at(c.end)) == 'x' && !is_alnum(g.at(c.end + 1))) {
    c.digits.push_back('X');
    ++c.end;
  }
}

// "-123" after a landline is its extension.
std::size_t extension_end(const Glyphs& g, std::size_t end) {
  if (g.at(end) != '-' || !is_digit(g.at(end + 1))) return end;
  std::size_t k = end + 1;
  while (is_digit(g.at(k))) ++k;
  return k - end <= 6 && !is_alnum(g.at(k)) && g.at(k) != '-' ? k : end;
}

}  // namespace

void find_numbers(const Glyphs& g, Spans& spans) {
  constexpr std::size_t kMaxGroups = 6, kMinDigits = 7, kMaxDigits = 19;
  for (std::size_t i = 0; i < g.size();) {
    if (!is_digit(g.points[i])) {
      ++i;
      continue;
    }
    const std::vector<Group> groups = read_run(g, i);
    for (std::size_t first = 0; first < groups.size();) {
      std::size_t taken = 0;
      const std::size_t most = std::min(groups.size(), first + kMaxGroups);
      std::size_t digits = 0;  // of the groups [first, last)
      for (std::size_t k = first; k < most; ++k) digits += groups[k].size();
      for (std::size_t last = most; last > first && taken == 0; --last) {
        const std::size_t count = digits;
        digits -= groups[last - 1].size();
        if (count < kMinDigits || count > kMaxDigits) continue;
        Candidate c = join(g, groups, first, last);
        take_check_letter(g, c);
        if (g.at(c.end) != '-' && glued_after(g, c.end)) continue;  // nothing extends it
        if (glued_before(g, c.begin)) continue;
        const Match kind = classify(g, c);
        if (!kind) continue;
        if (*kind == RedactionKind::landline) c.end = extension_end(g, c.end);
        if (glued_after(g, c.end) || spans.overlap(c.begin, c.end)) continue;
        spans.add(c.begin, c.end, *kind);
        taken = last - first;
      }
      first += std::max<std::size_t>(taken, 1);
    }
    i = groups.back().end;
  }
}

}  // namespace vocmap
