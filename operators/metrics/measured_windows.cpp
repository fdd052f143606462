#include "operators/metrics/measured_windows.h"

#include <algorithm>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

// The windows of the catalogue's metrics, in the order of Measurement::only.
constexpr WindowSize kSizes[] = {WindowSize::hour, WindowSize::day};

std::pair<Amounts, Amounts> by_money(const Amounts& amounts) {
  std::pair<Amounts, Amounts> parts;
  for (const Amount& amount : amounts) {
    const MetricEntry* entry = find_metric(amount.metric);
    (entry && entry->money ? parts.first : parts.second).push_back(amount);
  }
  return parts;
}

}  // namespace

MeasuredWindows::MeasuredWindows(const TaxonomyHistory& taxonomies, Duration lateness,
                                 TaskState& state)
    : taxonomies_(taxonomies), lateness_(lateness), heads_(state), cells_(state) {}

void MeasuredWindows::resume(EventTime watermark) {
  watermark_ = watermark;
  dirty_.clear();
  open_.clear();
  heads_.scan_prefix([&](const MeasuredWindow& window, const Head& head) {
    open_.emplace(head.end + span_of(std::get<Horizon>(window)) + lateness_, window);
    if (head.changed) dirty_[window].all = true;
    return true;
  });
}

MeasuredWindows::Dirty& MeasuredWindows::touch(const MeasuredWindow& window, EventTime end) {
  const EventTime final_at = end + span_of(std::get<Horizon>(window)) + lateness_;
  CHECK(final_at > watermark_, "a measurement reached a final window");
  Head& head = heads_.edit(window);
  if (head.end != end) {
    head.end = end;
    open_.emplace(final_at, window);
  }
  head.changed = true;
  return dirty_[window];
}

void MeasuredWindows::apply(const LineDelta& delta) {
  for (const Measurement& measurement : delta.measurements) {
    const auto [money, other] = by_money(measurement.amounts);
    for (std::uint8_t i = 0; i < std::size(kSizes); ++i) {
      if (measurement.only && *measurement.only != i) continue;
      add_to(kSizes[i], measurement, money, other);
    }
  }
  if (!delta.stocks.empty()) mark_rates(delta.line);
}

// A new value of a stock: windows that only rates of orders opened are told by nobody else.
void MeasuredWindows::mark_rates(const std::string& line) {
  for (const auto& [final_at, window] : open_) {
    if (std::get<0>(window) != line || std::get<Horizon>(window) != Horizon::day) continue;
    heads_.edit(window).changed = true;
    dirty_[window].rates = true;
  }
}

// To the cells of line, stage and scenario, each as a whole and, in days, by every breakdown.
void MeasuredWindows::add_to(WindowSize size, const Measurement& measurement, const Amounts& money,
                             const Amounts& other) {
  const MeasuredAt& at = measurement.cell;
  const TaxonomyIndex& taxonomy = taxonomies_.at(at.at);
  const Window span = window_around(taxonomy, taxonomy.line(at.line), size, at.at);
  const MeasuredWindow window{at.line, measurement.horizon, size, span.start};
  Dirty& dirty = touch(window, span.end);
  const auto add_amounts = [&](MeasuredPlace place, const Amounts& amounts) {
    add(edit(window, place).amounts, amounts, +1);
    dirty.places.insert(std::move(place));
  };
  const auto add_level = [&](const std::string& stage, const std::string& scenario) {
    add_amounts({stage, scenario, "", ""}, other);
    const std::string& currency = at.of(Breakdown::currency);
    if (!currency.empty() && !money.empty()) {
      add_amounts({stage, scenario, std::string{name_of(Breakdown::currency)}, currency}, money);
    }
    if (size != WindowSize::day || other.empty()) return;
    for (std::size_t b = 0; b < kBreakdowns; ++b) {
      const auto breakdown = static_cast<Breakdown>(b);
      if (at.by[b].empty() || breakdown == Breakdown::currency) continue;
      add_amounts({stage, scenario, std::string{name_of(breakdown)}, at.by[b]}, other);
    }
  };
  if (measurement.only) return add_level(at.stage, at.scenario);
  add_level("", "");
  if (at.stage.empty()) return;
  add_level(at.stage, "");
  add_level(at.stage, at.scenario);
}

void MeasuredWindows::advance(EventTime watermark) {
  watermark_ = watermark;
  for (const auto& [final_at, window] : open_) {
    if (final_at > watermark) break;
    heads_.edit(window).changed = true;
    dirty_[window].all = true;
  }
}

void MeasuredWindows::set_exposure(const MeasuredWindow& window, MeasuredExposure now) {
  if (heads_.find(window)->exposure == now) return;
  heads_.edit(window).exposure = std::move(now);
  dirty_[window].rates = true;
}

MeasuredWindows::Due MeasuredWindows::due_of(const MeasuredWindow& window, Dirty& dirty) {
  Head& head = heads_.edit(window);
  head.changed = false;
  Due due;
  due.window = window;
  due.span = {std::get<EventTime>(window), head.end};
  due.exposure = head.exposure;
  due.final = head.end + span_of(std::get<Horizon>(window)) + lateness_ <= watermark_;
  due.exposure_changed = dirty.rates;
  due.changed = std::move(dirty.places);
  if (dirty.all) {
    for (MeasuredPlace& place : places(window)) due.changed.insert(std::move(place));
  }
  return due;
}

std::optional<MeasuredWindows::Due> MeasuredWindows::take_due(const WindowReading& reading) {
  const MeasuredWindow window{reading.line_id, Horizon::day, reading.size, reading.window.start};
  if (!heads_.find(window)) return std::nullopt;
  set_exposure(window, {reading.exposure, std::string{reading.reason()}});
  const auto dirty = dirty_.find(window);
  if (dirty == dirty_.end()) return std::nullopt;
  Due due = due_of(window, dirty->second);
  dirty_.erase(dirty);
  return due;
}

std::vector<MeasuredWindows::Due> MeasuredWindows::take_due(Windows& windows) {
  std::vector<Due> due;
  for (auto& [window, dirty] : dirty_) {
    const auto& [line, horizon, size, start] = window;
    if (horizon == Horizon::day) {
      auto [count, reason] = windows.exposure({line, size, start}, heads_.find(window)->end);
      set_exposure(window, {count, std::move(reason)});
    }
    due.push_back(due_of(window, dirty));
  }
  dirty_.clear();
  std::sort(due.begin(), due.end(), [](const Due& a, const Due& b) {
    return std::tie(a.span.end, a.window) < std::tie(b.span.end, b.window);
  });
  return due;
}

void MeasuredWindows::forget(const MeasuredWindow& window) {
  const EventTime end = heads_.find(window)->end;
  open_.erase({end + span_of(std::get<Horizon>(window)) + lateness_, window});
  for (const MeasuredPlace& place : places(window)) cells_.erase(key_of(window, place));
  heads_.erase(window);
}

MeasuredWindows::CellKey MeasuredWindows::key_of(const MeasuredWindow& window,
                                                 const MeasuredPlace& place) {
  return std::tuple_cat(window,
                        std::tuple{place.stage, place.scenario, place.breakdown, place.value});
}

MeasuredSums& MeasuredWindows::edit(const MeasuredWindow& window, const MeasuredPlace& place) {
  return cells_.edit(key_of(window, place));
}

const MeasuredSums* MeasuredWindows::find(const MeasuredWindow& window,
                                          const MeasuredPlace& place) {
  return cells_.find(key_of(window, place));
}

std::vector<MeasuredPlace> MeasuredWindows::places(const MeasuredWindow& window) {
  const auto& [line, horizon, size, start] = window;
  std::vector<MeasuredPlace> found;
  cells_.scan_prefix(
      [&](const CellKey& key, const MeasuredSums&) {
        found.push_back({std::get<4>(key), std::get<5>(key), std::get<6>(key), std::get<7>(key)});
        return true;
      },
      line, horizon, size, start);
  return found;
}

}  // namespace vocmap
