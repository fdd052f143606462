#include "pipeline/cli/generate/truth.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>

namespace vocmap {
namespace {

constexpr Duration kHour = std::chrono::hours{1};
constexpr Duration kDay = std::chrono::hours{24};
constexpr Duration kStockCarry = std::chrono::hours{48};

std::string_view size_name(Duration size) {
  return size == kHour ? "1h" : "1d";
}

std::string topic_json(const TopicTruth& t) {
  std::string reasons;
  for (const auto& [reason, count] : t.dead_letters) {
    reasons += fmt::format("{}\"{}\":{}", reasons.empty() ? "" : ",", name_of(reason), count);
  }
  return fmt::format(
      R"({{"read":{},"dead_lettered":{},"dead_letters":{{{}}},"counted":{},"duplicate":{},)"
      R"("conflicting":{},"late":{},"unknown_fields":{}}})",
      t.read, t.dead_lettered(), reasons, t.counted(), t.duplicate, t.conflicting, t.late,
      t.unknown_fields);
}

}  // namespace

std::int64_t TopicTruth::dead_lettered() const {
  std::int64_t sum = 0;
  for (const auto& [reason, count] : dead_letters) sum += count;
  return sum;
}

const std::vector<Duration>& PlantedTruth::sizes() {
  static const std::vector<Duration> sizes{kHour, kDay};
  return sizes;
}

void PlantedTruth::add_contact(std::string_view line, std::string_view scenario,
                               EventTime opened_at, EventTime day) {
  const EventTime hour = floor_to(opened_at, kHour);
  ++cells_[{std::string(line), std::string(scenario), kHour, hour}];
  ++cells_[{std::string(line), std::string(scenario), kDay, day}];
  add_flow(line, opened_at, day, 0);
}

void PlantedTruth::add_flow(std::string_view line, EventTime at, EventTime day,
                            std::int64_t count) {
  auto found = lines_.find(line);
  if (found == lines_.end()) found = lines_.emplace(line, LineTruth{}).first;
  found->second.flows[{kHour, floor_to(at, kHour)}] += count;
  found->second.flows[{kDay, day}] += count;
}

void PlantedTruth::add_stock(std::string_view line, std::string_view series, EventTime at,
                             std::int64_t value) {
  lines_[std::string(line)].stocks[std::string(series)][at] = value;
}

std::int64_t PlantedTruth::contacts(const TruthCell& cell) const {
  const auto found = cells_.find(cell);
  return found == cells_.end() ? 0 : found->second;
}

std::optional<double> PlantedTruth::exposure(std::string_view line, Duration size,
                                             EventTime start) const {
  const auto found = lines_.find(line);
  if (found == lines_.end()) return std::nullopt;
  if (!found->second.stocks.empty()) return stock(found->second, size, start);
  const auto flow = found->second.flows.find({size, start});
  if (flow == found->second.flows.end()) return std::nullopt;
  return static_cast<double>(flow->second);
}

// The sum over the series of the last value at or before the window's end, carried at most 48 h,
// times window length / 1 d.
std::optional<double> PlantedTruth::stock(const LineTruth& line, Duration size,
                                          EventTime start) const {
  const EventTime end = start + size;
  std::optional<std::int64_t> sum;
  for (const auto& [series, timeline] : line.stocks) {
    const auto after = timeline.upper_bound(end);
    if (after == timeline.begin()) continue;
    const auto& [at, value] = *std::prev(after);
    if (end - at <= kStockCarry) sum = sum.value_or(0) + value;
  }
  if (!sum) return std::nullopt;
  return static_cast<double>(*sum) * static_cast<double>(size.count()) /
         static_cast<double>(kDay.count());
}

std::vector<std::string> PlantedTruth::lines() const {
  std::vector<std::string> names;
  for (const auto& [name, line] : lines_) names.push_back(name);
  return names;
}

std::vector<EventTime> PlantedTruth::windows(std::string_view line, Duration size) const {
  std::vector<EventTime> starts;
  const auto found = lines_.find(line);
  if (found == lines_.end()) return starts;
  for (const auto& [window, count] : found->second.flows) {
    if (window.first == size) starts.push_back(window.second);
  }
  return starts;
}

std::string PlantedTruth::to_json() const {
  std::string json = "{\"contacts\":[";
  const char* comma = "";
  for (const auto& [cell, count] : cells_) {
    json += fmt::format(
        R"({}{}{{"line":"{}","scenario":"{}","size":"{}","start":"{}","contacts":{}}})", comma,
        "\n", cell.line, cell.scenario, size_name(cell.size), format_rfc3339(cell.start), count);
    comma = ",";
  }
  json += "],\"exposure\":[";
  comma = "";
  for (const auto& [name, line] : lines_) {
    for (const auto& [window, flow] : line.flows) {
      const std::optional<double> value = exposure(name, window.first, window.second);
      json += fmt::format(R"({}{}{{"line":"{}","size":"{}","start":"{}","exposure":{}}})", comma,
                          "\n", name, size_name(window.first), format_rfc3339(window.second),
                          value ? fmt::format("{}", *value) : "null");
      comma = ",";
    }
  }
  json += "],\"topics\":{";
  comma = "";
  for (const auto& [topic, sums] : topics_) {
    json += fmt::format("{}\n\"{}\":{}", comma, name_of(topic), topic_json(sums));
    comma = ",";
  }
  return json + "}}\n";
}

}  // namespace vocmap
