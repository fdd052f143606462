#include "operators/redact/redact.h"

#include <algorithm>

#include "operators/redact/glyphs.h"

namespace vocmap {
namespace {

constexpr std::string_view kNames[] = {"mobile",      "landline", "phone",   "id_card", "bank_card",
                                       "email",       "passport", "plate",   "address", "name",
                                       "national_id", "iban",     "postcode"};
static_assert(std::size(kNames) == kRedactionKinds);

// A cheap look at the bytes: does any scanner have a chance?
struct Triggers {
  std::size_t digits = 0;
  bool at = false, wide = false, name = false;
};

Triggers look(std::string_view text) {
  Triggers found;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    found.digits += c >= '0' && c <= '9' ? 1 : 0;
    found.at |= c == '@';
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (c >= 0x80) {
      found.wide = true;
      if (c == 0xEF && next == '\xBC' && i + 2 < text.size()) {  // full-width forms
        const auto last = static_cast<unsigned char>(text[i + 2]);
        found.digits += last >= 0x90 && last <= 0x99 ? 1 : 0;
        found.at |= last == 0xA0;
      }
      continue;
    }
    // "name", "Mr", "Mrs", "Ms", "cardholder:"
    found.name |= c == ':' || ((c | 0x20) == 'n' && (next | 0x20) == 'a') ||
                  (c == 'M' && (next | 0x20) >= 'r');
  }
  return found;
}

constexpr std::size_t kFewestDigits = 2;  // of anything but a name: "SW1A 1AA"

Spans find_all(const Glyphs& glyphs, const Triggers& triggers) {
  Spans spans(glyphs.size());
  if (triggers.at) find_emails(glyphs, spans);
  if (triggers.digits >= kFewestDigits) {
    find_codes(glyphs, spans);
    find_numbers(glyphs, spans);
  }
  if (triggers.name || triggers.wide) find_names(glyphs, spans);
  if (triggers.digits > 0 || triggers.wide) find_addresses(glyphs, spans);
  return spans;
}

// Writes the first `limit` bytes of the text with tags in the place of what was found; true when
// something was. `limit` is at a code point.
bool write_redacted(std::string_view text, std::size_t limit, RedactionCounts& counts,
                    std::string& out) {
  out.clear();
  const Triggers triggers = look(text);
  if (triggers.digits == 0 && !triggers.at && !triggers.wide && !triggers.name) {
    out.assign(text.substr(0, limit));
    return false;
  }
  const Glyphs glyphs(text);
  std::size_t copied = 0;
  for (const Span& span : find_all(glyphs, triggers).sorted()) {
    const std::size_t begin = glyphs.offsets[span.begin];
    if (begin >= limit) break;
    out.append(text.substr(copied, begin - copied));
    out.append("[").append(redaction_name(span.kind)).append("]");
    copied = glyphs.offsets[span.end];
    ++counts[span.kind];
  }
  const bool found = copied > 0;
  if (copied < limit) out.append(text.substr(copied, limit - copied));
  return found;
}

}  // namespace

std::string_view redaction_name(RedactionKind kind) {
  return kNames[static_cast<std::size_t>(kind)];
}

// What was replaced can have hidden what stands beside it, so the result is looked at again:
// "a@b.cn.13800138000". The limit is for texts that are made to hide ever more.
void redact(std::string& text, RedactionCounts& counts) {
  constexpr int kMostRounds = 8;
  std::string out;
  for (int round = 0; round < kMostRounds; ++round) {
    if (!write_redacted(text, text.size(), counts, out)) return;
    text.swap(out);
  }
}

std::string redact_bytes(std::string_view raw, std::size_t limit) {
  constexpr std::size_t kLongestPassage = 1024;  // that reaches over the limit
  std::size_t end = std::min(limit, raw.size());
  for (int k = 0; k < 3 && end > 0 && end < raw.size() && (raw[end] & 0xC0) == 0x80; ++k) --end;
  RedactionCounts counts;
  std::string redacted;
  const std::string_view start = raw.substr(0, end + kLongestPassage);
  if (write_redacted(start, end, counts, redacted)) redact(redacted, counts);
  if (redacted.size() <= limit && is_utf8(redacted)) return redacted;
  std::string out;
  for (std::size_t position = 0; position < redacted.size();) {
    const std::size_t begin = position;
    const bool invalid = next_code_point(redacted, position) == kReplacement;
    const std::string_view point =
        invalid ? "\xEF\xBF\xBD" : std::string_view(redacted).substr(begin, position - begin);
    if (out.size() + point.size() > limit) break;
    out.append(point);
  }
  return out;
}

}  // namespace vocmap
