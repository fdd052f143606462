#pragma once

#include <span>
#include <vector>

#include "operators/catalogue/facts.h"
#include "operators/records.h"
#include "operators/workforce/agent_time.h"

namespace vocmap {

// One agent in one UTC hour: what the records say, and what MAP was told of it.
struct AgentHour {
  std::vector<AgentInterval> intervals;  // those that touch the hour, whole
  std::vector<Measurement> told;         // ascending

  template <class Codec>
  void codec(Codec& c) {
    c(intervals, told);
  }
};

// The interval under its `activity_id`, else its start; what has the same goes by `key`.
AgentInterval kept_interval(const AgentActivity& activity, const DeduplicationKey& key);

// The hours that it touches: those in which it lasts, at least that of its start.
std::vector<EventTime> hours_of(const AgentInterval& interval);

// What the intervals say of the hour from `start`, line by line. The hour counts as a whole in the
// windows around its start, also where the line's midnight is not at a full UTC hour.
std::vector<WorkFact> work_facts(std::span<const AgentInterval> intervals, EventTime start);

}  // namespace vocmap
