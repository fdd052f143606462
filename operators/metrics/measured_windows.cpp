#include "operators/metrics/measured_windows.h"

#include <algorithm>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

using CellKey = MeasuredWindows::CellKey;

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

bool is_breakdown(const MeasuredPlace& place) {
  return !place.breakdown.empty() && place.breakdown != name_of(Breakdown::currency);
}

CellKey key_of(const MeasuredWindow& window, const MeasuredPlace& place) {
  return std::tuple_cat(window,
                        std::tuple{place.stage, place.scenario, place.breakdown, place.value});
}

template <class Cells, class Visit>
void scan(Cells& cells, const MeasuredWindow& window, const Visit& visit) {
  const auto& [line, horizon, size, start] = window;
  cells.scan_prefix(
      [&](const CellKey& key, const MeasuredSums& sums) {
        visit({std::get<4>(key), std::get<5>(key), std::get<6>(key), std::get<7>(key)}, sums);
        return true;
      },
      line, horizon, size, start);
}

// Steps of event time at which deferred cells of a window are due.
EventTime whole_step(EventTime watermark) {
  return floor_to(watermark, std::chrono::hours{1});
}
EventTime breakdown_step(EventTime end, EventTime watermark) {
  if (watermark < end) return whole_step(watermark);
  return watermark - (watermark - end) % std::chrono::days{1};
}

}  // namespace

bool has_own_exposure(const MeasuredPlace& place) {
  return place.breakdown == name_of(Breakdown::region) ||
         place.breakdown == name_of(Breakdown::product_id);
}

MeasuredWindows::MeasuredWindows(const TaxonomyHistory& taxonomies, Duration lateness,
                                 TaskState& state)
    : taxonomies_(taxonomies),
      lateness_(lateness),
      heads_(state),
      cells_(state),
      breakdowns_(state) {}

void MeasuredWindows::resume(EventTime watermark) {
  watermark_ = watermark;
  dirty_.clear();
  open_.clear();
  deferred_.clear();
  heads_.scan_prefix([&](const MeasuredWindow& window, const Head& head) {
    open_.emplace(final_at(window, head.end), window);
    if (head.changed) dirty_[window].all = true;
    if (head.whole.changed || head.breakdowns.changed) deferred_.insert(window);
    return true;
  });
}

EventTime MeasuredWindows::final_at(const MeasuredWindow& window, EventTime end) const {
  return end + span_of(std::get<Horizon>(window)) + lateness_;
}

void MeasuredWindows::open(const MeasuredWindow& window, EventTime end) {
  CHECK(final_at(window, end) > watermark_, "a measurement reached a final window");
  Head& head = heads_.edit(window);
  if (head.end == end) return;
  head.end = end;
  open_.emplace(final_at(window, end), window);
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
    dirty(window).rates = true;
    defer(window, &Head::breakdowns, true);
  }
}

MeasuredWindows::Dirty& MeasuredWindows::dirty(const MeasuredWindow& window) {
  heads_.edit(window).changed = true;
  return dirty_[window];
}

void MeasuredWindows::defer(const MeasuredWindow& window, Deferred Head::*cells, bool rates) {
  Deferred& deferred = heads_.edit(window).*cells;
  deferred.changed = true;
  deferred.rates_changed = deferred.rates_changed || rates;
  deferred_.insert(window);
}

// To the cells of line, stage and scenario, each as a whole and, in days, by every breakdown.
void MeasuredWindows::add_to(WindowSize size, const Measurement& measurement, const Amounts& money,
                             const Amounts& other) {
  const MeasuredAt& at = measurement.cell;
  const TaxonomyIndex& taxonomy = taxonomies_.at(at.at);
  const Window span = window_around(taxonomy, taxonomy.line(at.line), size, at.at);
  const MeasuredWindow window{at.line, measurement.horizon, size, span.start};
  open(window, span.end);
  const bool is_live = measurement.horizon == Horizon::day && watermark_ < span.end;
  const auto add_amounts = [&](MeasuredPlace place, const Amounts& amounts) {
    MeasuredSums& sums = edit(window, place);
    add(sums.amounts, amounts, +1);
    if (is_breakdown(place)) {
      sums.changed = true;
      defer(window, &Head::breakdowns, place.stage.empty() && has_own_exposure(place));
    } else if (is_live) {
      dirty(window).places.insert(std::move(place));
    } else {
      sums.changed = true;
      defer(window, &Head::whole, false);
    }
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
    dirty(window).all = true;
  }
}

void MeasuredWindows::set_exposure(const MeasuredWindow& window, MeasuredExposure now) {
  if (heads_.find(window)->exposure == now) return;
  heads_.edit(window).exposure = std::move(now);
  dirty_[window].rates = true;
  defer(window, &Head::breakdowns, true);
}

bool MeasuredWindows::is_due(const Head& head, Extent extent) const {
  return is_due(head.whole, whole_step(watermark_), extent) ||
         is_due(head.breakdowns, breakdown_step(head.end, watermark_), extent);
}

bool MeasuredWindows::is_due(const Deferred& cells, EventTime step, Extent extent) {
  return cells.changed && (extent == Extent::all || cells.published_at != step);
}

MeasuredWindows::Due MeasuredWindows::due_of(const MeasuredWindow& window, const Dirty& dirty,
                                             Extent extent) {
  Head& head = heads_.edit(window);
  head.changed = false;
  Due due;
  due.window = window;
  due.span = {std::get<EventTime>(window), head.end};
  due.exposure = head.exposure;
  due.final = final_at(window, head.end) <= watermark_;
  for (const MeasuredPlace& place : dirty.places) due.places.emplace(place, false);
  const bool rates = dirty.rates && std::get<Horizon>(window) == Horizon::day;
  if (dirty.all || rates) {
    scan(cells_, window, [&](MeasuredPlace place, const MeasuredSums&) {
      due.places.emplace(std::move(place), !dirty.all);
    });
  }
  const EventTime step = whole_step(watermark_);
  if (due.final || is_due(head.whole, step, extent)) take(cells_, head.whole, step, due);
  const EventTime of_breakdowns = breakdown_step(head.end, watermark_);
  if (due.final || is_due(head.breakdowns, of_breakdowns, extent)) {
    take(breakdowns_, head.breakdowns, of_breakdowns, due);
  }
  if (!head.whole.changed && !head.breakdowns.changed) deferred_.erase(window);
  return due;
}

void MeasuredWindows::take(Cells& cells, Deferred& deferred, EventTime step, Due& due) {
  scan(cells, due.window, [&](MeasuredPlace place, const MeasuredSums& sums) {
    if (sums.changed || due.final) {
      due.places[std::move(place)] = false;
    } else if (deferred.rates_changed) {
      due.places.emplace(std::move(place), true);
    }
  });
  deferred = {.published_at = step};
}

std::optional<MeasuredWindows::Due> MeasuredWindows::take_due(const WindowReading& reading,
                                                              Extent extent) {
  const MeasuredWindow window{reading.line_id, Horizon::day, reading.size, reading.window.start};
  const Head* head = heads_.find(window);
  if (!head) return std::nullopt;
  set_exposure(window, {reading.exposure, std::string{reading.reason()}});
  if (!dirty_.contains(window) && !is_due(*head, extent)) return std::nullopt;
  const Dirty dirty = std::move(dirty_[window]);
  dirty_.erase(window);
  return due_of(window, dirty, extent);
}

std::vector<MeasuredWindows::Due> MeasuredWindows::take_due(Windows& windows, Extent extent) {
  for (const MeasuredWindow& window : deferred_) {
    if (is_due(*heads_.find(window), extent)) dirty_[window];
  }
  std::vector<Due> due;
  for (auto& [window, dirty] : dirty_) {
    const auto& [line, horizon, size, start] = window;
    if (horizon == Horizon::day) {
      auto [count, reason] = windows.exposure({line, size, start}, heads_.find(window)->end);
      set_exposure(window, {count, std::move(reason)});
    }
    due.push_back(due_of(window, dirty, extent));
  }
  dirty_.clear();
  std::sort(due.begin(), due.end(), [](const Due& a, const Due& b) {
    return std::tie(a.span.end, a.window) < std::tie(b.span.end, b.window);
  });
  return due;
}

void MeasuredWindows::forget(const MeasuredWindow& window) {
  const EventTime end = heads_.find(window)->end;
  open_.erase({final_at(window, end), window});
  for (Cells* cells : {&cells_, &breakdowns_}) {
    std::vector<MeasuredPlace> gone;
    scan(*cells, window,
         [&](MeasuredPlace place, const MeasuredSums&) { gone.push_back(std::move(place)); });
    for (const MeasuredPlace& place : gone) cells->erase(key_of(window, place));
  }
  heads_.erase(window);
}

MeasuredWindows::Cells& MeasuredWindows::cells_of(const MeasuredPlace& place) {
  return is_breakdown(place) ? breakdowns_ : cells_;
}

MeasuredSums& MeasuredWindows::edit(const MeasuredWindow& window, const MeasuredPlace& place) {
  return cells_of(place).edit(key_of(window, place));
}

const MeasuredSums* MeasuredWindows::find(const MeasuredWindow& window,
                                          const MeasuredPlace& place) {
  return cells_of(place).find(key_of(window, place));
}

void MeasuredWindows::visit_line(
    const MeasuredWindow& window, Breakdown breakdown,
    const std::function<void(const std::string&, const Amounts&)>& visit) {
  const auto& [line, horizon, size, start] = window;
  breakdowns_.scan_prefix(
      [&](const CellKey& key, const MeasuredSums& sums) {
        visit(std::get<7>(key), sums.amounts);
        return true;
      },
      line, horizon, size, start, std::string{}, std::string{}, std::string{name_of(breakdown)});
}

}  // namespace vocmap
