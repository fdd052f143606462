#include <algorithm>
#include <span>
#include <string>

#include "operators/redact/glyphs.h"

namespace vocmap {
namespace {

using namespace std::string_view_literals;

// Matches a pattern of classes at `i`: 'A' upper-case letter, 'a' letter or digit, '9' digit, '_'
// an optional space; other characters stand for themselves. Returns the end, or `i`.
std::size_t match_pattern(const Glyphs& g, std::size_t i, std::string_view pattern) {
  std::size_t k = i;
  for (const char p : pattern) {
    const char32_t c = g.at(k);
    if (p == '_') {
      k += c == ' ' ? 1 : 0;
      continue;
    }
    const bool fits = p == 'A'   ? is_upper(c)
                      : p == 'a' ? is_alnum(c)
                      : p == '9' ? is_digit(c)
                                 : c == static_cast<unsigned char>(p);
    if (!fits) return i;
    ++k;
  }
  return is_alnum(g.at(k)) ? i : k;
}

bool one_of(char32_t c, std::u32string_view set) {
  return set.find(c) != set.npos;
}

// ISO 13616: the sum over the rearranged characters is 1 mod 97.
bool is_iban(const std::string& iban) {
  int rest = 0;
  for (std::size_t i = 0; i < iban.size(); ++i) {
    const char c = iban[(i + 4) % iban.size()];
    rest = (c <= '9' ? rest * 10 + (c - '0') : rest * 100 + (c - 'A' + 10)) % 97;
  }
  return rest == 1;
}

std::size_t iban_end(const Glyphs& g, std::size_t i) {
  constexpr std::size_t kShortest = 15, kLongest = 34;
  if (!is_letter(g.at(i)) || !is_letter(g.at(i + 1)) || !is_digit(g.at(i + 2)) ||
      !is_digit(g.at(i + 3))) {
    return i;
  }
  std::string iban;
  std::size_t end = i;
  for (std::size_t k = i; iban.size() < kLongest; ++k) {
    if (g.at(k) == ' ' && iban.size() % 4 == 0 && is_alnum(g.at(k + 1))) continue;
    if (!is_alnum(g.at(k))) break;
    iban.push_back(static_cast<char>(to_upper(g.at(k))));
    if (iban.size() >= kShortest && !is_alnum(g.at(k + 1)) && is_iban(iban)) end = k + 1;
  }
  return end;
}

std::size_t passport_end(const Glyphs& g, std::size_t i) {
  if (!is_alnum(g.at(i))) return i;
  if (one_of(g.at(i), U"EGDSPH")) {
    const std::size_t old_form = match_pattern(g, i, "A99999999");
    if (old_form != i) return named_as_order(g, i) ? i : old_form;
  }
  if (g.at(i) == 'E') {
    const std::size_t new_form = match_pattern(g, i, "EA9999999");
    if (new_form != i) return named_as_order(g, i) ? i : new_form;
  }
  std::size_t end = i;
  std::ptrdiff_t digits = 0;
  for (; is_alnum(g.at(end)); ++end) digits += is_digit(g.at(end)) ? 1 : 0;
  const bool shape = end - i >= 7 && end - i <= 11 && digits >= 6;
  return shape && speaks_of(g, i, NumberKind::passport) ? end : i;
}

// Province, letter, and five or (new energy) six characters, at least two of them digits.
std::size_t plate_end(const Glyphs& g, std::size_t i) {
  constexpr std::u32string_view kProvinces =
      U"京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
  if (!one_of(g.at(i), kProvinces) || !is_letter(g.at(i + 1))) return i;
  std::size_t k = i + 2;
  if (one_of(g.at(k), U"·•.- ・")) ++k;
  std::size_t letters = 0, digits = 0;
  for (; is_alnum(g.at(k)); ++k) (is_digit(g.at(k)) ? digits : letters) += 1;
  if (one_of(g.at(k), U"警学挂港澳领")) ++letters, ++k;
  const std::size_t length = letters + digits;
  return (length == 5 || length == 6) && digits >= 2 ? k : i;
}

std::size_t insurance_number_end(const Glyphs& g, std::size_t i) {
  constexpr std::u32string_view kNever = U"DFIQUV";
  if (one_of(g.at(i), kNever) || one_of(g.at(i + 1), kNever) || g.at(i + 1) == 'O') return i;
  const std::u32string_view start = g.view(i, std::min(i + 2, g.size()));
  for (const std::u32string_view unused :
       {U"BG"sv, U"GB"sv, U"NK"sv, U"KN"sv, U"TN"sv, U"NT"sv, U"ZZ"sv}) {
    if (start == unused) return i;
  }
  const std::size_t end = match_pattern(g, i, "AA_99_99_99_A");
  return end != i && g.points[end - 1] <= 'D' && !named_as_order(g, i) ? end : i;
}

std::size_t postcode_end(const Glyphs& g, std::size_t i) {
  if (!is_letter(g.at(i))) return i;
  for (const std::string_view form :
       {"A9 9AA"sv, "A99 9AA"sv, "AA9 9AA"sv, "AA99 9AA"sv, "A9A 9AA"sv, "AA9A 9AA"sv, "A9_9AA"sv,
        "A99_9AA"sv, "AA9_9AA"sv, "AA99_9AA"sv, "A9A_9AA"sv, "AA9A_9AA"sv}) {
    const std::size_t end = match_pattern(g, i, form);
    if (end == i || one_of(g.points[end - 1], U"CIKMOV") || one_of(g.points[end - 2], U"CIKMOV")) {
      continue;
    }
    const bool spaced = form.find(' ') != form.npos;
    if (spaced || speaks_of(g, i, NumberKind::postcode)) return end;
  }
  return i;
}

}  // namespace

void find_codes(const Glyphs& g, Spans& spans) {
  struct Form {
    std::size_t (*end)(const Glyphs&, std::size_t);
    RedactionKind kind;
  };
  constexpr Form kPlate[] = {{plate_end, RedactionKind::plate}};
  constexpr Form kForms[] = {{iban_end, RedactionKind::iban},
                             {insurance_number_end, RedactionKind::national_id},
                             {passport_end, RedactionKind::passport},
                             {postcode_end, RedactionKind::postcode}};
  std::size_t word_end = 0;
  for (std::size_t i = 0; i < g.size(); ++i) {
    if (i >= word_end && is_alnum(g.points[i])) {
      bool digits = false;
      for (word_end = i; is_alnum(g.at(word_end)); ++word_end) digits |= is_digit(g.at(word_end));
      // All codes have a digit in their first word but "AB 12 34 56 C".
      if (!digits && word_end - i != 2) {
        i = word_end - 1;
        continue;
      }
    }
    const char32_t before = g.before(i);
    const bool word = is_alnum(g.points[i]) && !is_alnum(before) && before != '_' && before != '-';
    const bool plate = is_ideograph(g.points[i]) && is_letter(g.at(i + 1));
    if (!word && !plate) continue;
    for (const Form& form : word ? std::span<const Form>(kForms) : std::span<const Form>(kPlate)) {
      const std::size_t end = form.end(g, i);
      if (end == i || spans.overlap(i, end)) continue;
      spans.add(i, end, form.kind);
      i = end - 1;
      break;
    }
  }
}

}  // namespace vocmap
