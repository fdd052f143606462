#include "pipeline/runtime/watermarks.h"

#include <gtest/gtest.h>

#include "tests/support/task_state.h"

namespace vocmap {
namespace {

constexpr std::int64_t kMinute = 60'000;

// Two partitions of contacts and one of orders feed the task.
class WatermarksTest : public testing::Test {
 protected:
  bool hear(Topic topic, std::int32_t partition, std::int64_t watermark_ms) {
    return watermarks_.update({.topic = topic,
                               .partition = partition,
                               .watermark = {watermark_ms},
                               .upstreams = upstreams_});
  }
  bool hear_end(Topic topic, std::int32_t partition, std::int64_t until_ms) {
    return watermarks_.update({.topic = topic,
                               .partition = partition,
                               .watermark = {until_ms},
                               .ends = true,
                               .upstreams = upstreams_});
  }
  void hear_end_of(Topic topic, std::int32_t partition, InputEnds read) {
    watermarks_.update({.topic = topic,
                        .partition = partition,
                        .watermark = {99 * kMinute},
                        .ends = true,
                        .upstreams = upstreams_,
                        .read = std::move(read)});
  }
  // Host time stands at `most_ms` + idle timeout.
  bool hear_silence(Topic topic, std::int32_t partition, std::int64_t most_ms,
                    std::int64_t silence_ms) {
    return watermarks_.update({.topic = topic,
                               .partition = partition,
                               .watermark = {most_ms},
                               .idle = true,
                               .silence_ms = silence_ms,
                               .upstreams = upstreams_});
  }
  void hear_all_at(std::int64_t ms) {
    hear(Topic::contacts, 0, ms);
    hear(Topic::contacts, 1, ms);
    hear(Topic::orders, 0, ms);
  }
  void silence_all(std::int64_t most_ms) {
    hear_silence(Topic::contacts, 0, most_ms, 0);
    hear_silence(Topic::contacts, 1, most_ms, 0);
    hear_silence(Topic::orders, 0, most_ms, 0);
  }

  TemporaryState state_;
  Watermarks watermarks_{*state_};
  std::vector<std::pair<Topic, std::int32_t>> upstreams_{{Topic::contacts, 2}, {Topic::orders, 1}};
};

TEST_F(WatermarksTest, unheard_upstream_holds_back) {
  EXPECT_FALSE(hear(Topic::contacts, 0, 5 * kMinute));
  EXPECT_FALSE(hear(Topic::orders, 0, 9 * kMinute));
  EXPECT_EQ(watermarks_.current(), EventTime::min());
  EXPECT_TRUE(hear(Topic::contacts, 1, 7 * kMinute));
}

TEST_F(WatermarksTest, is_the_minimum_over_active_upstreams) {
  hear(Topic::contacts, 0, 5 * kMinute);
  hear(Topic::contacts, 1, 7 * kMinute);
  hear(Topic::orders, 0, 9 * kMinute);
  EXPECT_EQ(watermarks_.current().ms, 5 * kMinute);
  EXPECT_TRUE(hear(Topic::contacts, 0, 8 * kMinute));
  EXPECT_EQ(watermarks_.current().ms, 7 * kMinute);
}

TEST_F(WatermarksTest, idle_upstream_does_not_hold_back) {
  hear_all_at(5 * kMinute);
  hear(Topic::contacts, 0, 9 * kMinute);
  hear(Topic::contacts, 1, 8 * kMinute);
  EXPECT_EQ(watermarks_.current().ms, 5 * kMinute);
  EXPECT_TRUE(hear_silence(Topic::orders, 0, 20 * kMinute, 0));
  EXPECT_EQ(watermarks_.current().ms, 8 * kMinute);
}

TEST_F(WatermarksTest, woken_upstream_never_pulls_back) {
  hear_all_at(5 * kMinute);
  hear_silence(Topic::orders, 0, 20 * kMinute, 0);
  hear(Topic::contacts, 0, 9 * kMinute);
  hear(Topic::contacts, 1, 9 * kMinute);
  EXPECT_FALSE(hear(Topic::orders, 0, 6 * kMinute));
  EXPECT_EQ(watermarks_.current().ms, 9 * kMinute);
  EXPECT_FALSE(hear(Topic::contacts, 0, 12 * kMinute)) << "the woken one holds back from here";
  EXPECT_FALSE(hear(Topic::contacts, 1, 12 * kMinute));
  EXPECT_TRUE(hear(Topic::orders, 0, 10 * kMinute));
  EXPECT_EQ(watermarks_.current().ms, 10 * kMinute);
}

TEST_F(WatermarksTest, an_upstream_never_goes_back) {
  hear_all_at(5 * kMinute);
  hear(Topic::contacts, 0, 9 * kMinute);
  hear(Topic::contacts, 0, 6 * kMinute);
  hear(Topic::contacts, 1, 9 * kMinute);
  hear(Topic::orders, 0, 9 * kMinute);
  EXPECT_EQ(watermarks_.current().ms, 9 * kMinute);
}

TEST_F(WatermarksTest, added_upstream_starts_where_the_task_is) {
  hear_all_at(5 * kMinute);
  upstreams_[0].second = 3;
  EXPECT_FALSE(hear(Topic::contacts, 0, 6 * kMinute));
  EXPECT_EQ(watermarks_.current().ms, 5 * kMinute);
  hear(Topic::contacts, 1, 6 * kMinute);
  EXPECT_FALSE(hear(Topic::orders, 0, 6 * kMinute)) << "the new partition was not heard yet";
  EXPECT_FALSE(hear(Topic::contacts, 2, 2 * kMinute)) << "older than the task: no step back";
  EXPECT_EQ(watermarks_.current().ms, 5 * kMinute);
  EXPECT_TRUE(hear(Topic::contacts, 2, 6 * kMinute));
}

TEST_F(WatermarksTest, silence_advances_by_the_time_that_passed_never_by_a_jump) {
  hear_all_at(5 * kMinute);
  silence_all(100 * kMinute);
  EXPECT_EQ(watermarks_.current().ms, 5 * kMinute);
  EXPECT_TRUE(hear_silence(Topic::contacts, 0, 101 * kMinute, kMinute));
  EXPECT_EQ(watermarks_.current().ms, 6 * kMinute);
}

TEST_F(WatermarksTest, only_the_first_upstream_is_the_clock_of_silence) {
  hear_all_at(5 * kMinute);
  silence_all(100 * kMinute);
  EXPECT_FALSE(hear_silence(Topic::contacts, 1, 101 * kMinute, kMinute));
  EXPECT_FALSE(hear_silence(Topic::orders, 0, 101 * kMinute, kMinute));
  EXPECT_EQ(watermarks_.current().ms, 5 * kMinute);
}

TEST_F(WatermarksTest, silence_never_passes_its_cap) {
  hear_all_at(5 * kMinute);
  silence_all(5 * kMinute + 30'000);
  EXPECT_TRUE(hear_silence(Topic::contacts, 0, 5 * kMinute + 40'000, kMinute));
  EXPECT_EQ(watermarks_.current().ms, 5 * kMinute + 40'000);
  EXPECT_FALSE(hear_silence(Topic::contacts, 0, 5 * kMinute + 40'000, kMinute));
}

TEST_F(WatermarksTest, silence_of_one_upstream_is_not_total) {
  hear_all_at(5 * kMinute);
  hear_silence(Topic::contacts, 0, 100 * kMinute, 0);
  EXPECT_FALSE(hear_silence(Topic::contacts, 0, 101 * kMinute, kMinute));
}

TEST_F(WatermarksTest, a_drain_ends_when_every_upstream_has_ended) {
  hear_all_at(5 * kMinute);
  upstreams_.emplace_back(Topic::customers, 1);  // drives no watermark, and yet must be read first
  EXPECT_FALSE(hear_end(Topic::contacts, 0, 99 * kMinute));
  EXPECT_FALSE(hear_end(Topic::contacts, 1, 99 * kMinute));
  EXPECT_FALSE(hear_end(Topic::orders, 0, 99 * kMinute));
  EXPECT_EQ(watermarks_.current().ms, 5 * kMinute);
  EXPECT_FALSE(watermarks_.all_ended({99 * kMinute}));
  EXPECT_TRUE(hear_end(Topic::customers, 0, 99 * kMinute));
  EXPECT_EQ(watermarks_.current().ms, 99 * kMinute);
  EXPECT_TRUE(watermarks_.all_ended({99 * kMinute}));
}

TEST_F(WatermarksTest, an_upstream_that_has_ended_holds_nothing_back_during_the_drain) {
  hear_all_at(5 * kMinute);
  hear_end(Topic::contacts, 0, 99 * kMinute);
  hear(Topic::contacts, 1, 9 * kMinute);
  EXPECT_TRUE(hear(Topic::orders, 0, 8 * kMinute));
  EXPECT_EQ(watermarks_.current().ms, 8 * kMinute);
}

TEST_F(WatermarksTest, after_a_drain_every_upstream_is_waited_for_again) {
  hear_all_at(5 * kMinute);
  for (const std::int32_t partition : {0, 1}) hear_end(Topic::contacts, partition, 9 * kMinute);
  hear_end(Topic::orders, 0, 9 * kMinute);
  hear(Topic::contacts, 0, 20 * kMinute);
  EXPECT_FALSE(hear(Topic::contacts, 1, 20 * kMinute)) << "orders were not heard again yet";
  EXPECT_TRUE(hear(Topic::orders, 0, 12 * kMinute));
  EXPECT_EQ(watermarks_.current().ms, 12 * kMinute);
}

TEST_F(WatermarksTest, inputs_are_read_as_far_as_each_source_says) {
  hear_end_of(Topic::contacts, 0, {{Topic::contacts, 0, 7}});
  hear_end_of(Topic::orders, 0, {{Topic::orders, 0, 3}});
  EXPECT_EQ(watermarks_.read_by_all(), (InputEnds{{Topic::contacts, 0, 7}, {Topic::orders, 0, 3}}));
  hear(Topic::orders, 0, 5 * kMinute);
  EXPECT_EQ(watermarks_.read_by_all(), (InputEnds{{Topic::contacts, 0, 7}})) << "it goes on";
}

TEST_F(WatermarksTest, inputs_are_read_as_far_as_all_tasks_of_a_stage_say) {
  upstreams_ = {{Topic::journey_in, 2}};
  hear_end_of(Topic::journey_in, 0, {{Topic::contacts, 0, 7}, {Topic::contacts, 1, 4}});
  EXPECT_EQ(watermarks_.read_by_all(), InputEnds{}) << "of the other nothing is known";
  hear_end_of(Topic::journey_in, 1, {{Topic::contacts, 0, 5}});
  EXPECT_EQ(watermarks_.read_by_all(), (InputEnds{{Topic::contacts, 0, 5}}));
}

TEST_F(WatermarksTest, is_part_of_the_state) {
  hear_all_at(5 * kMinute);
  state_.commit();
  hear_all_at(9 * kMinute);
  (*state_).rolled_back();
  EXPECT_EQ(watermarks_.current().ms, 5 * kMinute);
}

}  // namespace
}  // namespace vocmap
