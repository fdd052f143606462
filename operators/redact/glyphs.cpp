#include "operators/redact/glyphs.h"

#include <algorithm>
#include <span>

namespace vocmap {
namespace {

using Words = std::span<const std::u32string_view>;

constexpr std::u32string_view kPhoneWords[] = {
    U"电话", U"手机",  U"座机",   U"致电", U"联系方式", U"號碼",     U"電話",    U"手機",
    U"tel",  U"phone", U"mobile", U"call", U"ring",     U"whatsapp", U"contact", U"cell"};
constexpr std::u32string_view kCardWords[] = {U"卡号",       U"银行卡", U"信用卡", U"储蓄卡",
                                              U"借记卡",     U"卡號",   U"card",   U"visa",
                                              U"mastercard", U"amex"};
constexpr std::u32string_view kIdentityWords[] = {
    U"身份证", U"身分證", U"证件号", U"ssn", U"social security", U"national insurance", U"nino"};
constexpr std::u32string_view kPassportWords[] = {U"护照",   U"護照",   U"通行证",  U"通行證",
                                                  U"回乡证", U"台胞证", U"passport"};
constexpr std::u32string_view kPostcodeWords[] = {U"postcode", U"post code", U"postal code"};
constexpr std::u32string_view kOrderWords[] = {
    U"订单",        U"單號",     U"訂單",     U"单号",      U"运单", U"快递",    U"物流",
    U"流水",        U"交易",     U"编号",     U"票号",      U"凭证", U"工单",    U"order",
    U"orders",      U"tracking", U"invoice",  U"reference", U"ref",  U"booking", U"ticket",
    U"transaction", U"parcel",   U"shipment", U"case",      U"sku"};

Words words_of(NumberKind kind) {
  switch (kind) {
    case NumberKind::phone:
      return kPhoneWords;
    case NumberKind::card:
      return kCardWords;
    case NumberKind::identity:
      return kIdentityWords;
    case NumberKind::passport:
      return kPassportWords;
    case NumberKind::postcode:
      return kPostcodeWords;
  }
  return {};
}

char32_t unify(char32_t c) {
  if (c >= 0xFF01 && c <= 0xFF5E) return c - 0xFF01 + '!';
  if (c == 0x3000 || c == 0xA0 || c == '\t') return U' ';
  if (c == 0x2010 || c == 0x2011 || c == 0x2013 || c == 0x2014) return U'-';
  return c;
}

bool is_tag(std::u32string_view name) {
  for (std::size_t k = 0; k < kRedactionKinds; ++k) {
    const std::string_view tag = redaction_name(static_cast<RedactionKind>(k));
    if (std::equal(name.begin(), name.end(), tag.begin(), tag.end())) return true;
  }
  return false;
}

void hide_tags(std::u32string& points) {
  constexpr std::size_t kLongest = 11;  // national_id
  for (std::size_t i = points.find(U'['); i != points.npos; i = points.find(U'[', i + 1)) {
    const std::u32string_view ahead = std::u32string_view(points).substr(i + 1, kLongest + 1);
    const std::size_t length = ahead.find(U']');
    if (length == ahead.npos || !is_tag(ahead.substr(0, length))) continue;
    std::fill_n(points.begin() + static_cast<std::ptrdiff_t>(i), length + 2, kTagGlyph);
  }
}

}  // namespace

Glyphs::Glyphs(std::string_view utf8) {
  points.resize(utf8.size());
  offsets.resize(utf8.size() + 1);
  std::size_t count = 0;
  for (std::size_t position = 0; position < utf8.size(); ++count) {
    offsets[count] = static_cast<std::uint32_t>(position);
    points[count] = unify(next_code_point(utf8, position));
  }
  offsets[count] = static_cast<std::uint32_t>(utf8.size());
  points.resize(count);
  offsets.resize(count + 1);
  hide_tags(points);
}

bool ends_clause(char32_t c) {
  constexpr std::u32string_view kEnds = U",;!?\n\r。、，；！？";
  return c == 0 || c == kTagGlyph || kEnds.find(c) != std::u32string_view::npos;
}

bool has_at(const Glyphs& g, std::size_t i, std::u32string_view word) {
  if (i + word.size() > g.size()) return false;
  return std::equal(word.begin(), word.end(), g.points.begin() + static_cast<std::ptrdiff_t>(i),
                    [](char32_t a, char32_t b) { return a == to_lower(b); });
}

bool has_before(const Glyphs& g, std::size_t i, std::u32string_view word) {
  return i >= word.size() && has_at(g, i - word.size(), word);
}

bool speaks_of(const Glyphs& g, std::size_t i, NumberKind kind) {
  constexpr std::size_t kReach = 24;
  const Words words = words_of(kind);
  for (std::size_t k = i; k > 0 && i - k < kReach && g.points[k - 1] != '\n'; --k) {
    const char32_t last = to_lower(g.points[k - 1]);
    for (const auto word : words) {
      if (word.back() == last && has_before(g, k, word)) return true;
    }
  }
  return false;
}

bool named_as_order(const Glyphs& g, std::size_t i) {
  constexpr std::u32string_view kConnectors = U" :#.()=-号號码碼是为為";
  constexpr std::u32string_view kConnectorWords[] = {U"number", U"num", U"no", U"id", U"is", U"nr"};
  const auto ends_with = [&](std::u32string_view word) {
    if (!has_before(g, i, word)) return false;
    return !is_letter(word.front()) || !is_letter(g.before(i - word.size()));
  };
  while (std::none_of(std::begin(kOrderWords), std::end(kOrderWords), ends_with)) {
    const auto* word =
        std::find_if(std::begin(kConnectorWords), std::end(kConnectorWords), ends_with);
    const bool connector = i > 0 && kConnectors.find(g.points[i - 1]) != std::u32string_view::npos;
    if (word != std::end(kConnectorWords)) {
      i -= word->size();
    } else if (connector) {
      --i;
    } else {
      return false;
    }
  }
  return true;
}

std::size_t Spans::first_taken(std::size_t begin, std::size_t end) const {
  while (begin < end && !taken_[begin]) ++begin;
  return begin;
}

void Spans::add(std::size_t begin, std::size_t end, RedactionKind kind) {
  spans_.push_back({begin, end, kind});
  std::fill(taken_.begin() + static_cast<std::ptrdiff_t>(begin),
            taken_.begin() + static_cast<std::ptrdiff_t>(end), true);
}

std::vector<Span> Spans::sorted() const {
  std::vector<Span> spans = spans_;
  std::sort(spans.begin(), spans.end(),
            [](const Span& a, const Span& b) { return a.begin < b.begin; });
  return spans;
}

}  // namespace vocmap
