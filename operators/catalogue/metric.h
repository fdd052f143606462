#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "operators/catalogue/measurement.h"

namespace vocmap {

// How a value follows from the sums of what subjects add.
VOCMAP_ENUM(Form, 6, total, share, mean, ratio, per_10k, quantile_90);

// What one subject adds: of a total its amount, of a share 0 or 1 of 1, of a mean its value, of a
// ratio both parts, of a quantile its value as an integer bucket.
struct Part {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
};

// One metric of the catalogue, but for how it is read from its subjects. The table in the docs and
// the HELP of its Prometheus series are made of this.
struct MetricEntry {
  std::string_view name{};      // as published; its hash is its id in all that is stored
  std::string_view zh{}, en{};  // what it means, for a person who has never seen it
  std::string_view formula{};
  std::string_view unit{};
  Form form = Form::share;
  Horizon horizon = Horizon::day;
  // A value is the quotient divided by it: sums are integers of a finer unit, e.g. milliseconds.
  std::int64_t scale = 1;
  std::string_view source{};  // of the formula; empty: this project's own
  bool money = false;         // minor units; only by currency
  bool with_window = false;   // cells without breakdown, and by channel, come with the window
  // Its gauge has a series per scenario, which are many, and not only per line and stage.
  bool scenarios_in_prometheus = false;
};

// Stable as long as the name is; unique, which a test holds.
constexpr std::uint16_t metric_id(std::string_view name) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return static_cast<std::uint16_t>(hash >> 16 ^ hash);
}

// An entry with how it is read from a subject; nothing when it says nothing of that subject.
template <class Fact>
struct MetricOf : MetricEntry {
  std::optional<Part> (*read)(const Fact&) = nullptr;
};

template <class Fact>
using Metrics = std::span<const MetricOf<Fact>>;

// What a subject adds under `metrics`, a measurement per horizon.
template <class Fact>
void measure(Metrics<Fact> metrics, const Fact& fact, const MeasuredAt& cell,
             std::vector<Measurement>& out) {
  const std::size_t first = out.size();
  for (const MetricOf<Fact>& metric : metrics) {
    const std::optional<Part> part = metric.read(fact);
    if (!part) continue;
    Amount amount{metric_id(metric.name), 0, part->numerator, part->denominator};
    if (metric.form == Form::total || metric.form == Form::per_10k) amount.denominator = 0;
    if (metric.form == Form::quantile_90) {
      amount = {amount.metric, static_cast<std::int32_t>(part->numerator), 1, 0};
    }
    std::size_t i = first;
    while (i < out.size() && out[i].horizon != metric.horizon) ++i;
    if (i == out.size()) out.push_back({cell, metric.horizon, std::nullopt, {}});
    add(out[i].amounts, {amount}, +1);
  }
}

}  // namespace vocmap
