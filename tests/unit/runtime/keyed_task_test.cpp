#include <gtest/gtest.h>

#include "pipeline/cli/temporary_directory.h"
#include "pipeline/runtime/task.h"
#include "pipeline/state/state_directory.h"

namespace vocmap {
namespace {

constexpr EventTime kUntil{99 * 60'000};

class Nothing final : public KeyedStage {
 public:
  void on_record(std::string_view, std::string_view, Outbox&) override {}
  void on_watermark(EventTime, Outbox&) override {}
  void flush(Outbox&) override {}
  void publish(Extent, Outbox&) override {}
  void resume(EventTime) override {}
};

class NothingTopology final : public Topology {
 public:
  std::unique_ptr<SourceStage> make_source(Topic) override { return nullptr; }
  std::unique_ptr<KeyedStage> make_stage(StageId, TaskState&) override {
    return std::make_unique<Nothing>();
  }
  std::uint32_t taxonomy_at(EventTime t) const override { return t < kUntil ? 1 : newest; }

  std::uint32_t newest = 1;
};

// A JOURNEY task below one partition of contacts, opened anew for each drain.
class KeyedTaskTest : public testing::Test {
 protected:
  KeyedTaskTest() { open(); }

  void open() {
    task_.reset();
    task_ = std::make_unique<KeyedTask>(*directory_.try_open("journey-0"), topology_, TimeRules{},
                                        KeyedTask::Start{.source = {Topic::journey_in, 0},
                                                         .next_offset = next_offset_,
                                                         .downstream_partitions = 1,
                                                         .downstream = Topic::map_in});
  }
  // A drain that began when the input ended there.
  void drain(std::int64_t input_end) {
    task_->drain({.until = kUntil, .inputs = {{Topic::contacts, 0, input_end}}});
  }
  bool hear_end_at(std::int64_t offset, std::uint32_t taxonomy_version = 1) {
    std::string value = framed(FrameKind::watermark, taxonomy_version);
    BinaryWriter{value}.put(WatermarkRecord{.topic = Topic::contacts,
                                            .watermark = kUntil,
                                            .ends = true,
                                            .upstreams = {{Topic::contacts, 1}},
                                            .read = {{Topic::contacts, 0, offset}}});
    const Record record{.topic = Topic::journey_in, .offset = next_offset_, .value = value};
    if (!task_->process(record, out_)) return false;
    ++next_offset_;
    return true;
  }
  bool drained_after_commit() {
    task_->tick(0, {}, out_);
    if (task_->dirty()) {
      task_->prepare(out_);
      task_->committed({}, 0);
    }
    return task_->drained();
  }
  // The ends that the task passed on since the last call: how far the input was read.
  std::vector<std::int64_t> passed_on() {
    std::vector<std::int64_t> offsets;
    for (const OutboundRecord& record : out_.take()) {
      if (record.topic != Topic::map_in) continue;
      const auto mark = decode<WatermarkRecord>(parse_frame(*record.value)->body);
      if (mark->ends) offsets.push_back(mark->read.at(0).offset);
    }
    return offsets;
  }

  const TemporaryDirectory root_;
  StateDirectory directory_{root_.path(), 8 << 20};
  NothingTopology topology_;
  std::int64_t next_offset_ = 0;
  Outbox out_;
  std::unique_ptr<KeyedTask> task_;
};

TEST_F(KeyedTaskTest, a_drain_that_moved_goes_on_where_it_was) {
  drain(5);
  EXPECT_FALSE(drained_after_commit());
  hear_end_at(5);
  EXPECT_TRUE(drained_after_commit());
  EXPECT_EQ(passed_on(), std::vector<std::int64_t>{5});
  open();
  drain(5);
  EXPECT_TRUE(drained_after_commit());
}

TEST_F(KeyedTaskTest, what_ended_an_earlier_drain_to_the_same_time_ends_no_later_one) {
  drain(5);
  hear_end_at(5);
  EXPECT_TRUE(drained_after_commit());
  open();
  drain(9);
  EXPECT_FALSE(drained_after_commit());
  hear_end_at(9);
  EXPECT_TRUE(drained_after_commit());
}

TEST_F(KeyedTaskTest, an_end_is_passed_on_also_when_the_task_waits_for_more) {
  drain(9);
  hear_end_at(5);
  EXPECT_FALSE(drained_after_commit());
  EXPECT_EQ(passed_on(), std::vector<std::int64_t>{5}) << "another process may want no more";
}

TEST_F(KeyedTaskTest, what_is_passed_on_in_a_transaction_that_fails_is_passed_on_again) {
  drain(5);
  hear_end_at(5);
  EXPECT_TRUE(drained_after_commit());
  open();
  drain(5);
  task_->tick(0, {}, out_);
  out_.clear();
  task_->rolled_back();
  EXPECT_TRUE(drained_after_commit());
  EXPECT_EQ(passed_on(), std::vector<std::int64_t>{5});
}

TEST_F(KeyedTaskTest, a_record_of_an_unknown_taxonomy_version_waits_until_it_is_known) {
  drain(5);
  EXPECT_FALSE(hear_end_at(5, 2));
  EXPECT_FALSE(hear_end_at(5, 1)) << "nor is anything behind it taken";
  EXPECT_EQ(task_->awaited_taxonomy(), 2U);
  EXPECT_FALSE(drained_after_commit());
  EXPECT_EQ(task_->resume_offset(), 0);
  topology_.newest = 2;
  task_->rolled_back();
  EXPECT_EQ(task_->awaited_taxonomy(), 0U);
  EXPECT_TRUE(hear_end_at(5, 2));
  EXPECT_TRUE(drained_after_commit());
}

TEST_F(KeyedTaskTest, a_start_without_a_version_that_the_state_was_built_under_waits_for_it) {
  topology_.newest = 2;
  drain(5);
  EXPECT_TRUE(hear_end_at(5, 2));
  EXPECT_TRUE(drained_after_commit());
  topology_.newest = 1;
  open();
  EXPECT_EQ(task_->awaited_taxonomy(), 2U);
  drain(5);
  EXPECT_FALSE(drained_after_commit());
  EXPECT_FALSE(hear_end_at(5));
  topology_.newest = 2;
  open();
  drain(5);
  EXPECT_TRUE(drained_after_commit());
}

TEST_F(KeyedTaskTest, a_watermark_that_is_passed_on_asks_for_the_version_in_force_there) {
  topology_.newest = 2;
  drain(5);
  hear_end_at(5);
  EXPECT_TRUE(drained_after_commit());
  std::uint32_t newest = 0;
  for (const OutboundRecord& record : out_.take()) {
    if (record.topic != Topic::map_in) continue;
    newest = std::max(newest, parse_frame(*record.value)->taxonomy_version);
  }
  EXPECT_EQ(newest, 2U);
  topology_.newest = 1;
  open();
  EXPECT_EQ(task_->awaited_taxonomy(), 2U) << "and its own state does";
}

}  // namespace
}  // namespace vocmap
