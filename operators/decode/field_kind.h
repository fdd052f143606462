#pragma once

#include <cstdint>
#include <string_view>

#include "schemas/events.h"

namespace vocmap {

// What a field's name promises about its value beyond the C++ type of the member.
enum class FieldKind : std::uint8_t {
  label,         // short; empty means absent
  id,            // short, never empty, no control characters
  text,          // written by people
  currency,      // ISO 4217, three capitals
  non_negative,  // a number
};

constexpr FieldKind kind_of(std::string_view name) {
  const auto one_of = [name](auto... names) { return ((name == names) || ...); };
  if (name == "currency") return FieldKind::currency;
  if (one_of("subject", "text", "comment", "hypothesis", "name", "outcome")) return FieldKind::text;
  if (name.ends_with("_id") || name.ends_with("_ids") ||
      one_of("id", "source", "line", "by", "offered_scenarios")) {
    return FieldKind::id;
  }
  if (name.ends_with("_s") || name.ends_with("_count") ||
      one_of("transfers", "bot_turns", "reach", "concurrency", "washout_hours",
             "expected_rate_ratio", "wage_minor_per_hour")) {
    return FieldKind::non_negative;
  }
  return FieldKind::label;
}

constexpr bool has_control_characters(std::string_view text) {
  bool found = false;
  for (const char c : text) found |= static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  return found;
}

constexpr bool is_short_id(std::string_view text, std::size_t max_bytes) {
  return !text.empty() && text.size() <= max_bytes && !has_control_characters(text);
}

// The name under which a struct lists a field that producers also write under an alias.
template <class T>
constexpr std::string_view canonical_name(std::string_view name) {
  return name;
}
template <>
constexpr std::string_view canonical_name<Survey>(std::string_view name) {
  return name == "answered_at" ? "occurred_at" : name;
}

// Fields that `T` does not list are extensions of a foreign standard, not schema drift.
template <class T>
inline constexpr bool kHasExtensions = false;

}  // namespace vocmap
