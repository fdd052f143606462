#include "operators/workforce/work_ratios.h"

#include <gtest/gtest.h>

#include "tests/unit/workforce/work_fixture.h"

namespace vocmap {
namespace {

using State = AgentState;

// A day of 480 paid minutes and a lunch that is not paid; ms stand for minutes.
StateTime a_day() {
  StateTime day;
  const auto spend = [&](State state, std::int64_t ms, bool paid = true) {
    TimeSlice slice{interval("", state, "", 0, 0).kind, ms};
    slice.kind.paid = paid;
    day.add(slice);
  };
  spend(State::talk, 150);
  spend(State::hold, 20);
  spend(State::wrap, 40);
  spend(State::contact_work, 30);
  spend(State::available, 80);
  spend(State::back_office, 60);
  spend(State::kb_search, 10);
  spend(State::quick_reply, 5);
  spend(State::qa, 5);
  spend(State::training, 20);
  spend(State::meeting, 15);
  spend(State::break_, 30);
  spend(State::idle, 15);
  spend(State::break_, 60, false);
  spend(State::logout, 900, false);
  return day;
}

TEST(Occupancy, is_contact_work_over_that_and_waiting_for_it) {
  EXPECT_EQ(occupancy(a_day()), (WorkRatio{240, 320}));
}

TEST(Utilisation, is_work_for_customers_over_paid_time) {
  EXPECT_EQ(utilisation(a_day()), (WorkRatio{240 + 60 + 10 + 5, 480}));
}

TEST(Shrinkage, is_paid_time_that_no_contact_can_have_over_paid_time) {
  EXPECT_EQ(shrinkage(a_day()), (WorkRatio{480 - 320, 480}));
}

TEST(Ratios, time_that_is_not_paid_is_in_occupancy_alone) {
  StateTime day;
  TimeSlice slice{interval("", State::talk, "c1", 0, 0).kind, 10};
  slice.kind.paid = false;
  day.add(slice);
  EXPECT_EQ(occupancy(day), (WorkRatio{10, 10}));
  EXPECT_EQ(utilisation(day), (WorkRatio{0, 0}));
  EXPECT_EQ(shrinkage(day), (WorkRatio{0, 0}));
}

TEST(KnowledgeUse, counts_searches_whole_and_results_where_they_are_known) {
  std::vector<AgentInterval> intervals = {interval("a", State::kb_search, "c1", 0, 9000),
                                          interval("b", State::kb_search, "c1", 5000, 8000),
                                          interval("c", State::kb_search, "c2", 0, 6000),
                                          interval("d", State::quick_reply, "c2", 0, 1000),
                                          interval("e", State::kb_search, "c2", 900, 0)};
  intervals[0].kb_result_count = 0;
  intervals[1].kb_result_count = 3;
  KnowledgeUse use;
  for (const AgentInterval& i : intervals) use.add(i);
  EXPECT_EQ(use.time_per_search(), (WorkRatio{18'000, 3}));
  EXPECT_EQ(use.no_result_rate(), (WorkRatio{1, 2}));
}

}  // namespace
}  // namespace vocmap
