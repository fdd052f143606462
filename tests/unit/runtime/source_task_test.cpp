#include <gtest/gtest.h>

#include "pipeline/runtime/task.h"

namespace vocmap {
namespace {

constexpr std::int64_t kMinute = 60'000;

// Forwards every record whose value is a number, as its event time in ms; "bad" is a dead letter.
class NumbersAreTimes final : public SourceStage {
 public:
  SourceOutcome on_record(const Record& record, Outbox& out) override {
    if (record.value == "bad") return {SourceOutcome::Fate::dead_lettered, std::nullopt};
    if (record.value == "skip") return {SourceOutcome::Fate::filtered, std::nullopt};
    out.send(Topic::journey_in, {}, framed(FrameKind::data));
    return {SourceOutcome::Fate::forwarded, EventTime{std::stoll(std::string{record.value})}};
  }
};

class SourceTaskTest : public testing::Test {
 protected:
  SourceTask open(Topic topic, std::int64_t end_offset, StoredPosition stored = {}) {
    return {std::make_unique<NumbersAreTimes>(),
            rules_,
            {.source = {topic, 0},
             .topic_name = "shop.contacts",
             .stored = std::move(stored),
             .end_offset = end_offset,
             .now_ms = kStart,
             .downstream_partitions = 2,
             .upstreams = {{Topic::contacts, 1}}}};
  }
  void read(SourceTask& task, const std::string& value) {
    task.process({.topic = task.source().topic, .offset = next_offset_++, .value = value}, out_);
  }
  void read_time(SourceTask& task, std::int64_t ms) { read(task, std::to_string(ms)); }

  // The watermark records of partition 0; partition 1 must have the same.
  std::vector<WatermarkRecord> watermarks() {
    std::vector<WatermarkRecord> found[2];
    for (const OutboundRecord& record : out_.take()) {
      const auto frame = parse_frame(*record.value);
      if (frame->kind != FrameKind::watermark) continue;
      found[record.partition].push_back(*decode<WatermarkRecord>(frame->body));
    }
    EXPECT_EQ(found[0].size(), found[1].size());
    return found[0];
  }

  static constexpr std::int64_t kStart = 1'000 * kMinute;
  TimeRules rules_{.watermark_interval = Duration{0}};
  std::int64_t next_offset_ = 0;
  Outbox out_;
};

TEST_F(SourceTaskTest, ledger_and_greatest_event_survive_in_the_metadata) {
  SourceTask first = open(Topic::contacts, 9);
  for (const char* value : {"90000", "bad", "skip", "bad"}) read(first, value);
  const SourcePosition position = first.prepare(out_);
  first.committed({}, 0);
  EXPECT_EQ(position.next_offset, 4);
  SourceTask second = open(Topic::contacts, 9, {position.next_offset, position.metadata});
  EXPECT_EQ(second.ledger(),
            (SourceLedger{.read = 4, .forwarded = 1, .dead_lettered = 2, .filtered = 1}));
  EXPECT_EQ(second.resume_offset(), 4);
  watermarks();
  read_time(second, 30'000);  // older than the greatest event before the restart
  const auto announced = watermarks();
  ASSERT_EQ(announced.size(), 1u);
  EXPECT_EQ(announced[0].watermark.ms, 60'000);
}

TEST_F(SourceTaskTest, foreign_metadata_is_refused_under_the_configured_name) {
  try {
    open(Topic::contacts, 9, {7, "of another program"});
    FAIL() << "taken";
  } catch (const StateError& error) {
    EXPECT_NE(std::string{error.what()}.find(" shop.contacts [0] "), std::string::npos)
        << error.what();
  }
}

TEST_F(SourceTaskTest, watermark_is_announced_when_it_crosses_a_minute) {
  SourceTask task = open(Topic::contacts, 9);
  read_time(task, 5 * kMinute + 30'000);
  EXPECT_EQ(watermarks().size(), 1u);
  read_time(task, 6 * kMinute + 29'999);
  EXPECT_TRUE(watermarks().empty());
  read_time(task, 6 * kMinute + 30'000);
  const auto crossed = watermarks();
  ASSERT_EQ(crossed.size(), 1u);
  EXPECT_EQ(crossed[0].watermark.ms, 6 * kMinute);
  EXPECT_FALSE(crossed[0].idle);
  EXPECT_EQ(crossed[0].upstreams, (Upstreams{{Topic::contacts, 1}}));
}

TEST_F(SourceTaskTest, an_old_event_moves_no_watermark) {
  SourceTask task = open(Topic::contacts, 9);
  read_time(task, 9 * kMinute);
  watermarks();
  read_time(task, 2 * kMinute);
  EXPECT_TRUE(watermarks().empty());
}

TEST_F(SourceTaskTest, reference_data_drives_no_watermark) {
  SourceTask task = open(Topic::customers, 9);
  read_time(task, 9 * kMinute);
  task.tick(kStart + 10 * kMinute, {1, true}, out_);
  EXPECT_TRUE(watermarks().empty());
}

TEST_F(SourceTaskTest, becomes_idle_after_the_timeout_and_tells_how_long_it_is_silent) {
  SourceTask task = open(Topic::contacts, 9);
  read_time(task, 9 * kMinute);
  task.tick(kStart, {1, true}, out_);
  watermarks();
  task.tick(kStart + kMinute - 1, {1, true}, out_);
  EXPECT_TRUE(watermarks().empty());
  task.tick(kStart + kMinute, {1, true}, out_);
  const auto idle = watermarks();
  ASSERT_EQ(idle.size(), 1u);
  EXPECT_TRUE(idle[0].idle);
  EXPECT_EQ(idle[0].silence_ms, 0);
  EXPECT_EQ(idle[0].watermark.ms, kStart) << "at most host time - idle timeout";
  task.tick(kStart + kMinute + 1'500, {1, true}, out_);
  const auto silence = watermarks();
  ASSERT_EQ(silence.size(), 1u);
  EXPECT_EQ(silence[0].silence_ms, 1'500);
}

TEST_F(SourceTaskTest, starts_idle_when_its_position_is_the_end) {
  SourceTask caught_up = open(Topic::contacts, 0);
  caught_up.tick(kStart, {0, true}, out_);
  const auto idle = watermarks();
  ASSERT_EQ(idle.size(), 1u);
  EXPECT_TRUE(idle[0].idle);
  SourceTask behind = open(Topic::contacts, 1);
  behind.tick(kStart, {0, true}, out_);
  EXPECT_TRUE(watermarks().empty());
}

TEST_F(SourceTaskTest, a_record_wakes_it_without_crossing_a_minute) {
  SourceTask task = open(Topic::contacts, 9);
  read_time(task, 9 * kMinute);
  task.tick(kStart, {1, true}, out_);
  task.tick(kStart + kMinute, {1, true}, out_);
  watermarks();
  read_time(task, 9 * kMinute + 1);
  const auto woken = watermarks();
  ASSERT_EQ(woken.size(), 1u);
  EXPECT_FALSE(woken[0].idle);
}

TEST_F(SourceTaskTest, draining_stops_at_the_end_and_moves_the_watermark_there) {
  SourceTask task = open(Topic::contacts, 2);
  task.drain({.until = {99 * kMinute}, .end_offset = 2});
  read_time(task, 5 * kMinute);
  watermarks();
  EXPECT_FALSE(task.drained());
  read_time(task, 6 * kMinute);
  const WatermarkRecord end = watermarks().back();
  EXPECT_EQ(end.watermark.ms, 99 * kMinute);
  EXPECT_EQ(end.read, (InputEnds{{Topic::contacts, 0, 2}}));
  EXPECT_FALSE(task.drained()) << "not before it is committed";
  task.prepare(out_);
  task.committed({}, 0);
  EXPECT_TRUE(task.drained());
}

TEST_F(SourceTaskTest, draining_ends_behind_records_that_are_no_data) {
  SourceTask task = open(Topic::contacts, 3);
  task.drain({.until = {99 * kMinute}, .end_offset = 3});
  read_time(task, 5 * kMinute);
  watermarks();
  task.tick(kStart, {3, true}, out_);  // offsets 1 and 2 are control records
  ASSERT_EQ(watermarks().size(), 1u);
}

TEST_F(SourceTaskTest, rollback_forgets_what_was_not_committed) {
  SourceTask task = open(Topic::contacts, 9);
  read_time(task, 5 * kMinute);
  task.prepare(out_);
  task.committed({}, 0);
  read_time(task, 9 * kMinute);
  read(task, "bad");
  task.prepare(out_);
  task.rolled_back();
  out_.clear();
  EXPECT_FALSE(task.dirty());
  EXPECT_EQ(task.resume_offset(), 1);
  next_offset_ = 1;
  read_time(task, 9 * kMinute);
  EXPECT_EQ(watermarks().back().watermark.ms, 8 * kMinute + 30'000);
  task.prepare(out_);
  task.committed({}, 0);
  EXPECT_EQ(task.ledger(), (SourceLedger{.read = 2, .forwarded = 2}));
}

}  // namespace
}  // namespace vocmap
