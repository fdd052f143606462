#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace vocmap {

using Duration = std::chrono::milliseconds;

// A point of event time: milliseconds since 1970-01-01T00:00:00Z. A type of its own, so that host
// time can never slip into an operator.
struct EventTime {
  std::int64_t ms = 0;

  static constexpr EventTime min() { return {std::numeric_limits<std::int64_t>::min() / 4}; }
  static constexpr EventTime max() { return {std::numeric_limits<std::int64_t>::max() / 4}; }

  // 9999-12-31T23:59:59Z, after every event: the watermark of an input that has ended for good.
  static constexpr EventTime end_of_time() { return {253'402'300'799'000}; }

  friend constexpr auto operator<=>(EventTime, EventTime) = default;
  friend constexpr EventTime operator+(EventTime t, Duration d) { return {t.ms + d.count()}; }
  friend constexpr EventTime operator-(EventTime t, Duration d) { return {t.ms - d.count()}; }
  friend constexpr Duration operator-(EventTime a, EventTime b) { return Duration{a.ms - b.ms}; }
};

// Largest multiple of `size` at or below `t`, also for times before 1970.
constexpr EventTime floor_to(EventTime t, Duration size) {
  const std::int64_t rest = t.ms % size.count();
  return {t.ms - (rest < 0 ? rest + size.count() : rest)};
}

// Parses RFC 3339 with a required offset ("Z" or +hh:mm); fractions beyond milliseconds are cut.
// Empty for anything else, impossible dates and leap seconds beyond :60 included.
std::optional<EventTime> parse_rfc3339(std::string_view text);

// "2026-03-07T22:00:00Z", with ".mmm" only when milliseconds are not zero.
std::string format_rfc3339(EventTime t);

}  // namespace vocmap
