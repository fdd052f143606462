#include "pipeline/cli/sample/week.h"

#include <fmt/format.h>

#include <charconv>

#include "operators/metrics/live_precision.h"

namespace vocmap {
namespace {

// Week 1 has the year's first Thursday, so it has January 4.
EventTime first_monday(int year) {
  return monday_of(*parse_rfc3339(fmt::format("{:04}-01-04T00:00:00Z", year)));
}

std::optional<int> number(std::string_view digits) {
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<EventTime> parse_iso_week(std::string_view text) {
  if (text.size() != 8 || text.substr(4, 2) != "-W") return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto week = number(text.substr(6));
  if (!year || *year < 2000 || *year > 2099 || !week || *week < 1) return std::nullopt;
  const EventTime monday = first_monday(*year) + (*week - 1) * kWeek;
  if (monday >= first_monday(*year + 1)) return std::nullopt;
  return monday;
}

std::string format_iso_week(EventTime monday) {
  const EventTime thursday = monday + std::chrono::days{3};
  const int year = *number(format_rfc3339(thursday).substr(0, 4));
  return fmt::format("{:04}-W{:02}", year, (monday - first_monday(year)) / kWeek + 1);
}

}  // namespace vocmap
