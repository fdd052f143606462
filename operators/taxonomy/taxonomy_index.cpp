#include "operators/taxonomy/taxonomy_index.h"

#include <date/tz.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

using SysTime = date::sys_time<std::chrono::milliseconds>;

const date::time_zone* zone_of(const Line& line) {
  const bool utc = line.time_zone == "UTC" || line.time_zone == "Etc/UTC";
  return utc ? nullptr : date::locate_zone(line.time_zone);
}

struct Day {
  EventTime start, end;
};

EventTime midnight(const date::time_zone& zone, date::local_days day) {
  const auto instant = zone.to_sys(
      date::local_time<std::chrono::milliseconds>(day.time_since_epoch()), date::choose::earliest);
  return {instant.time_since_epoch().count()};
}

Day day_around(const date::time_zone* zone, EventTime t) {
  constexpr Duration kDay = std::chrono::hours(24);
  if (zone == nullptr) {
    const EventTime start = floor_to(t, kDay);
    return {start, start + kDay};
  }
  auto day = date::floor<date::days>(zone->to_local(SysTime(Duration{t.ms})));
  EventTime end = midnight(*zone, day + date::days(1));
  if (end > t) return {midnight(*zone, day), end};
  // The clock went back over midnight: the repeated minutes stay with the day that has begun.
  return {end, midnight(*zone, day + date::days(2))};
}

}  // namespace

TaxonomyIndex::TaxonomyIndex(Taxonomy taxonomy) : taxonomy_(std::move(taxonomy)) {
  const auto& lines = taxonomy_.lines;
  for (std::uint32_t l = 0; l < lines.size(); ++l) {
    zones_.push_back(zone_of(lines[l]));
    for (std::uint32_t g = 0; g < lines[l].stages.size(); ++g) {
      for (std::uint32_t s = 0; s < lines[l].stages[g].scenarios.size(); ++s) {
        scenarios_.push_back({l, g, s});
      }
    }
  }
  CHECK(scenarios_.size() <= std::numeric_limits<std::uint16_t>::max(),
        "a taxonomy has at most 65535 scenarios");
  std::sort(scenarios_.begin(), scenarios_.end(), [&](const auto& a, const auto& b) {
    return lines[a.line].stages[a.stage].scenarios[a.scenario].id <
           lines[b.line].stages[b.stage].scenarios[b.scenario].id;
  });
  by_line_.resize(lines.size());
  for (std::size_t i = 0; i < scenarios_.size(); ++i) {
    by_line_[scenarios_[i].line].push_back(static_cast<std::uint16_t>(i));
  }
  lines_by_id_.resize(lines.size());
  std::iota(lines_by_id_.begin(), lines_by_id_.end(), 0u);
  std::sort(lines_by_id_.begin(), lines_by_id_.end(),
            [&](auto a, auto b) { return lines[a].id < lines[b].id; });
}

std::optional<std::size_t> TaxonomyIndex::line_position(std::string_view id) const {
  const auto& lines = taxonomy_.lines;
  const auto found =
      std::lower_bound(lines_by_id_.begin(), lines_by_id_.end(), id,
                       [&](auto l, std::string_view key) { return lines[l].id < key; });
  if (found == lines_by_id_.end() || lines[*found].id != id) return std::nullopt;
  return *found;
}

const Line* TaxonomyIndex::line(std::string_view id) const {
  const auto position = line_position(id);
  return position ? &taxonomy_.lines[*position] : nullptr;
}

std::size_t TaxonomyIndex::position_of(const Line& line) const {
  const auto& lines = taxonomy_.lines;
  CHECK(!lines.empty() && &line >= lines.data() && &line < lines.data() + lines.size(),
        "the line belongs to this taxonomy version");
  return static_cast<std::size_t>(&line - lines.data());
}

std::optional<std::uint16_t> TaxonomyIndex::scenario_index(std::string_view id) const {
  const auto found = std::lower_bound(
      scenarios_.begin(), scenarios_.end(), id, [&](const ScenarioPlace& p, std::string_view key) {
        return taxonomy_.lines[p.line].stages[p.stage].scenarios[p.scenario].id < key;
      });
  const auto index = static_cast<std::uint16_t>(found - scenarios_.begin());
  if (found == scenarios_.end() || scenario(index).id != id) return std::nullopt;
  return index;
}

const Scenario& TaxonomyIndex::scenario(std::uint16_t index) const {
  return stage_of(index).scenarios[scenarios_[index].scenario];
}

const Line& TaxonomyIndex::line_of(std::uint16_t index) const {
  CHECK(index < scenarios_.size(), "the scenario index belongs to this taxonomy version");
  return taxonomy_.lines[scenarios_[index].line];
}

const Stage& TaxonomyIndex::stage_of(std::uint16_t index) const {
  return line_of(index).stages[scenarios_[index].stage];
}

std::span<const std::uint16_t> TaxonomyIndex::scenarios_of(std::size_t line_position) const {
  CHECK(line_position < by_line_.size(), "the line position belongs to this taxonomy version");
  return by_line_[line_position];
}

EventTime TaxonomyIndex::day_start(const Line& line, EventTime t) const {
  return day_around(zones_[position_of(line)], t).start;
}

EventTime TaxonomyIndex::day_end(const Line& line, EventTime t) const {
  return day_around(zones_[position_of(line)], t).end;
}

Duration TaxonomyIndex::utc_offset(const Line& line, EventTime t) const {
  const date::time_zone* zone = zones_[position_of(line)];
  return zone == nullptr ? Duration{0} : zone->get_info(SysTime(Duration{t.ms})).offset;
}

}  // namespace vocmap
