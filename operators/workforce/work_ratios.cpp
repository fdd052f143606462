#include "operators/workforce/work_ratios.h"

#include <numeric>

namespace vocmap {
namespace {

using StateSums = std::array<std::int64_t, StateTime::kStates>;

template <class Counts>
std::int64_t sum_if(const StateSums& sums, Counts counts) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < sums.size(); ++i) {
    if (counts(static_cast<AgentState>(i))) ms += sums[i];
  }
  return ms;
}

constexpr bool is_work_for_customers(AgentState state) {
  return state <= AgentState::quick_reply;
}
constexpr bool serves_contacts(AgentState state) {
  return is_contact_work(state) || state == AgentState::available;
}

// The list of states is their rank, and it is in this order that the two above cut it.
static_assert(AgentState::wrap < AgentState::contact_work &&
              AgentState::contact_work < AgentState::back_office &&
              AgentState::kb_search < AgentState::quick_reply &&
              AgentState::quick_reply < AgentState::qa);

}  // namespace

void StateTime::add(const TimeSlice& slice) {
  const auto state = static_cast<std::size_t>(slice.kind.state);
  all[state] += slice.ms;
  if (slice.kind.paid) paid[state] += slice.ms;
}

std::int64_t StateTime::paid_ms() const {
  return std::accumulate(paid.begin(), paid.end(), std::int64_t{0});
}

WorkRatio occupancy(const StateTime& time) {
  return {sum_if(time.all, is_contact_work), sum_if(time.all, serves_contacts)};
}

WorkRatio utilisation(const StateTime& time) {
  return {sum_if(time.paid, is_work_for_customers), time.paid_ms()};
}

WorkRatio shrinkage(const StateTime& time) {
  return {time.paid_ms() - sum_if(time.paid, serves_contacts), time.paid_ms()};
}

void KnowledgeUse::add(const AgentInterval& interval) {
  if (interval.ended_at < interval.started_at) return;
  if (interval.kind.state != AgentState::kb_search) return;
  ++searches;
  search_ms += (interval.ended_at - interval.started_at).count();
  if (!interval.kb_result_count) return;
  ++counted;
  if (*interval.kb_result_count == 0) ++without_result;
}

}  // namespace vocmap
