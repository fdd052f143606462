#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <random>
#include <set>

#include "operators/catalogue/catalogue.h"
#include "operators/journey.h"
#include "pipeline/core/frame.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

// What JOURNEY tells of agents' time. VOCMAP_SEED repeats a run.

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::Pair;

// By line and start of the hour.
using Sums = std::map<std::pair<std::string, EventTime>, Amounts>;

class AgentRun {
 public:
  explicit AgentRun(const TaxonomyHistory& taxonomies) : journey_{taxonomies, {}, *state_} {}

  void take(const AgentActivity& activity) {
    JourneyRecord record;
    record.topic = Topic::agent_activity;
    record.key = {1, std::hash<std::string>{}(*activity.activity_id)};
    record.event = activity;
    journey_.on_record(activity.agent_id, encode(record), out_);
  }
  void flush() {
    journey_.flush(out_);
    read();
  }
  void advance(std::string_view watermark) {
    flush();
    journey_.on_watermark(at(watermark), out_);
    read();
  }
  // As after a commit and a start with the state that it left.
  void restart(EventTime watermark) {
    commit();
    journey_.resume(watermark);
  }

  const Sums& sums() const { return sums_; }
  std::size_t late() const { return late_; }
  // Agent "agent-7" is in no other key.
  std::ptrdiff_t hours_kept() {
    commit();
    return std::count_if(keys_.begin(), keys_.end(), [](const std::string& key) {
      return key.find("agent-7") != std::string::npos;
    });
  }
  std::int64_t numerator(const std::string& line, std::string_view hour, std::string_view metric) {
    for (const Amount& amount : sums_[{line, at(hour)}]) {
      if (amount.metric == metric_id(metric)) return amount.numerator;
    }
    return 0;
  }

 private:
  void read() {
    for (const OutboundRecord& record : out_.take()) {
      if (record.topic == Topic::late) ++late_;
      if (record.topic != Topic::map_in) continue;
      const auto delta = decode<LineDelta>(parse_frame(*record.value)->body);
      for (const Measurement& m : delta->measurements) {
        Amounts& sum = sums_[{m.cell.line, m.cell.at}];
        add(sum, m.amounts, +1);
        if (sum.empty()) sums_.erase({m.cell.line, m.cell.at});
      }
    }
  }

  void commit() {
    const std::vector<Change> changes = (*state_).collect();
    for (const Change& change : changes) {
      if (change.value) {
        keys_.insert(change.key);
      } else {
        keys_.erase(change.key);
      }
    }
    (*state_).committed(changes, {});
  }

  TemporaryState state_;
  Journey journey_;
  Outbox out_;
  Sums sums_;
  std::set<std::string> keys_;
  std::size_t late_ = 0;
};

class AgentHours : public testing::Test {
 protected:
  static AgentActivity activity(std::string id, AgentState state, std::string_view from,
                                std::string_view until, std::optional<std::string> line = "shop",
                                std::optional<std::string> contact = {}) {
    AgentActivity activity;
    activity.activity_id = std::move(id);
    activity.agent_id = "agent-7";
    activity.team_id = "care";
    activity.state = state;
    activity.line = std::move(line);
    activity.contact_id = std::move(contact);
    activity.started_at = at(from);
    activity.ended_at = at(until);
    return activity;
  }

  const TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  AgentRun run_{taxonomies_};
};

TEST_F(AgentHours, are_told_line_by_line_and_hour_by_hour) {
  run_.take(activity("w1", AgentState::talk, "2026-03-07T10:50:00Z", "2026-03-07T11:10:00Z"));
  run_.take(activity("w2", AgentState::training, "2026-03-07T11:10:00Z", "2026-03-07T11:20:00Z",
                     std::nullopt));
  run_.take(activity("w3", AgentState::talk, "2026-03-07T11:20:00Z", "2026-03-07T11:21:00Z",
                     "sold-long-ago"));
  run_.flush();
  EXPECT_EQ(run_.numerator("shop", "2026-03-07T10:00:00Z", "agent_time_talk"), 600'000);
  EXPECT_EQ(run_.numerator("shop", "2026-03-07T11:00:00Z", "agent_time_talk"), 600'000);
  EXPECT_EQ(run_.numerator("_shared", "2026-03-07T11:00:00Z", "agent_time_training"), 600'000);
  EXPECT_EQ(run_.numerator("_shared", "2026-03-07T11:00:00Z", "shrinkage"), 600'000);
  EXPECT_EQ(run_.numerator("_unknown", "2026-03-07T11:00:00Z", "paid_time"), 60'000);
}

TEST_F(AgentHours, are_corrected_by_an_interval_that_comes_later) {
  run_.take(activity("w1", AgentState::talk, "2026-03-07T10:00:00Z", "2026-03-07T10:30:00Z", "shop",
                     "c1"));
  run_.advance("2026-03-07T20:00:00Z");
  run_.restart(at("2026-03-07T20:00:00Z"));
  run_.take(activity("w2", AgentState::talk, "2026-03-07T10:20:00Z", "2026-03-07T10:30:00Z", "app",
                     "c2"));
  run_.take(activity("w3", AgentState::hold, "2026-03-07T10:00:00Z", "2026-03-07T10:40:00Z", "app",
                     "c2"));
  run_.flush();
  EXPECT_EQ(run_.numerator("shop", "2026-03-07T10:00:00Z", "agent_time_talk"), 1'500'000);
  EXPECT_EQ(run_.numerator("app", "2026-03-07T10:00:00Z", "agent_time_talk"), 300'000);
  EXPECT_EQ(run_.numerator("app", "2026-03-07T10:00:00Z", "agent_time_hold"), 600'000);
}

TEST_F(AgentHours, that_go_to_another_line_leave_the_first) {
  run_.take(activity("w1", AgentState::qa, "2026-03-07T10:00:00Z", "2026-03-07T10:30:00Z"));
  run_.flush();
  run_.take(
      activity("w2", AgentState::talk, "2026-03-07T10:00:00Z", "2026-03-07T10:30:00Z", "app"));
  run_.flush();
  EXPECT_THAT(run_.sums(), ElementsAre(Pair(Pair("app", at("2026-03-07T10:00:00Z")), testing::_)));
}

// Lateness 24 h: the last record that touches the hour of 10:00 started before 11:00.
TEST_F(AgentHours, are_kept_until_they_are_final) {
  run_.take(activity("w1", AgentState::talk, "2026-03-07T10:59:59.999Z", "2026-03-08T10:59:59Z"));
  run_.flush();
  EXPECT_EQ(run_.hours_kept(), 25);
  run_.advance("2026-03-08T10:59:59.998Z");
  run_.take(activity("w2", AgentState::talk, "2026-03-07T10:59:59.999Z", "2026-03-07T11:00:00Z",
                     "shop", "c1"));
  EXPECT_EQ(run_.late(), 0U);
  run_.advance("2026-03-09T10:04:59.999Z");
  EXPECT_EQ(run_.hours_kept(), 25);
  run_.restart(at("2026-03-09T10:04:59.999Z"));
  run_.advance("2026-03-09T10:05:00Z");
  EXPECT_EQ(run_.hours_kept(), 24);
  run_.advance("2026-03-20T00:00:00Z");
  EXPECT_EQ(run_.hours_kept(), 0);
  EXPECT_EQ(run_.numerator("shop", "2026-03-07T10:00:00Z", "agent_time_talk"), 1);
  run_.take(activity("w3", AgentState::talk, "2026-03-07T10:00:00Z", "2026-03-07T10:10:00Z"));
  run_.flush();
  EXPECT_EQ(run_.late(), 1U);
}

// Flushes fall anywhere; the sums are the same.
TEST_F(AgentHours, do_not_depend_on_the_order_of_arrival) {
  const char* given = std::getenv("VOCMAP_SEED");
  const auto seed = static_cast<unsigned>(given ? std::atoi(given) : 20260307);
  std::cout << "VOCMAP_SEED=" << seed << '\n';
  std::mt19937 random{seed};
  const auto below = [&](unsigned n) { return static_cast<std::int64_t>(random() % n); };
  std::vector<AgentActivity> activities;
  for (int i = 0; i < 60; ++i) {
    AgentActivity& one = activities.emplace_back(
        activity("w" + std::to_string(i), static_cast<AgentState>(below(14)),
                 "2026-03-07T09:00:00Z", "2026-03-07T09:00:00Z", below(2) ? "shop" : "app"));
    one.started_at = one.started_at + Duration{below(7'200'000)};
    one.ended_at = one.started_at + Duration{below(3'600'000)};
    if (below(2)) one.contact_id = "c" + std::to_string(below(3));
  }
  std::optional<Sums> first;
  for (int round = 0; round < 20; ++round) {
    AgentRun run{taxonomies_};
    for (const AgentActivity& one : activities) {
      run.take(one);
      if (below(4) == 0) run.flush();
    }
    run.flush();
    if (!first) first = run.sums();
    ASSERT_EQ(run.sums(), *first) << "round " << round;
    std::shuffle(activities.begin(), activities.end(), random);
  }
  EXPECT_FALSE(first->empty());
}

}  // namespace
}  // namespace vocmap
