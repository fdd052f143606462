#include "operators/catalogue/catalogue.h"
#include "operators/journey.h"
#include "operators/journey/tell.h"

// What agents do: their hours, folded from all activity that touches them.

namespace vocmap {

// The version at the start decides whether the line is known: of later ones this instance may not
// have heard.
void Journey::take_activity(const std::string& agent, const AgentActivity& activity,
                            const DeduplicationKey& key) {
  AgentInterval interval = kept_interval(activity, key);
  std::string& line = interval.kind.line;
  if (line != kSharedLine && !taxonomies_.at(activity.started_at).line(line)) line = kUnknownLine;
  for (const EventTime hour : hours_of(interval)) {
    agent_hours_.edit({hour, agent}).intervals.push_back(interval);
    touched_hours_.insert({hour, agent});
  }
}

void Journey::evaluate_hour(const AgentHourKey& key) {
  AgentHour& hour = agent_hours_.edit(key);
  std::vector<Measurement> now;
  for (const WorkFact& fact : work_facts(hour.intervals, std::get<0>(key))) {
    measure(kWorkMetrics, fact, fact.cell, now);
  }
  Tell{taxonomies_, watermark_, rules_.lateness, deltas_}.change_single(hour.told, std::move(now));
}

// An hour is kept until its cells are final; before that, whatever touches it has become late. Like
// the timers, the store is never read from its beginning.
void Journey::forget_hours(EventTime watermark) {
  constexpr Duration kHour = std::chrono::hours{1};
  const Duration kept = kBaseWindow + span_of(Horizon::day) + rules_.lateness;
  const EventTime from = floor_to(watermark - kept, kHour) + kHour;
  if (from <= hours_from_) return;
  std::vector<AgentHourKey> gone;
  agent_hours_.scan_range(std::tuple{std::exchange(hours_from_, from)}, std::tuple{from},
                          [&](const AgentHourKey& key, const AgentHour&) {
                            gone.push_back(key);
                            return true;
                          });
  for (const AgentHourKey& key : gone) agent_hours_.erase(key);
}

}  // namespace vocmap
