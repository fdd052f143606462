#include "operators/metrics/publish_measured.h"

#include <xxhash.h>

#include <algorithm>
#include <cmath>

#include "operators/metrics/quantile.h"
#include "operators/metrics/rate.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr std::size_t kMetricBytes = 512;  // most records of a metric are shorter

Topic topic_of(const MeasuredWindow& window) {
  return std::get<WindowSize>(window) == WindowSize::hour ? Topic::metrics_1h : Topic::metrics_1d;
}

// As of every metric record; a breakdown other than by channel names its dimension.
std::string key_of(const MeasuredWindow& window, const MeasuredPlace& place,
                   std::string_view metric) {
  const auto& [line, horizon, size, start] = window;
  std::string key{metric};
  const std::string at = format_rfc3339(start);
  for (const std::string_view part :
       {name_of(size), std::string_view{at}, std::string_view{line}, std::string_view{place.stage},
        std::string_view{place.scenario}}) {
    key += '|';
    key += part;
  }
  key += '|';
  if (!place.breakdown.empty() && place.breakdown != name_of(Breakdown::channel)) {
    key += place.breakdown + '=';
  }
  return key + place.value;
}

bool is_rate(const MetricEntry& entry) {
  return entry.form == Form::per_10k;
}

// The window itself publishes these cells.
bool comes_with_window(const MetricEntry& entry, const MeasuredPlace& place) {
  return entry.with_window &&
         (place.breakdown.empty() || place.breakdown == name_of(Breakdown::channel));
}

std::int64_t quantile_90(std::span<const Amount> amounts) {
  std::vector<std::pair<std::int64_t, std::int64_t>> buckets;
  for (const Amount& amount : amounts) buckets.emplace_back(amount.bucket, amount.numerator);
  return quantile(buckets, 900).value_or(0);
}

struct Sums {
  std::int64_t numerator = 0, denominator = 0;
};

Sums sums_of(std::span<const Amount> amounts) {
  Sums sums;
  for (const Amount& amount : amounts) {
    sums.numerator += amount.numerator;
    sums.denominator += amount.denominator;
  }
  return sums;
}

double quotient(std::int64_t a, std::int64_t b, std::int64_t scale) {
  return static_cast<double>(a) / (static_cast<double>(b) * static_cast<double>(scale));
}

void write_interval(JsonWriter& out, std::optional<std::pair<double, double>> interval) {
  out.key("interval");
  if (!interval) {
    out.null();
  } else {
    out.begin_array().value(interval->first).value(interval->second).end_array();
  }
}

void write_rate(JsonWriter& out, std::int64_t count, const MeasuredExposure& exposure) {
  out.member("numerator", count).member("denominator", exposure.count);
  if (!exposure.reason.empty()) {
    out.key("value").null();
    write_interval(out, std::nullopt);
    out.member("reason", exposure.reason);
    return;
  }
  out.member("value", rate_per_10k(count, *exposure.count));
  write_interval(out, rate_interval(count, *exposure.count));
  out.key("reason").null();
}

void write_values(JsonWriter& out, const MetricEntry& entry, std::span<const Amount> amounts) {
  const Sums sums = sums_of(amounts);
  out.member("numerator", sums.numerator);
  switch (entry.form) {
    case Form::total:
      out.key("denominator").null();
      if (entry.scale == 1) {
        out.member("value", sums.numerator);
      } else {
        out.member("value", quotient(sums.numerator, 1, entry.scale));
      }
      write_interval(out, std::nullopt);
      break;
    case Form::quantile_90:
      out.key("denominator").null();
      out.member("value", quotient(quantile_90(amounts), 1, entry.scale));
      write_interval(out, std::nullopt);
      break;
    default:
      out.member("denominator", sums.denominator);
      if (sums.denominator == 0) {  // of ratios: there may be costs before anything is resolved
        out.key("value").null();
        write_interval(out, std::nullopt);
        out.member("reason", "no_denominator");
        return;
      }
      out.member("value", quotient(sums.numerator, sums.denominator, entry.scale));
      write_interval(out, entry.form == Form::share
                              ? std::optional{share_interval(sums.numerator, sums.denominator)}
                              : std::nullopt);
  }
  out.key("reason").null();
}

}  // namespace

void PublishMeasured::publish(const WindowReading& reading) {
  if (const auto due = measured_.take_due(reading, extent_)) publish_due(*due);
}

void PublishMeasured::publish() {
  for (const MeasuredWindows::Due& due : measured_.take_due(windows_, extent_)) publish_due(due);
}

void PublishMeasured::publish_due(const MeasuredWindows::Due& due) {
  for (const auto& [place, only_rates] : due.places) publish_place(due, place, only_rates);
  if (due.final) measured_.forget(due.window);
}

void PublishMeasured::publish_place(const MeasuredWindows::Due& due, const MeasuredPlace& place,
                                    bool only_rates) {
  MeasuredSums& sums = measured_.edit(due.window, place);
  if (!only_rates) sums.changed = false;
  const Amounts& amounts = sums.amounts;
  for (const Amount& amount : amounts) {
    const auto known = std::lower_bound(
        sums.published.begin(), sums.published.end(), amount.metric,
        [](const PublishedMetric& p, std::uint16_t metric) { return p.metric < metric; });
    if (known == sums.published.end() || known->metric != amount.metric) {
      sums.published.insert(known, {amount.metric, 0, 0});
    }
  }
  auto first = amounts.begin();
  for (PublishedMetric& published : sums.published) {
    while (first != amounts.end() && first->metric < published.metric) ++first;
    auto last = first;
    while (last != amounts.end() && last->metric == published.metric) ++last;
    const MetricEntry* entry = find_metric(published.metric);
    if (!entry || comes_with_window(*entry, place) || (only_rates && !is_rate(*entry))) continue;
    publish_metric(due, place, *entry, {first, last}, published);
  }
}

void PublishMeasured::publish_metric(const MeasuredWindows::Due& due, const MeasuredPlace& place,
                                     const MetricEntry& entry, std::span<const Amount> amounts,
                                     PublishedMetric& published) {
  const std::string key = key_of(due.window, place, entry.name);
  if (amounts.empty()) {
    if (std::exchange(published.hash, 0) != 0) out_.send(topic_of(due.window), key, std::nullopt);
    return;
  }
  JsonWriter out{kMetricBytes};
  out.begin_object().member("metric", entry.name);
  out.key("dims").begin_object().member("line", std::get<0>(due.window));
  if (!place.stage.empty()) out.member("stage", place.stage);
  if (!place.scenario.empty()) out.member("scenario", place.scenario);
  if (!place.breakdown.empty()) out.member(place.breakdown, place.value);
  out.end_object();
  out.key("window")
      .begin_object()
      .member("size", std::get<WindowSize>(due.window))
      .member("start", due.span.start)
      .member("end", due.span.end)
      .end_object();
  if (is_rate(entry)) {
    write_rate(out, sums_of(amounts).numerator, exposure_of(due, place));
  } else {
    write_values(out, entry, amounts);
  }
  out.member("unit", entry.unit).member("final", due.final);
  if (place.breakdown.empty()) write_samples(out, due, place);
  const std::uint64_t hash = XXH3_64bits(out.text().data(), out.text().size());
  if (std::exchange(published.hash, hash) == hash) return;
  out.member("revision", ++published.revision).end_object();
  out_.send(topic_of(due.window), key, out.take());
}

// That of the region or product itself, where the breakdown is by one.
MeasuredExposure PublishMeasured::exposure_of(const MeasuredWindows::Due& due,
                                              const MeasuredPlace& place) {
  if (!has_own_exposure(place)) return due.exposure;
  if (due.exposure.reason == "feed_missing") return due.exposure;
  const std::string& line_id = std::get<0>(due.window);
  const bool by_region = place.breakdown == name_of(Breakdown::region);
  if (const auto stock = windows_.stock_of(line_id, due.span, by_region ? place.value : "",
                                           by_region ? "" : place.value)) {
    return {*stock, *stock > 0 ? "" : "no_exposure"};
  }
  const MeasuredSums* line = measured_.find(due.window, {"", "", place.breakdown, place.value});
  for (const Amount& amount : line ? line->amounts : Amounts{}) {
    if (amount.metric != metric_id(kExposure.name) || amount.numerator <= 0) continue;
    return {static_cast<double>(amount.numerator), ""};
  }
  return {};
}

// Contacts of the cell; those of longer horizons are forgotten before they are final.
void PublishMeasured::write_samples(JsonWriter& out, const MeasuredWindows::Due& due,
                                    const MeasuredPlace& place) {
  const auto& [line, horizon, size, start] = due.window;
  const Cell* cell = nullptr;
  if (horizon == Horizon::day) {
    cell = windows_.cells().find({line, size, start, place.stage, place.scenario});
  }
  out.key("samples").begin_array();
  if (cell) {
    for (const Sample& sample : cell->samples) out.value(sample.contact_id);
  }
  out.end_array();
}

}  // namespace vocmap
