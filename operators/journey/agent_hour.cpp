#include "operators/journey/agent_hour.h"

#include <fmt/format.h>

#include <map>

#include "operators/workforce/work_ratios.h"

namespace vocmap {
namespace {

constexpr Duration kHour = std::chrono::hours{1};

struct WorkOfLine {
  StateTime time;
  KnowledgeUse knowledge;
};

Part part_of(const WorkRatio& ratio) {
  return {ratio.numerator, ratio.denominator};
}

WorkFact fact_of(const std::string& line, EventTime start, const WorkOfLine& work) {
  WorkFact fact;
  fact.cell.line = line;
  fact.cell.at = start;
  fact.ms = work.time.all;
  fact.paid_ms = work.time.paid_ms();
  fact.occupancy = part_of(occupancy(work.time));
  fact.utilisation = part_of(utilisation(work.time));
  fact.shrinkage = part_of(shrinkage(work.time));
  fact.searches = part_of(work.knowledge.time_per_search());
  fact.searches_without_result = part_of(work.knowledge.no_result_rate());
  return fact;
}

}  // namespace

AgentInterval kept_interval(const AgentActivity& activity, const DeduplicationKey& key) {
  std::string name =
      activity.activity_id ? *activity.activity_id : format_rfc3339(activity.started_at);
  name += '\0';  // so that an id goes before those that it begins
  return interval_of(activity, name + fmt::format("{:016x}{:016x}", key.high, key.low));
}

std::vector<EventTime> hours_of(const AgentInterval& interval) {
  std::vector<EventTime> hours = {floor_to(interval.started_at, kHour)};
  while (hours.back() + kHour < interval.ended_at) hours.push_back(hours.back() + kHour);
  return hours;
}

std::vector<WorkFact> work_facts(std::span<const AgentInterval> intervals, EventTime start) {
  std::map<std::string, WorkOfLine> lines;
  for (const WorkedHour& hour : agent_time(intervals, start, start + kHour)) {
    for (const TimeSlice& slice : hour.slices) lines[slice.kind.line].time.add(slice);
  }
  for (const AgentInterval& interval : intervals) {
    if (interval.kind.state != AgentState::kb_search) continue;
    if (floor_to(interval.started_at, kHour) != start) continue;
    lines[interval.kind.line].knowledge.add(interval);
  }
  std::vector<WorkFact> facts;
  for (const auto& [line, work] : lines) facts.push_back(fact_of(line, start, work));
  return facts;
}

}  // namespace vocmap
