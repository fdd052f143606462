#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/enums.h"
#include "schemas/time.h"

namespace vocmap {

// The dimensions by which a metric may be broken down, one at a time. Amounts of money are always
// by currency.
VOCMAP_ENUM(Breakdown, 8, channel, handler, party_type, lang, tier, region, product_id, currency);
// ISO 4217: none was named. Written apart, since three in a row mark unfinished code.
inline constexpr std::string_view kNoCurrency =
    "X"
    "XX";
inline constexpr std::size_t kBreakdowns = EnumNames<Breakdown>::values.size();

// How long after the end of a window what it counts may still change; see `span_of`. A subject
// tells its metrics of each horizon apart, because their cells become final at different times.
VOCMAP_ENUM(Horizon, 4, day, four_days, eight_days, thirty_one_days);

// Evidence counts up to 0, 3, 7 or 30 days after the subject's time, and a contact may become known
// 24 h after it was opened.
constexpr Duration span_of(Horizon horizon) {
  constexpr int kDays[] = {1, 4, 8, 31};
  return std::chrono::days{kDays[static_cast<std::size_t>(horizon)]};
}

// The cells to which a subject belongs. Empty: unknown, or no part of any such cell.
struct MeasuredAt {
  std::string line, stage, scenario;
  EventTime at;                               // decides the windows
  std::array<std::string, kBreakdowns> by{};  // in the order of Breakdown
  std::uint32_t taxonomy_version = 0;         // under which stage and scenario are meant

  std::string& of(Breakdown b) { return by[static_cast<std::size_t>(b)]; }
  const std::string& of(Breakdown b) const { return by[static_cast<std::size_t>(b)]; }

  friend auto operator<=>(const MeasuredAt&, const MeasuredAt&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(line, stage, scenario, at);
    for (std::string& value : by) c(value);
    c(taxonomy_version);
  }
};

// What subjects add to one metric (`metric_id`) of a cell. Of quantiles the numerator counts how
// many have the value `bucket`; elsewhere bucket is 0.
struct Amount {
  std::uint16_t metric = 0;
  std::int32_t bucket = 0;
  std::int64_t numerator = 0, denominator = 0;

  friend auto operator<=>(const Amount&, const Amount&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(metric, bucket, numerator, denominator);
  }
};

// Sorted by (metric, bucket), without zeros.
using Amounts = std::vector<Amount>;

// Adds `sign` times `more`.
void add(Amounts& amounts, const Amounts& more, int sign);

// What one subject adds to the cells of one horizon.
struct Measurement {
  MeasuredAt cell;
  Horizon horizon{};
  // Set: only to this one cell, of the window of this size; not to those above it. For distinct
  // counts, whose parts do not add up to the whole. 0: 1 h, 1: 1 d.
  std::optional<std::uint8_t> only;
  Amounts amounts;

  friend auto operator<=>(const Measurement&, const Measurement&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(cell, horizon, only, amounts);
  }
};

}  // namespace vocmap
