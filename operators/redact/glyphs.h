#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "operators/redact/redact.h"
#include "schemas/utf8.h"

namespace vocmap {

// A passage to replace, in glyph positions [begin, end).
struct Span {
  std::size_t begin, end;
  RedactionKind kind;
};

// The passages found in one text; none overlaps another.
class Spans {
 public:
  explicit Spans(std::size_t glyphs) : taken_(glyphs) {}

  // The first position of [begin, end) that is taken, else `end`.
  std::size_t first_taken(std::size_t begin, std::size_t end) const;
  bool overlap(std::size_t begin, std::size_t end) const { return first_taken(begin, end) != end; }
  // REQUIRES: begin < end, and nothing between them is taken.
  void add(std::size_t begin, std::size_t end, RedactionKind kind);
  std::vector<Span> sorted() const;

 private:
  std::vector<Span> spans_;
  std::vector<bool> taken_;  // by glyph
};

// What stands for each character of a tag such as "[mobile]": no word of the text.
constexpr char32_t kTagGlyph = 0xFFFC;

// A decoded text: full-width forms as ASCII, every space as ' ', tags as kTagGlyph; `offsets[i]` is
// the byte position of glyph i, with one more entry for the end.
struct Glyphs {
  std::u32string points;
  std::vector<std::uint32_t> offsets;

  explicit Glyphs(std::string_view utf8);
  std::size_t size() const { return points.size(); }
  bool wide() const { return points.size() != offsets.back(); }  // some of more than one byte
  // The glyph, or 0 outside the text.
  char32_t at(std::size_t i) const { return i < points.size() ? points[i] : U'\0'; }
  char32_t before(std::size_t i) const { return i == 0 ? U'\0' : points[i - 1]; }
  std::u32string_view view(std::size_t begin, std::size_t end) const {
    return std::u32string_view(points).substr(begin, end - begin);
  }
};

constexpr bool is_digit(char32_t c) {
  return c >= '0' && c <= '9';
}
constexpr bool is_upper(char32_t c) {
  return c >= 'A' && c <= 'Z';
}
constexpr bool is_letter(char32_t c) {
  return is_upper(c) || (c >= 'a' && c <= 'z');
}
constexpr bool is_alnum(char32_t c) {
  return is_digit(c) || is_letter(c);
}
constexpr bool is_ideograph(char32_t c) {
  return c >= 0x4E00 && c < 0xA000;
}
constexpr char32_t to_lower(char32_t c) {
  return is_upper(c) ? c + 32 : c;
}
constexpr char32_t to_upper(char32_t c) {
  return c >= 'a' && c <= 'z' ? c - 32 : c;
}
bool ends_clause(char32_t c);

// Does `words` (in lower case) stand right at / right before position `i`, in any case?
bool has_at(const Glyphs& g, std::size_t i, std::u32string_view word);
bool has_before(const Glyphs& g, std::size_t i, std::u32string_view word);

// What the words before position `i` say about the number there.
enum class NumberKind { phone, card, identity, passport, postcode };
bool speaks_of(const Glyphs& g, std::size_t i, NumberKind kind);
// "订单号：", "order no. ", "tracking #": the number at `i` is named as a business number.
bool named_as_order(const Glyphs& g, std::size_t i);

// The scanners; each appends what it finds outside the spans found before it.
void find_emails(const Glyphs& g, Spans& spans);
void find_codes(const Glyphs& g, Spans& spans);    // IBAN, passport, plate, NINO, postcode
void find_numbers(const Glyphs& g, Spans& spans);  // phones, cards, SSN, identity cards
void find_names(const Glyphs& g, Spans& spans);
void find_addresses(const Glyphs& g, Spans& spans);

}  // namespace vocmap
