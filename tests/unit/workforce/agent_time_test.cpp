#include "operators/workforce/agent_time.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/unit/workforce/work_fixture.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using State = AgentState;

constexpr std::int64_t kMinute = 60'000;

// (state, contact) -> ms of the hour from ten.
using Times = std::map<std::pair<State, std::string>, std::int64_t>;
Times times_of(const std::vector<AgentInterval>& intervals) {
  Times times;
  for (const WorkedHour& hour : agent_time(intervals, kTen, kTen + kAnHour)) {
    for (const TimeSlice& slice : hour.slices) {
      times[{slice.kind.state, slice.kind.contact_id}] += slice.ms;
    }
  }
  return times;
}

TEST(AgentTime, is_cut_at_the_hours) {
  const std::vector<AgentInterval> intervals = {
      interval("a", State::talk, "c1", 50 * kMinute, 130 * kMinute)};
  const auto hours = agent_time(intervals, kTen, kTen + 4 * kAnHour);
  ASSERT_THAT(hours, SizeIs(3));
  EXPECT_EQ(hours[0].start, kTen);
  EXPECT_EQ(hours[0].slices[0].ms, 10 * kMinute);
  EXPECT_EQ(hours[1].slices[0].ms, 60 * kMinute);
  EXPECT_EQ(hours[2].slices[0].ms, 10 * kMinute);
}

TEST(AgentTime, outside_the_asked_hours_says_nothing) {
  const std::vector<AgentInterval> intervals = {
      interval("a", State::talk, "c1", -90 * kMinute, 200 * kMinute)};
  const auto hours = agent_time(intervals, kTen, kTen + kAnHour);
  ASSERT_THAT(hours, SizeIs(1));
  EXPECT_EQ(hours[0].start, kTen);
  EXPECT_EQ(hours[0].slices[0].ms, 60 * kMinute);
}

TEST(AgentTime, of_the_highest_state_counts) {
  EXPECT_THAT(times_of({interval("a", State::available, "", 0, 60 * kMinute),
                        interval("b", State::wrap, "c1", 20 * kMinute, 40 * kMinute),
                        interval("c", State::talk, "c2", 30 * kMinute, 35 * kMinute)}),
              ElementsAre(Pair(Pair(State::talk, "c2"), 5 * kMinute),
                          Pair(Pair(State::wrap, "c1"), 15 * kMinute),
                          Pair(Pair(State::available, ""), 40 * kMinute)));
}

TEST(AgentTime, of_chats_at_once_is_split_equally_and_the_rest_goes_to_the_smallest) {
  EXPECT_THAT(times_of({interval("z", State::talk, "c2", 0, 1000),
                        interval("y", State::talk, "c3", 0, 1000),
                        interval("x", State::talk, "c1", 0, 1000)}),
              ElementsAre(Pair(Pair(State::talk, "c1"), 334), Pair(Pair(State::talk, "c2"), 333),
                          Pair(Pair(State::talk, "c3"), 333)));
  // 0-100 alone, 100-201 of two, 201-300 alone.
  EXPECT_THAT(
      times_of(
          {interval("x", State::talk, "c1", 0, 201), interval("y", State::talk, "c2", 100, 300)}),
      ElementsAre(Pair(Pair(State::talk, "c1"), 100 + 51), Pair(Pair(State::talk, "c2"), 50 + 99)));
}

TEST(AgentTime, lower_states_do_not_change_how_rests_are_split) {
  const std::vector<AgentInterval> chats = {interval("x", State::talk, "c1", 0, 101),
                                            interval("y", State::talk, "c2", 0, 101)};
  std::vector<AgentInterval> more = chats;
  for (int i = 0; i < 50; ++i) {
    more.push_back(interval(fmt::format("k{}", i), State::kb_search, "c1", 2 * i, 2 * i + 1));
  }
  EXPECT_EQ(times_of(more), times_of(chats));
}

TEST(AgentTime, of_a_contact_that_is_told_twice_counts_once) {
  std::vector<AgentInterval> intervals = {interval("b", State::talk, "c1", 0, 600),
                                          interval("a", State::talk, "c1", 200, 400),
                                          interval("c", State::talk, "c2", 0, 600)};
  intervals[0].kind.work_item = "refund";
  intervals[1].kind.work_item = "advice";
  EXPECT_THAT(times_of(intervals),
              ElementsAre(Pair(Pair(State::talk, "c1"), 300), Pair(Pair(State::talk, "c2"), 300)));
  std::map<std::string, std::int64_t> by_item;
  const auto hours = agent_time(intervals, kTen, kTen + kAnHour);
  for (const TimeSlice& slice : hours.at(0).slices) {
    by_item[slice.kind.work_item] += slice.ms;
  }
  // The smallest key stands for the contact while it lasts.
  EXPECT_THAT(by_item, ElementsAre(Pair("", 300), Pair("advice", 100), Pair("refund", 200)));
}

TEST(AgentTime, without_a_contact_is_split_over_what_is_done) {
  std::vector<AgentInterval> intervals = {interval("a", State::back_office, "", 0, 500),
                                          interval("b", State::back_office, "", 0, 500)};
  intervals[0].kind.line = "hotels";
  const auto hours = agent_time(intervals, kTen, kTen + kAnHour);
  ASSERT_THAT(hours, SizeIs(1));
  ASSERT_THAT(hours[0].slices, SizeIs(2));
  EXPECT_EQ(hours[0].slices[0].kind.line, kSharedLine);
  EXPECT_EQ(hours[0].slices[0].ms, 250);
  EXPECT_EQ(hours[0].slices[1].kind.line, "hotels");
}

TEST(AgentTime, of_no_or_negative_length_is_none) {
  EXPECT_THAT(agent_time(std::vector{interval("a", State::talk, "c1", 500, 500),
                                     interval("b", State::talk, "c1", 500, 400)},
                         kTen, kTen + kAnHour),
              IsEmpty());
}

TEST(IntervalOf, a_logout_is_not_paid_and_work_without_a_line_is_shared) {
  AgentActivity activity;
  activity.agent_id = "a7";
  activity.team_id = "care";
  activity.state = State::logout;
  EXPECT_FALSE(interval_of(activity, "k").kind.paid);
  EXPECT_EQ(interval_of(activity, "k").kind.line, "_shared");
  activity.paid = true;
  activity.line = "hotels";
  EXPECT_TRUE(interval_of(activity, "k").kind.paid);
  EXPECT_EQ(interval_of(activity, "k").kind.line, "hotels");
  activity.state = State::break_;
  activity.paid.reset();
  EXPECT_TRUE(interval_of(activity, "k").kind.paid);
}

// Some intervals within 300 ms around eleven, so that hours are crossed and chats overlap.
std::vector<AgentInterval> some_intervals(std::mt19937& random) {
  const auto below = [&](unsigned n) { return static_cast<std::int64_t>(random() % n); };
  std::vector<AgentInterval> intervals;
  for (std::int64_t n = 1 + below(12), i = 0; i < n; ++i) {
    const std::int64_t from = 3'600'000 - 150 + below(250);
    const std::int64_t contact = below(5);
    intervals.push_back(interval(fmt::format("k{}", i), static_cast<State>(below(4) * 3),
                                 contact == 0 ? "" : fmt::format("c{}", contact), from,
                                 from + below(120) - 5));
  }
  return intervals;
}

TEST(AgentTime, counts_every_instant_once_by_its_highest_state_whatever_the_order) {
  std::mt19937 random{seed()};
  for (int round = 0; round < 3000; ++round) {
    std::vector<AgentInterval> intervals = some_intervals(random);
    const auto hours = agent_time(intervals, kTen, kTen + 2 * kAnHour);

    std::map<std::pair<EventTime, State>, std::int64_t> expected, actual;
    for (EventTime t = kTen + kAnHour - Duration{200}; t < kTen + kAnHour + Duration{300};
         t = t + Duration{1}) {
      std::set<State> states;
      for (const AgentInterval& i : intervals) {
        if (i.started_at <= t && t < i.ended_at) states.insert(i.kind.state);
      }
      if (!states.empty()) ++expected[{floor_to(t, kAnHour), *states.begin()}];
    }
    for (const WorkedHour& hour : hours) {
      for (const TimeSlice& slice : hour.slices) {
        EXPECT_GT(slice.ms, 0);
        actual[{hour.start, slice.kind.state}] += slice.ms;
      }
    }
    ASSERT_EQ(actual, expected) << "round " << round;
    std::shuffle(intervals.begin(), intervals.end(), random);
    ASSERT_EQ(agent_time(intervals, kTen, kTen + 2 * kAnHour), hours) << "round " << round;
  }
}

// Each contact's share, ms by ms, is never further from the exact one than the changes of the set.
TEST(AgentTime, of_each_contact_is_its_equal_share) {
  std::mt19937 random{seed()};
  for (int round = 0; round < 1000; ++round) {
    std::map<std::string, double> exact;
    std::vector<AgentInterval> intervals = some_intervals(random);
    for (AgentInterval& i : intervals) {
      i.kind.state = State::talk;
      if (i.kind.contact_id.empty()) i.kind.contact_id = "c9";
    }
    for (EventTime t = kTen + kAnHour - Duration{200}; t < kTen + kAnHour + Duration{300};
         t = t + Duration{1}) {
      std::set<std::string> contacts;
      for (const AgentInterval& i : intervals) {
        if (i.started_at <= t && t < i.ended_at) contacts.insert(i.kind.contact_id);
      }
      for (const std::string& c : contacts) exact[c] += 1.0 / static_cast<double>(contacts.size());
    }
    std::map<std::string, double> actual;
    for (const WorkedHour& hour : agent_time(intervals, kTen, kTen + 2 * kAnHour)) {
      for (const TimeSlice& slice : hour.slices) {
        actual[slice.kind.contact_id] += static_cast<double>(slice.ms);
      }
    }
    const double changes = 2.0 * static_cast<double>(intervals.size()) + 1;
    for (const auto& [contact, ms] : exact) ASSERT_NEAR(actual[contact], ms, changes) << contact;
  }
}

TEST(AgentTime, of_very_many_chats_at_once_takes_no_square_of_them) {
  std::vector<AgentInterval> intervals;
  constexpr std::int64_t kMany = 50'000;
  for (std::int64_t i = 0; i < kMany; ++i) {
    intervals.push_back(
        interval(std::to_string(i), State::talk, fmt::format("c{}", i), i, 3'000'000 + i * 5));
  }
  const auto hours = agent_time(intervals, kTen, kTen + kAnHour);
  std::int64_t sum = 0;
  for (const TimeSlice& slice : hours.at(0).slices) sum += slice.ms;
  EXPECT_EQ(sum, 3'000'000 + (kMany - 1) * 5);
}

}  // namespace
}  // namespace vocmap
