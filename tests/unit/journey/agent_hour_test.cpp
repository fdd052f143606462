#include "operators/journey/agent_hour.h"

#include <gmock/gmock.h>

#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

AgentActivity activity_of(AgentState state, std::string_view from, std::string_view until) {
  AgentActivity activity;
  activity.agent_id = "a";
  activity.team_id = "care";
  activity.state = state;
  activity.started_at = at(from);
  activity.ended_at = at(until);
  return activity;
}

AgentInterval interval_of(AgentState state, std::string_view from, std::string_view until,
                          std::uint64_t key = 1) {
  return kept_interval(activity_of(state, from, until), {0, key});
}

std::int64_t ms_of(const WorkFact& fact, AgentState state) {
  return fact.ms[static_cast<std::size_t>(state)];
}

TEST(AgentHour, an_interval_touches_the_hours_in_which_it_lasts) {
  using State = AgentState;
  EXPECT_THAT(
      hours_of(interval_of(State::talk, "2026-03-07T09:59:59.999Z", "2026-03-07T11:00:00Z")),
      ElementsAre(at("2026-03-07T09:00:00Z"), at("2026-03-07T10:00:00Z")));
  EXPECT_THAT(
      hours_of(interval_of(State::talk, "2026-03-07T10:00:00Z", "2026-03-07T11:00:00.001Z")),
      ElementsAre(at("2026-03-07T10:00:00Z"), at("2026-03-07T11:00:00Z")));
  EXPECT_THAT(hours_of(interval_of(State::talk, "2026-03-07T10:30:00Z", "2026-03-07T10:30:00Z")),
              ElementsAre(at("2026-03-07T10:00:00Z")));
}

TEST(AgentHour, intervals_go_by_their_id_else_by_their_start) {
  AgentActivity activity =
      activity_of(AgentState::talk, "2026-03-07T10:00:00Z", "2026-03-07T10:01:00Z");
  const std::string by_start = kept_interval(activity, {0, 1}).key;
  EXPECT_THAT(by_start, testing::StartsWith("2026-03-07T10:00:00Z"));
  activity.activity_id = "w1";
  const std::string first = kept_interval(activity, {0, 9}).key;
  EXPECT_NE(first, kept_interval(activity, {0, 8}).key);
  activity.activity_id = "w1!";  // '!' comes before all digits
  EXPECT_LT(first, kept_interval(activity, {0, 1}).key);
}

TEST(AgentHour, facts_are_of_one_hour_and_one_line_each) {
  AgentInterval shop =
      interval_of(AgentState::talk, "2026-03-07T09:30:00Z", "2026-03-07T10:45:00Z");
  shop.kind.line = "shop";
  AgentInterval ready =
      interval_of(AgentState::available, "2026-03-07T10:00:00Z", "2026-03-07T11:30:00Z", 2);
  ready.kind.line = "shop";
  const AgentInterval shared =
      interval_of(AgentState::hold, "2026-03-07T10:30:00Z", "2026-03-07T11:00:00Z", 3);
  const std::vector<AgentInterval> intervals = {shop, ready, shared};

  const auto facts = work_facts(intervals, at("2026-03-07T10:00:00Z"));
  ASSERT_THAT(facts, SizeIs(2));
  EXPECT_EQ(facts[0].cell.line, "_shared");
  EXPECT_EQ(ms_of(facts[0], AgentState::hold), 900'000);  // a talk goes before
  EXPECT_EQ(facts[0].paid_ms, 900'000);
  EXPECT_EQ(facts[1].cell.line, "shop");
  EXPECT_EQ(facts[1].cell.at, at("2026-03-07T10:00:00Z"));
  EXPECT_EQ(ms_of(facts[1], AgentState::talk), 2'700'000);
  EXPECT_EQ(ms_of(facts[1], AgentState::available), 0);

  const auto after = work_facts(intervals, at("2026-03-07T11:00:00Z"));
  ASSERT_THAT(after, SizeIs(1));
  EXPECT_EQ(ms_of(after[0], AgentState::available), 1'800'000);
  EXPECT_EQ(after[0].occupancy.numerator, 0);
  EXPECT_EQ(after[0].occupancy.denominator, 1'800'000);
  EXPECT_EQ(after[0].utilisation.denominator, 1'800'000);
  EXPECT_EQ(after[0].shrinkage.numerator, 0);
}

TEST(AgentHour, a_search_counts_whole_in_the_hour_of_its_start) {
  AgentInterval search =
      interval_of(AgentState::kb_search, "2026-03-07T10:59:00Z", "2026-03-07T11:01:00Z");
  search.kb_result_count = 0;
  AgentInterval unknown =
      interval_of(AgentState::kb_search, "2026-03-07T10:30:00Z", "2026-03-07T10:30:00Z", 2);
  const std::vector<AgentInterval> intervals = {search, unknown};
  const auto facts = work_facts(intervals, at("2026-03-07T10:00:00Z"));
  ASSERT_THAT(facts, SizeIs(1));
  EXPECT_EQ(ms_of(facts[0], AgentState::kb_search), 60'000);
  EXPECT_EQ(facts[0].searches.numerator, 120'000);
  EXPECT_EQ(facts[0].searches.denominator, 2);
  EXPECT_EQ(facts[0].searches_without_result.numerator, 1);
  EXPECT_EQ(facts[0].searches_without_result.denominator, 1);
  const auto after = work_facts(intervals, at("2026-03-07T11:00:00Z"));
  ASSERT_THAT(after, SizeIs(1));
  EXPECT_EQ(ms_of(after[0], AgentState::kb_search), 60'000);
  EXPECT_EQ(after[0].searches.denominator, 0);
}

TEST(AgentHour, an_instant_of_any_other_work_says_nothing) {
  const std::vector<AgentInterval> intervals = {
      interval_of(AgentState::talk, "2026-03-07T10:30:00Z", "2026-03-07T10:30:00Z")};
  EXPECT_THAT(work_facts(intervals, at("2026-03-07T10:00:00Z")), IsEmpty());
}

}  // namespace
}  // namespace vocmap
