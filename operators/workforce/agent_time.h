#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "schemas/events.h"

namespace vocmap {

// The line of work that was done for no line in particular.
inline constexpr std::string_view kSharedLine = "_shared";

// What an agent does during an interval, as far as time and cost are told apart by it.
struct WorkKind {
  std::string line = std::string{kSharedLine};
  std::optional<Channel> channel;
  std::string team_id;
  AgentState state{};
  std::string work_item, contact_id;  // empty: none
  bool paid = true;
  std::optional<std::int64_t> wage_minor_per_hour;  // the agent's own
  std::string currency;                             // of that wage; empty: unknown

  friend auto operator<=>(const WorkKind&, const WorkKind&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(line, channel, team_id, state, work_item, contact_id, paid, wage_minor_per_hour, currency);
  }
};

// One activity record of an agent: [started_at, ended_at).
struct AgentInterval {
  std::string key;  // of de-duplication, unique among the agent's intervals
  WorkKind kind;
  EventTime started_at, ended_at;
  std::string kb_article_id;  // empty: none
  std::optional<std::int64_t> kb_result_count;

  template <class Codec>
  void codec(Codec& c) {
    c(key, kind, started_at, ended_at, kb_article_id, kb_result_count);
  }
};

// `paid` is true unless said otherwise, but for logout.
AgentInterval interval_of(const AgentActivity& activity, std::string key);

// Time of one kind of work in one hour.
struct TimeSlice {
  WorkKind kind;
  std::int64_t ms = 0;

  friend auto operator<=>(const TimeSlice&, const TimeSlice&) = default;
};

// The work of one agent in one UTC hour; slices ascending, one per kind, none of 0 ms.
struct WorkedHour {
  EventTime start;
  std::vector<TimeSlice> slices;

  friend auto operator<=>(const WorkedHour&, const WorkedHour&) = default;
};

// How one agent spent [from, to), both full hours: the hours with any work, ascending. Each instant
// counts once: that state of the intervals around it which comes first in the list of AgentState,
// split equally over its contacts, and over its intervals that have no contact. Of several
// intervals of one contact the one with the smallest key stands. Milliseconds that do not divide go
// one each to the smallest (contact_id, key), so the slices add up to the covered time exactly. The
// order of the intervals does not matter; empty ones say nothing. O(n log n + slices).
std::vector<WorkedHour> agent_time(std::span<const AgentInterval> intervals, EventTime from,
                                   EventTime to);

}  // namespace vocmap
