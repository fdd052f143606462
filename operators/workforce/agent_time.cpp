#include "operators/workforce/agent_time.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "operators/workforce/equal_shares.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr Duration kHour = std::chrono::hours{1};
constexpr std::size_t kStates = EnumNames<AgentState>::values.size();

using Intervals = std::vector<const AgentInterval*>;

struct Boundary {
  EventTime at;
  bool starts = false;  // ends first, so that who follows is known when all of an instant are read
  std::size_t place = 0;

  friend auto operator<=>(const Boundary&, const Boundary&) = default;
};

// One state's intervals of an hour by (contact_id, key). Intervals of one contact are a claim; one
// without a contact is a claim by itself.
class StateClaims {
 public:
  void list(const AgentInterval* interval) { intervals_.push_back(interval); }
  const Intervals& intervals() const { return intervals_; }

  void order() {
    const auto rank = [](const AgentInterval* i) { return std::tie(i->kind.contact_id, i->key); };
    std::sort(intervals_.begin(), intervals_.end(),
              [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    std::size_t claim = 0;
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      const std::string& contact = intervals_[i]->kind.contact_id;
      if (i > 0 && (contact.empty() || contact != intervals_[i - 1]->kind.contact_id)) ++claim;
      claim_of_.push_back(claim);
    }
    active_.resize(intervals_.empty() ? 0 : claim + 1);
    shares_ = EqualShares{intervals_.size()};
  }

  bool any() const { return shares_.members() > 0; }
  void spend(std::int64_t ms) { shares_.give(ms); }

  // The interval with the smallest key stands for its contact.
  void start(std::size_t place) {
    std::set<std::size_t>& active = active_[claim_of_[place]];
    if (active.empty() || place < *active.begin()) {
      if (!active.empty()) shares_.leave(*active.begin());
      shares_.join(place);
    }
    active.insert(place);
  }
  void end(std::size_t place) {
    std::set<std::size_t>& active = active_[claim_of_[place]];
    const bool stood = *active.begin() == place;
    active.erase(place);
    if (!stood) return;
    shares_.leave(place);
    if (!active.empty()) shares_.join(*active.begin());
  }

  void add_to(std::map<WorkKind, std::int64_t>& slices) const {
    for (std::size_t place = 0; place < intervals_.size(); ++place) {
      const std::int64_t ms = shares_.received(place);
      if (ms > 0) slices[intervals_[place]->kind] += ms;
    }
  }

 private:
  Intervals intervals_;
  std::vector<std::size_t> claim_of_;          // by place
  std::vector<std::set<std::size_t>> active_;  // places by claim
  EqualShares shares_{0};
};

WorkedHour worked_hour(const Intervals& intervals, EventTime start) {
  std::array<StateClaims, kStates> states;
  for (const AgentInterval* interval : intervals) {
    states[static_cast<std::size_t>(interval->kind.state)].list(interval);
  }
  std::vector<std::pair<Boundary, StateClaims*>> boundaries;
  for (StateClaims& state : states) {
    state.order();
    for (std::size_t place = 0; place < state.intervals().size(); ++place) {
      const AgentInterval& interval = *state.intervals()[place];
      boundaries.push_back({{std::max(interval.started_at, start), true, place}, &state});
      boundaries.push_back({{std::min(interval.ended_at, start + kHour), false, place}, &state});
    }
  }
  std::sort(boundaries.begin(), boundaries.end());

  EventTime now = start;
  for (const auto& [boundary, state] : boundaries) {
    const auto top =
        std::find_if(states.begin(), states.end(), [](const StateClaims& s) { return s.any(); });
    if (top != states.end()) top->spend((boundary.at - now).count());
    now = boundary.at;
    boundary.starts ? state->start(boundary.place) : state->end(boundary.place);
  }
  std::map<WorkKind, std::int64_t> slices;
  for (const StateClaims& state : states) state.add_to(slices);
  WorkedHour hour{start, {}};
  for (const auto& [kind, ms] : slices) hour.slices.push_back({kind, ms});
  return hour;
}

}  // namespace

AgentInterval interval_of(const AgentActivity& activity, std::string key) {
  AgentInterval interval{std::move(key),
                         {},
                         activity.started_at,
                         activity.ended_at,
                         activity.kb_article_id.value_or(""),
                         activity.kb_result_count};
  WorkKind& kind = interval.kind;
  if (activity.line) kind.line = *activity.line;
  kind.channel = activity.channel;
  kind.team_id = activity.team_id;
  kind.state = activity.state;
  kind.work_item = activity.work_item.value_or("");
  kind.contact_id = activity.contact_id.value_or("");
  kind.paid = activity.paid.value_or(activity.state != AgentState::logout);
  kind.wage_minor_per_hour = activity.wage_minor_per_hour;
  kind.currency = activity.currency.value_or("");
  return interval;
}

std::vector<WorkedHour> agent_time(std::span<const AgentInterval> intervals, EventTime from,
                                   EventTime to) {
  CHECK(floor_to(from, kHour) == from && floor_to(to, kHour) == to, "work is read by full hours");
  std::map<EventTime, Intervals> by_hour;
  for (const AgentInterval& interval : intervals) {
    if (interval.ended_at <= interval.started_at) continue;
    const EventTime end = std::min(interval.ended_at, to);
    for (EventTime hour = floor_to(std::max(interval.started_at, from), kHour); hour < end;
         hour = hour + kHour) {
      by_hour[hour].push_back(&interval);
    }
  }
  std::vector<WorkedHour> hours;
  for (const auto& [start, touched] : by_hour) hours.push_back(worked_hour(touched, start));
  return hours;
}

}  // namespace vocmap
