#include "pipeline/observe/live_table.h"

#include <simdjson.h>

#include <algorithm>
#include <mutex>

namespace vocmap {
namespace {

struct MapKey {
  std::string_view line;
  MapSize size{};
  EventTime start;
};

// "<line>|<size>|<start>", split from the right: a line's id may hold a bar.
std::optional<MapKey> parse_key(std::string_view key) {
  const std::size_t start_bar = key.rfind('|');
  if (start_bar == std::string_view::npos || start_bar == 0) return std::nullopt;
  const std::size_t size_bar = key.rfind('|', start_bar - 1);
  if (size_bar == std::string_view::npos) return std::nullopt;
  const auto size = parse_enum<MapSize>(key.substr(size_bar + 1, start_bar - size_bar - 1));
  const auto start = parse_rfc3339(key.substr(start_bar + 1));
  if (!size || !start) return std::nullopt;
  return MapKey{key.substr(0, size_bar), *size, *start};
}

template <class T>
std::optional<T> optional_of(simdjson::simdjson_result<simdjson::dom::element> element) {
  T value;
  if (element.get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

struct MapSummary {
  std::string name_json;
  EventTime end;
  TrendPoint point;
};

std::optional<MapSummary> summarise(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::element map;
  simdjson::dom::element name;
  std::string_view end;
  MapSummary summary;
  if (parser.parse(json.data(), json.size()).get(map) != simdjson::SUCCESS ||
      map["name"].get(name) != simdjson::SUCCESS ||
      map["window"]["end"].get(end) != simdjson::SUCCESS ||
      map["contacts"].get(summary.point.contacts) != simdjson::SUCCESS ||
      map["closed"].get(summary.point.closed) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  const std::optional<EventTime> end_time = parse_rfc3339(end);
  if (!end_time) return std::nullopt;
  summary.name_json = simdjson::minify(name);
  summary.end = *end_time;
  summary.point.exposure = optional_of<std::int64_t>(map["exposure"]["count"]);
  summary.point.service_rate = optional_of<double>(map["service_rate"]["value"]);
  return summary;
}

bool is_json(std::string_view text) {
  simdjson::dom::parser parser;
  return parser.parse(text.data(), text.size()).error() == simdjson::SUCCESS;
}

}  // namespace

bool LiveTable::apply(const Record& record) {
  if (record.topic == Topic::experience_map) return apply_experience_map(record);
  if (record.topic == Topic::scenarios) return apply_scenario(record);
  if (record.topic == Topic::metrics_28d) return apply_precision(record);
  if (record.topic != Topic::battle_map) return true;
  if (!record.tombstone && !is_json(record.value)) return false;
  Document document = record.tombstone ? nullptr : std::make_shared<std::string>(record.value);
  const std::unique_lock lock{mutex_};
  battle_map_ = std::move(document);
  return true;
}

bool LiveTable::apply_scenario(const Record& record) {
  if (!record.tombstone && !is_json(record.value)) return false;
  const std::unique_lock lock{mutex_};
  if (record.tombstone) {
    scenarios_.erase(std::string{record.key});
  } else {
    scenarios_[std::string{record.key}] = std::make_shared<std::string>(record.value);
  }
  return true;
}

// The key is "live_precision|28d|<start>|<line>|||"; other metrics are not kept.
bool LiveTable::apply_precision(const Record& record) {
  constexpr std::string_view kBefore = "live_precision|28d|", kAfter = "|||";
  constexpr std::size_t kKept = 4;  // windows: the newest, and what it falls back to
  std::string_view key = record.key;
  if (!key.starts_with(kBefore) || !key.ends_with(kAfter)) return true;
  key = key.substr(kBefore.size(), key.size() - kBefore.size() - kAfter.size());
  const std::size_t bar = key.find('|');
  const auto start = parse_rfc3339(key.substr(0, bar));
  if (!start || bar == std::string_view::npos) return false;
  if (!record.tombstone && !is_json(record.value)) return false;
  const std::unique_lock lock{mutex_};
  auto& windows = precisions_[std::string{key.substr(bar + 1)}];
  if (record.tombstone) {
    windows.erase(*start);
  } else {
    windows[*start] = std::make_shared<std::string>(record.value);
  }
  while (windows.size() > kKept) windows.erase(windows.begin());
  return true;
}

std::vector<std::pair<std::string, Document>> LiveTable::live_precisions() const {
  std::vector<std::pair<std::string, Document>> newest;
  const std::shared_lock lock{mutex_};
  for (const auto& [line, windows] : precisions_) {
    if (!windows.empty()) newest.emplace_back(line, windows.rbegin()->second);
  }
  return newest;
}

// An id is "<line>.emergent.<hash>".
std::vector<Document> LiveTable::scenarios(std::string_view line) const {
  const std::string prefix = std::string{line} + ".emergent.";
  std::vector<Document> found;
  const std::shared_lock lock{mutex_};
  for (auto it = scenarios_.lower_bound(prefix);
       it != scenarios_.end() && it->first.starts_with(prefix); ++it) {
    found.push_back(it->second);
  }
  return found;
}

bool LiveTable::apply_experience_map(const Record& record) {
  const std::optional<MapKey> key = parse_key(record.key);
  if (!key) return false;
  const auto size = static_cast<std::size_t>(key->size);
  if (record.tombstone) {
    const std::unique_lock lock{mutex_};
    const auto line = lines_.find(key->line);
    if (line == lines_.end()) return true;
    line->second.windows[size].erase(key->start);
    const auto& all = line->second.windows;
    if (std::all_of(all.begin(), all.end(), [](const Windows& w) { return w.empty(); })) {
      lines_.erase(line);
    }
    return true;
  }
  std::optional<MapSummary> summary = summarise(record.value);
  if (!summary) return false;
  summary->point.start = key->start;
  Window window{std::make_shared<std::string>(record.value), summary->end, summary->point};

  const std::unique_lock lock{mutex_};
  Line& line = lines_[std::string{key->line}];
  Windows& windows = line.windows[size];
  windows.insert_or_assign(key->start, std::move(window));
  if (windows.rbegin()->first == key->start) line.name_json = std::move(summary->name_json);
  while (windows.size() > retention_.windows[size]) windows.erase(windows.begin());
  return true;
}

const LiveTable::Windows::value_type* LiveTable::newest_closed_in(const Windows& windows) {
  const auto closed = std::find_if(windows.rbegin(), windows.rend(),
                                   [](const auto& entry) { return entry.second.point.closed; });
  return closed == windows.rend() ? nullptr : &*closed;
}

const LiveTable::Windows::value_type* LiveTable::shown_in(const Windows& windows) {
  if (const auto* closed = newest_closed_in(windows)) return closed;
  return windows.empty() ? nullptr : &*windows.rbegin();
}

const LiveTable::Windows* LiveTable::windows_of(std::string_view line, MapSize size) const {
  const auto found = lines_.find(line);
  return found == lines_.end() ? nullptr : &found->second.windows[static_cast<std::size_t>(size)];
}

std::vector<LineSummary> LiveTable::lines() const {
  std::vector<LineSummary> summaries;
  const std::shared_lock lock{mutex_};
  for (const auto& [id, line] : lines_) {
    LineSummary& summary = summaries.emplace_back(LineSummary{id, line.name_json, {}});
    for (std::size_t size = 0; size < kMapSizes; ++size) {
      if (const auto* shown = shown_in(line.windows[size])) summary.latest[size] = shown->first;
    }
  }
  // What no taxonomy knows ("_unknown") goes last: no line to start reading with.
  std::stable_partition(summaries.begin(), summaries.end(),
                        [](const LineSummary& line) { return !line.id.starts_with('_'); });
  return summaries;
}

Document LiveTable::experience_map(std::string_view line, MapSize size,
                                   std::optional<EventTime> start) const {
  const std::shared_lock lock{mutex_};
  const Windows* windows = windows_of(line, size);
  if (!windows) return nullptr;
  if (!start) {
    const auto* shown = shown_in(*windows);
    return shown ? shown->second.document : nullptr;
  }
  const auto found = windows->find(*start);
  return found == windows->end() ? nullptr : found->second.document;
}

std::optional<std::vector<TrendPoint>> LiveTable::trend(std::string_view line, MapSize size,
                                                        std::size_t limit) const {
  const std::shared_lock lock{mutex_};
  const Windows* windows = windows_of(line, size);
  if (!windows) return std::nullopt;
  std::vector<TrendPoint> points;
  const std::size_t count = std::min(limit, windows->size());
  points.reserve(count);
  for (auto it = std::prev(windows->end(), static_cast<std::ptrdiff_t>(count));
       it != windows->end(); ++it) {
    points.push_back(it->second.point);
  }
  return points;
}

Document LiveTable::battle_map() const {
  const std::shared_lock lock{mutex_};
  return battle_map_;
}

std::vector<ClosedMap> LiveTable::newest_closed() const {
  std::vector<ClosedMap> maps;
  const std::shared_lock lock{mutex_};
  for (const auto& [id, line] : lines_) {
    for (std::size_t size = 0; size < kMapSizes; ++size) {
      if (const auto* closed = newest_closed_in(line.windows[size])) {
        maps.push_back(
            {id, static_cast<MapSize>(size), closed->second.end, closed->second.document});
      }
    }
  }
  return maps;
}

}  // namespace vocmap
