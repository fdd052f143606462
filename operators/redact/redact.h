#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace vocmap {

enum class RedactionKind : std::uint8_t {
  mobile,     // mainland mobile
  landline,   // mainland landline
  phone,      // US, UK and +country numbers
  id_card,    // resident identity card, by checksum
  bank_card,  // Luhn and a card scheme's prefix
  email,
  passport,  // passports and travel permits
  plate,     // mainland number plates
  address,
  name,
  national_id,  // US SSN, UK NINO
  iban,         // mod 97
  postcode,     // UK
};
constexpr std::size_t kRedactionKinds = 13;

// "mobile", "id_card", ...; the tag in the text is this name in brackets.
std::string_view redaction_name(RedactionKind kind);

// How many passages of each kind were replaced.
struct RedactionCounts {
  std::array<std::uint64_t, kRedactionKinds> by_kind{};

  std::uint64_t& operator[](RedactionKind kind) { return by_kind[static_cast<std::size_t>(kind)]; }
  std::uint64_t operator[](RedactionKind kind) const {
    return by_kind[static_cast<std::size_t>(kind)];
  }
};

// Replaces personal data in UTF-8 text by tags such as "[mobile]" and adds to `counts`. Order and
// tracking numbers, amounts, dates and times stay. Any bytes are safe, and invalid ones
// stay as they are; a redacted text stays as it is, too. Linear in the text. Thread-safe.
void redact(std::string& text, RedactionCounts& counts);

// For raw dead letters: the first `limit` bytes redacted, with a tag for a passage that reaches
// beyond them, invalid UTF-8 turned into U+FFFD, and again cut to `limit` bytes at a code point.
// The result is always valid UTF-8; the rest of `raw` costs nothing.
std::string redact_bytes(std::string_view raw, std::size_t limit);

}  // namespace vocmap
