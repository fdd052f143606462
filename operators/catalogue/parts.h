#pragma once

#include <cstdint>
#include <optional>

#include "operators/catalogue/metric.h"

namespace vocmap {

// What entries of the catalogue are written with.
using Reading = std::optional<Part>;

inline Reading share_of(bool yes) {
  return Part{yes ? 1 : 0, 1};
}
// Of those to which `applies`; nothing is said of others.
inline Reading share_of(bool applies, bool yes) {
  return applies ? share_of(yes) : std::nullopt;
}
// Something that occurred or did not: of totals and rates, which need no word of those without.
inline Reading count_of(bool yes) {
  return yes ? Reading{Part{1, 0}} : std::nullopt;
}
inline Reading value_of(std::int64_t value) {
  return Part{value, 1};
}
template <class T>
Reading value_of(const std::optional<T>& value) {
  return value ? value_of(static_cast<std::int64_t>(*value)) : std::nullopt;
}

// Whether it happened, and soon enough.
inline bool within(const std::optional<Duration>& time, Duration limit) {
  return time && *time <= limit;
}

inline constexpr std::int64_t kPerSecond = 1000;  // times are in ms
inline constexpr std::int64_t kPerMinute = 60'000;
inline constexpr std::int64_t kPerHour = 3'600'000;

}  // namespace vocmap
