#include "operators/metrics/windows.h"

#include <algorithm>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {
const Cell kEmptyCell{};

void count(std::vector<std::pair<std::uint32_t, std::int64_t>>& by_version, std::uint32_t version,
           std::int64_t net) {
  auto place = std::lower_bound(by_version.begin(), by_version.end(), version,
                                [](const auto& entry, std::uint32_t v) { return entry.first < v; });
  if (place == by_version.end() || place->first != version) {
    place = by_version.insert(place, {version, 0});
  }
  place->second += net;
  if (place->second == 0) by_version.erase(place);
}
bool is_listed(const WindowReading& reading, std::string_view stage, std::string_view scenario) {
  return std::any_of(reading.cells.begin(), reading.cells.end(), [&](const CellReading& cell) {
    return cell.stage_id == stage && cell.scenario_id == scenario;
  });
}

// A stage and a scenario in the newest version that has them together, of those under which
// contacts of the window were decided and those before: one that lies ahead may not be known yet.
// Null when none has.
std::pair<const Stage*, const Scenario*> describe(const TaxonomyHistory& taxonomies,
                                                  const WindowReading& reading,
                                                  std::string_view stage_id,
                                                  std::string_view scenario_id) {
  const auto& versions = taxonomies.versions();
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    if ((*version)->version() > reading.decided_by.back()) continue;
    const Line* line = (*version)->line(reading.line_id);
    if (!line) continue;
    for (const Stage& stage : line->stages) {
      if (stage.id != stage_id) continue;
      if (scenario_id.empty()) return {&stage, nullptr};
      for (const Scenario& scenario : stage.scenarios) {
        if (scenario.id == scenario_id) return {&stage, &scenario};
      }
    }
  }
  return {nullptr, nullptr};
}

// What a stock counts for in a window.
double of_a_day(std::int64_t stock, const Window& window) {
  const Duration length = window.end - window.start;
  return static_cast<double>(stock) * static_cast<double>(length.count()) /
         static_cast<double>(Duration{std::chrono::days{1}}.count());
}

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
  const std::int64_t net = static_cast<std::int64_t>(delta.added.size()) -
                           static_cast<std::int64_t>(delta.removed.size());
  cells_.remember(line, delta);
  for (const WindowSize size : kWindowSizes) {
    const WindowKey key = touch(line, size, delta.start);
    Head& head = heads_.edit(key);
    head.contacts += net;
    count(head.by_version, delta.taxonomy_version, net);
    cells_.add(key, delta);
    if (!delta.removed.empty()) refill_samples(key, delta);
  }
}

void Windows::refill_samples(const WindowKey& key, const ContactDelta& delta) {
  const auto& [line, size, start] = key;
  const std::string& stage = delta.stage;
  const Window window{start, heads_.find(key)->end};
  cells_.resample({line, size, start, "", ""}, window,
                  [](const std::string&, const std::string&) { return true; });
  cells_.resample({line, size, start, stage, ""}, window,
                  [&](const std::string& of, const std::string&) { return of == stage; });
  cells_.resample({line, size, start, stage, delta.scenario}, window,
                  [&](const std::string& of, const std::string& scenario) {
                    return of == stage && scenario == delta.scenario;
                  });
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
  mark_restated(before);
}

// A version that has come into force restates what is not final yet of the time before it.
void Windows::mark_restated(EventTime before) {
  if (!taxonomies_.restates()) return;
  const Duration to_final = rules_.horizon + rules_.lateness;
  for (const auto& index : taxonomies_.versions()) {
    const EventTime from = index->taxonomy().effective_from.value_or(EventTime::min());
    if (from <= before || from > watermark_ || index->taxonomy().changes.empty()) continue;
    for (auto& [place, changed] : by_end_) {
      if (place.first + to_final <= from || std::get<2>(place.second) >= from) continue;
      heads_.edit(place.second).changed = true;
      changed = true;
    }
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
    if (!is_final(head)) continue;
    visitor.forgotten(key);
    forget(key, window);
  }
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
  return of_a_day(*stock, reading.window);
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

// In journey order; what another version has listed already is not listed again.
void Windows::add_cells_of(const TaxonomyIndex& version, WindowReading& reading) {
  const Line* line = version.line(reading.line_id);
  if (!line) return;
  const bool first = version.version() == reading.taxonomy_version;
  const auto add = [&](const Stage& stage, const Scenario* scenario) {
    const std::string_view id = scenario ? std::string_view{scenario->id} : std::string_view{};
    if (!first && is_listed(reading, stage.id, id)) return;
    reading.of_several_versions = reading.of_several_versions || !first;
    add_cell(reading, &stage, scenario, stage.id, id);
  };
  for (const Stage& stage : line->stages) {
    add(stage, nullptr);
    for (const Scenario& scenario : stage.scenarios) add(stage, &scenario);
  }
}

// Contacts may have been decided under a version that is not in force in the window: it was not
// known yet, or their first record lies beyond the window.
void Windows::add_stored_cells(const WindowKey& key, WindowReading& reading) {
  if (taxonomies_.versions().size() == 1) return;
  std::vector<std::pair<std::string, std::string>> unlisted;
  cells_.scan(key, [&](const CellKey& id, const Cell& cell) {
    const auto& stage = std::get<3>(id);
    const auto& scenario = std::get<4>(id);
    if (stage.empty() || stage == kNone || is_listed(reading, stage, scenario)) return true;
    const bool is_published = std::any_of(cell.published.begin(), cell.published.end(),
                                          [](const Published& p) { return p.hash != 0; });
    if (cell.contacts != 0) {
      unlisted.emplace_back(stage, scenario);
    } else if (is_published) {
      reading.emptied.emplace_back(stage, scenario);
    }
    return true;
  });
  for (const auto& [stage, scenario] : unlisted) {
    reading.of_several_versions = true;
    const auto [of_stage, of_scenario] = describe(taxonomies_, reading, stage, scenario);
    add_cell(reading, of_stage, of_scenario, stage, scenario);
  }
}

// By the versions that have come into force before the window is final.
void Windows::find_restatements(WindowReading& reading) const {
  if (!taxonomies_.restates()) return;
  const EventTime final_at = reading.window.end + rules_.horizon + rules_.lateness;
  std::uint32_t before = 0;
  for (const auto& index : taxonomies_.versions()) {
    const std::uint32_t number = index->version();
    const std::uint32_t previous = std::exchange(before, number);
    const EventTime from = index->taxonomy().effective_from.value_or(EventTime::min());
    if (from > watermark_ || from >= final_at || index->taxonomy().changes.empty()) continue;
    const bool renames =
        std::any_of(reading.cells.begin(), reading.cells.end(), [&](const CellReading& cell) {
          const std::string_view id = cell.scenario_id;
          return taxonomies_.restated(id, number) != taxonomies_.restated(id, previous);
        });
    if (renames) reading.restated_by.push_back(index.get());
  }
}

std::optional<EventTime> Windows::first_since(const std::string& line, WindowSize size,
                                              EventTime from) {
  std::optional<EventTime> first;
  heads_.scan_range(WindowKey{line, size, from}, WindowKey{line, size, EventTime::max()},
                    [&](const WindowKey& key, const Head& head) {
                      if (head.contacts != 0 || head.exposure != 0) first = std::get<2>(key);
                      return !first;
                    });
  return first;
}

WindowReading Windows::read_exposure(const WindowKey& key, const Head& head) {
  WindowReading reading;
  std::tie(reading.line_id, reading.size, reading.window.start) = key;
  reading.window.end = head.end;
  const TaxonomyIndex& taxonomy = taxonomies_.at(reading.window.end - Duration{1});
  reading.line = taxonomy.line(reading.line_id);
  reading.taxonomy_version = taxonomy.version();
  reading.exposure = exposure_of(reading, head);
  reading.feed_missing = reading.line && feeds_.missing(*reading.line, reading.window);
  return reading;
}

std::pair<std::optional<double>, std::string> Windows::exposure(const WindowKey& key,
                                                                EventTime end) {
  const Head* known = heads_.find(key);
  Head head = known ? *known : Head{};
  head.end = end;
  const WindowReading reading = read_exposure(key, head);
  return {reading.exposure, std::string{reading.reason()}};
}

std::optional<double> Windows::stock_of(const std::string& line, const Window& window,
                                        const std::string& region, const std::string& product) {
  const std::optional<std::int64_t> stock = stocks_.at(line, window.end, region, product);
  if (!stock) return std::nullopt;
  return of_a_day(*stock, window);
}

WindowReading Windows::read(const WindowKey& key, const Head& head) {
  WindowReading reading = read_exposure(key, head);
  reading.closed = head.end <= watermark_;
  reading.final = is_final(head);
  for (const auto& [version, contacts] : head.by_version) reading.decided_by.push_back(version);
  add_cell(reading, nullptr, nullptr, "", "");
  const auto versions = taxonomies_.in_force(reading.window.start, reading.window.end);
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    add_cells_of(**version, reading);
  }
  add_stored_cells(key, reading);
  find_restatements(reading);
  add_cell(reading, nullptr, nullptr, kNone, "");
  add_cell(reading, nullptr, nullptr, kNone, kNone);
  return reading;
}

}  // namespace vocmap
