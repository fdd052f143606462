#include "operators/metrics/windows.h"

#include <algorithm>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {
const Cell kEmptyCell{};
constexpr Duration kLongestDay = std::chrono::hours{26};  // of a time zone with a clock change
}  // namespace

Windows::Windows(const TaxonomyHistory& taxonomies, WindowRules rules, TaskState& state)
    : taxonomies_(taxonomies),
      rules_(rules),
      heads_(state),
      cells_(state),
      stocks_(state),
      feeds_(state) {}

void Windows::resume(EventTime watermark) {
  watermark_ = watermark;
  by_end_.clear();
  heads_.scan_prefix([&](const WindowKey& key, const Head& head) {
    by_end_[{head.end, key}] = head.changed;
    return true;
  });
}

const Line* Windows::line_at(const std::string& line, EventTime t) const {
  return taxonomies_.at(t).line(line);
}

std::string Windows::stage_of(const std::string& scenario, EventTime t) const {
  const TaxonomyIndex& at = taxonomies_.at(t);
  if (const auto index = at.scenario_index(scenario)) return at.stage_of(*index).id;
  for (const auto& other : taxonomies_.versions()) {
    if (const auto index = other->scenario_index(scenario)) return other->stage_of(*index).id;
  }
  return std::string{kNone};
}

void Windows::mark(const WindowKey& key, Head& head) {
  head.changed = true;
  by_end_[{head.end, key}] = true;
}

WindowKey Windows::touch(const std::string& line, WindowSize size, EventTime t) {
  const Window window = window_around(taxonomies_.at(t), line_at(line, t), size, t);
  const WindowKey key{line, size, window.start};
  Head& head = heads_.edit(key);
  head.end = window.end;
  CHECK(!is_final(head), "a delta reached a final window");
  mark(key, head);
  return key;
}

// Marks the existing windows of a line whose end lies in (from, to].
void Windows::mark_range(const std::string& line, EventTime from, EventTime to) {
  for (auto& [place, changed] : by_end_) {
    if (place.first <= from || std::get<0>(place.second) != line) continue;
    if (place.first > to) break;
    heads_.edit(place.second).changed = true;
    changed = true;
  }
}

void Windows::apply(const LineDelta& delta) {
  for (const ContactDelta& contacts : delta.contacts) apply_contacts(delta.line, contacts);
  for (const ExposureDelta& exposure : delta.exposures) {
    for (const WindowSize size : kWindowSizes) {
      heads_.edit(touch(delta.line, size, exposure.start)).exposure += exposure.count;
    }
  }
  for (const StockValue& value : delta.stocks) {
    stocks_.add(delta.line, value);
    mark_range(delta.line, value.at - Duration{1}, value.at + StockTimelines::kCarry);
  }
  for (const FeedSeen& seen : delta.feeds) {
    feeds_.add(delta.line, seen);
    mark_range(delta.line, seen.start,
               seen.last + std::max(kLongestDay, taxonomies_.longest_feed_gap()));
  }
}

void Windows::apply_contacts(const std::string& line, const ContactDelta& delta) {
  const std::string stage = stage_of(delta.scenario, delta.start);
  cells_.remember(line, delta);
  for (const WindowSize size : kWindowSizes) {
    const WindowKey key = touch(line, size, delta.start);
    heads_.edit(key).contacts += static_cast<std::int64_t>(delta.added.size()) -
                                 static_cast<std::int64_t>(delta.removed.size());
    cells_.add(key, stage, delta);
    if (!delta.removed.empty()) refill_samples(key, stage, delta);
  }
}

void Windows::refill_samples(const WindowKey& key, const std::string& stage,
                             const ContactDelta& delta) {
  const auto& [line, size, start] = key;
  const Window window{start, heads_.find(key)->end};
  cells_.resample({line, size, start, "", ""}, window,
                  [](const std::string&, EventTime) { return true; });
  cells_.resample(
      {line, size, start, stage, ""}, window,
      [&](const std::string& scenario, EventTime at) { return stage_of(scenario, at) == stage; });
  cells_.resample(
      {line, size, start, stage, delta.scenario}, window,
      [&](const std::string& scenario, EventTime) { return scenario == delta.scenario; });
}

bool Windows::is_final(const Head& head) const {
  return head.end + rules_.horizon + rules_.lateness <= watermark_;
}

void Windows::advance(EventTime watermark) {
  const EventTime before = std::exchange(watermark_, watermark);
  const Duration to_final = rules_.horizon + rules_.lateness;
  for (auto& [place, changed] : by_end_) {
    const EventTime end = place.first;
    if (end > watermark) break;
    const bool becomes_final = end + to_final <= watermark;
    if (end <= before && !becomes_final) continue;
    Head& head = heads_.edit(place.second);
    head.closed = true;
    head.changed = changed = true;
  }
}

// Stocks and feeds are read until the last window that needs them is final and published.
void Windows::expire() {
  const EventTime hour = floor_to(watermark_, std::chrono::hours{1});
  if (std::exchange(expired_at_, hour) == hour) return;
  EventTime oldest = watermark_ - rules_.horizon - rules_.lateness - kLongestDay;
  if (!by_end_.empty()) oldest = std::min(oldest, by_end_.begin()->first.first - kLongestDay);
  stocks_.expire(oldest);
  feeds_.expire(oldest - taxonomies_.longest_feed_gap());
}

void Windows::publish(Visitor& visitor) {
  std::vector<WindowKey> due;
  for (auto& [place, changed] : by_end_) {
    if (std::exchange(changed, false)) due.push_back(place.second);
  }
  for (const WindowKey& key : due) {
    Head& head = heads_.edit(key);
    head.changed = false;
    const Window window{std::get<2>(key), head.end};
    const bool exists = head.contacts != 0 || head.exposure != 0;
    if (exists) {
      visitor.changed(read(key, head));
    } else {
      visitor.vanished(key);
    }
    if (is_final(head)) forget(key, window);
  }
  expire();
}

void Windows::forget(const WindowKey& key, const Window& window) {
  by_end_.erase({window.end, key});
  cells_.erase_window(key);
  heads_.erase(key);
  // The day's window is the last to need the contacts of its 5-minute cells.
  if (std::get<1>(key) == WindowSize::day) {
    cells_.forget_contacts(std::get<0>(key), window.start, window.end);
  }
}

std::optional<double> Windows::exposure_of(const WindowReading& reading, const Head& head) {
  if (!reading.line) return std::nullopt;
  switch (reading.line->exposure_kind) {
    case ExposureKind::order:
    case ExposureKind::visit:
    case ExposureKind::play:
      return static_cast<double>(head.exposure);
    case ExposureKind::active_user:
    case ExposureKind::installed_base:
    case ExposureKind::card:
      break;
  }
  const std::optional<std::int64_t> stock = stocks_.at(reading.line_id, head.end);
  if (!stock) return std::nullopt;
  const Duration length = reading.window.end - reading.window.start;
  return static_cast<double>(*stock) * static_cast<double>(length.count()) /
         static_cast<double>(Duration{std::chrono::days{1}}.count());
}

void Windows::add_cell(WindowReading& reading, const Stage* stage, const Scenario* scenario,
                       std::string_view stage_id, std::string_view scenario_id) {
  CellReading& cell = reading.cells.emplace_back();
  cell.stage_id = stage_id;
  cell.scenario_id = scenario_id;
  cell.stage = stage;
  cell.scenario = scenario;
  const Cell* found = cells_.find(
      {reading.line_id, reading.size, reading.window.start, cell.stage_id, cell.scenario_id});
  cell.cell = found ? found : &kEmptyCell;
}

// A window that spans a change of the taxonomy has contacts of scenarios that only one version
// knows.
void Windows::add_cells_of_other_versions(const WindowKey& key, WindowReading& reading) {
  if (taxonomies_.versions().size() == 1) return;
  std::vector<std::pair<std::string, std::string>> unlisted;
  cells_.scan(key, [&](const CellKey& cell, const Cell&) {
    const auto& stage = std::get<3>(cell);
    const auto& scenario = std::get<4>(cell);
    const bool listed = stage.empty() || stage == kNone ||
                        std::any_of(reading.cells.begin(), reading.cells.end(), [&](const auto& c) {
                          return c.stage_id == stage && c.scenario_id == scenario;
                        });
    if (!listed) unlisted.emplace_back(stage, scenario);
    return true;
  });
  for (const auto& [stage, scenario] : unlisted) {
    add_cell(reading, nullptr, nullptr, stage, scenario);
  }
}

WindowReading Windows::read(const WindowKey& key, const Head& head) {
  WindowReading reading;
  std::tie(reading.line_id, reading.size, reading.window.start) = key;
  reading.window.end = head.end;
  const TaxonomyIndex& taxonomy = taxonomies_.at(reading.window.end - Duration{1});
  reading.line = taxonomy.line(reading.line_id);
  reading.taxonomy_version = taxonomy.version();
  reading.exposure = exposure_of(reading, head);
  reading.feed_missing = reading.line && feeds_.missing(*reading.line, reading.window);
  reading.closed = head.end <= watermark_;
  reading.final = is_final(head);
  add_cell(reading, nullptr, nullptr, "", "");
  if (reading.line) {
    for (const Stage& stage : reading.line->stages) {
      add_cell(reading, &stage, nullptr, stage.id, "");
      for (const Scenario& scenario : stage.scenarios) {
        add_cell(reading, &stage, &scenario, stage.id, scenario.id);
      }
    }
  }
  add_cells_of_other_versions(key, reading);
  add_cell(reading, nullptr, nullptr, kNone, "");
  add_cell(reading, nullptr, nullptr, kNone, kNone);
  return reading;
}

}  // namespace vocmap
