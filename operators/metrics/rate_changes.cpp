#include "operators/metrics/rate_changes.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr Breakdown kSegmentations[] = {Breakdown::product_id, Breakdown::region};
constexpr std::string_view kLastWeek = "last_week", kFourWeeks = "four_weeks";
constexpr int kDaysBefore = 28;
// Beyond horizon and lateness: the day compared, of up to 26 h, and those before it.
constexpr Duration kKept = std::chrono::days{kDaysBefore + 2};
constexpr std::size_t kLargest = 50;
constexpr std::string_view kOther = "other", kUnknown = "unknown";

std::int64_t sum_of(const Amounts& amounts, std::uint16_t metric) {
  std::int64_t sum = 0;
  for (const Amount& amount : amounts) sum += amount.metric == metric ? amount.numerator : 0;
  return sum;
}

// Parts are rounded down, so that together they never exceed the whole. What a stock counts for in
// a day with a clock change is a multiple of 1 / 48, so the addend is above any error of a double.
std::int64_t rounded_down(double stock) {
  return static_cast<std::int64_t>(std::floor(stock + 0.01));
}

}  // namespace

struct RateChanges::Record {
  const WindowReading& day;
  std::string_view reference;

  // `dimension`, beside line and reference, may be empty.
  void write(const MetricEntry& metric, std::string_view dimension, const std::string& value,
             std::int64_t millionths, Outbox& out) const {
    JsonWriter json;
    json.begin_object().member("metric", metric.name);
    json.key("dims").begin_object().member("line", day.line_id).member("reference", reference);
    if (!dimension.empty()) json.member(dimension, value);
    json.end_object();
    json.key("window")
        .begin_object()
        .member("size", day.size)
        .member("start", day.window.start)
        .member("end", day.window.end)
        .end_object();
    json.member("numerator", millionths).key("denominator").null();
    json.member("value", static_cast<double>(millionths) / 1e6);
    json.key("interval").null().key("reason").null();
    json.member("unit", metric.unit).member("revision", 1).member("final", true).end_object();
    std::string key = fmt::format("{}|{}|{}|{}|||reference={}", metric.name, name_of(day.size),
                                  format_rfc3339(day.window.start), day.line_id, reference);
    if (!dimension.empty()) key += fmt::format("|{}={}", dimension, value);
    out.send(Topic::metrics_1d, std::move(key), json.take());
  }
};

void RateChanges::publish(const WindowReading& day, MeasuredWindows& measured, Windows& windows,
                          Outbox& out) {
  if (day.size != WindowSize::day || !day.final) return;
  if (!day.reason().empty() || std::llround(*day.exposure) <= 0) return;
  keep(day, measured, windows);
  const Period now = read(day.line_id, day.window);
  compare({day, kLastWeek}, now, read(day.line_id, day_before(day, 7)), out);
  const Window four_weeks{day_before(day, kDaysBefore).start, day.window.start};
  compare({day, kFourWeeks}, now, read(day.line_id, four_weeks), out);
}

void RateChanges::keep(const WindowReading& day, MeasuredWindows& measured, Windows& windows) {
  const Counts whole{day.cells.front().cell->contacts, std::llround(*day.exposure)};
  counts_.edit({day.line_id, day.window.start, "", ""}) = whole;
  for (const Breakdown breakdown : kSegmentations) {
    Segments segments = segments_of(day, breakdown, measured, windows);
    Counts rest = whole;
    for (const auto& [value, counts] : segments) {
      rest.contacts -= counts.contacts;
      rest.exposure -= counts.exposure;
    }
    if (rest.contacts < 0 || rest.exposure < 0) continue;  // a stock that its parts exceed
    segments[""] = rest;
    for (const auto& [value, counts] : segments) {
      if (counts.contacts == 0 && counts.exposure == 0) continue;
      counts_.edit({day.line_id, day.window.start, std::string{name_of(breakdown)}, value}) =
          counts;
    }
  }
}

RateChanges::Segments RateChanges::segments_of(const WindowReading& day, Breakdown breakdown,
                                               MeasuredWindows& measured, Windows& windows) {
  Segments segments;
  measured.visit_line({day.line_id, Horizon::day, day.size, day.window.start}, breakdown,
                      [&](const std::string& value, const Amounts& amounts) {
                        segments[value] = {sum_of(amounts, metric_id("contacts")),
                                           sum_of(amounts, metric_id(kExposure.name))};
                      });
  const bool by_region = breakdown == Breakdown::region;
  for (const std::string& value : windows.stocked(day.line_id, day.window, by_region)) {
    const auto stock =
        windows.stock_of(day.line_id, day.window, by_region ? value : "", by_region ? "" : value);
    segments[value].exposure = rounded_down(*stock);
  }
  return segments;
}

// By the middle of days, which no change of the clock moves into another.
Window RateChanges::day_before(const WindowReading& day, int days) const {
  const EventTime middle = day.window.start + (day.window.end - day.window.start) / 2;
  const EventTime at = middle - std::chrono::days{days};
  const TaxonomyIndex& taxonomy = taxonomies_.at(at);
  return window_around(taxonomy, taxonomy.line(day.line_id), WindowSize::day, at);
}

RateChanges::Period RateChanges::read(const std::string& line, const Window& span) {
  Period period;
  std::map<std::string, std::set<EventTime>> days;  // by breakdown
  counts_.scan_range(std::tuple{line, span.start}, std::tuple{line, span.end},
                     [&](const Key& key, const Counts& counts) {
                       const auto& [of_line, start, breakdown, value] = key;
                       days[breakdown].insert(start);
                       Counts& sum = breakdown.empty() ? period.whole : period.by[breakdown][value];
                       sum.contacts += counts.contacts;
                       sum.exposure += counts.exposure;
                       return true;
                     });
  std::erase_if(period.by, [&](const auto& entry) { return days[entry.first] != days[""]; });
  return period;
}

void RateChanges::compare(const Record& record, const Period& now, const Period& before,
                          Outbox& out) {
  const auto line = decompose_rate_change(
      {{"", now.whole.contacts, now.whole.exposure, before.whole.contacts, before.whole.exposure}});
  if (!line) return;
  record.write(kServiceRateChange, "", "", line->change, out);
  for (const auto& [breakdown, segments] : now.by) {
    const auto reference = before.by.find(breakdown);
    if (reference == before.by.end()) continue;
    const auto change = decompose_rate_change(largest_segments(segments, reference->second));
    record.write(kServiceRateChangeRate, "segments", breakdown, change->rate_effect, out);
    record.write(kServiceRateChangeMix, "segments", breakdown, change->mix_effect, out);
    for (const SegmentEffect& effect : change->segments) {
      record.write(kServiceRateChange, breakdown, effect.segment, effect.change, out);
      record.write(kServiceRateChangeRate, breakdown, effect.segment, effect.rate, out);
      record.write(kServiceRateChangeMix, breakdown, effect.segment, effect.mix, out);
    }
  }
}

void RateChanges::expire() {
  const EventTime day = floor_to(watermark_, std::chrono::days{1});
  if (std::exchange(expired_at_, day) == day) return;
  const EventTime oldest = watermark_ - rules_.horizon - rules_.lateness - kKept;
  std::vector<Key> old;
  counts_.scan_prefix([&](const Key& key, const Counts&) {
    if (std::get<EventTime>(key) < oldest) old.push_back(key);
    return true;
  });
  for (const Key& key : old) counts_.erase(key);
}

std::vector<SegmentCounts> largest_segments(
    const std::map<std::string, RateChanges::Counts>& now,
    const std::map<std::string, RateChanges::Counts>& before) {
  std::map<std::string, SegmentCounts> known;
  const auto name_of_value = [](const std::string& value) {
    return value.empty() ? std::string{kUnknown} : value;
  };
  for (const auto& [value, counts] : now) {
    SegmentCounts& segment = known[name_of_value(value)];
    segment.contacts += counts.contacts;
    segment.exposure += counts.exposure;
  }
  for (const auto& [value, counts] : before) {
    SegmentCounts& segment = known[name_of_value(value)];
    segment.reference_contacts += counts.contacts;
    segment.reference_exposure += counts.exposure;
  }
  std::vector<std::pair<std::int64_t, std::string>> ranked;
  for (const auto& [name, segment] : known) {
    if (name != kUnknown && name != kOther) ranked.emplace_back(-segment.contacts, name);
  }
  std::sort(ranked.begin(), ranked.end());
  for (std::size_t i = kLargest; i < ranked.size(); ++i) {
    const SegmentCounts small = known.extract(ranked[i].second).mapped();
    SegmentCounts& other = known[std::string{kOther}];
    other.contacts += small.contacts;
    other.exposure += small.exposure;
    other.reference_contacts += small.reference_contacts;
    other.reference_exposure += small.reference_exposure;
  }
  std::vector<SegmentCounts> segments;
  for (auto& [name, segment] : known) {
    segment.segment = name;
    segments.push_back(std::move(segment));
  }
  return segments;
}

}  // namespace vocmap
