#include "pipeline/runtime/worker.h"

#include <gmock/gmock.h>

#include "pipeline/cli/temporary_directory.h"
#include "tests/support/unreliable_broker.h"

namespace vocmap {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

// A value "<key> <event time in minutes>" is forwarded under its key.
class Forward final : public SourceStage {
 public:
  SourceOutcome on_record(const Record& record, Outbox& out) override {
    const std::string text{record.value};
    const std::size_t space = text.find(' ');
    out.send(Topic::journey_in, text.substr(0, space), framed(FrameKind::data));
    return {SourceOutcome::Fate::forwarded, EventTime{std::stoll(text.substr(space)) * 60'000}};
  }
};

// Counts records per key in its state and publishes each new count as "<key>=<count>".
class Count final : public KeyedStage {
 public:
  Count(TaskState& state, const std::function<void()>& at_report)
      : counts_(state), at_report_(at_report) {}
  void on_record(std::string_view key, std::string_view, Outbox& out) override {
    const std::string count = std::to_string(++counts_.edit({std::string{key}}));
    out.send(Topic::late, std::string{key} + "=" + count, count);
  }
  void on_watermark(EventTime, Outbox&) override {}
  void flush(Outbox&) override {}
  void publish(Extent, Outbox&) override {}
  void resume(EventTime) override {}
  void report(const std::function<void(Topic, std::int32_t, const ReceivedLedger&)>&) override {
    at_report_();
  }

 private:
  Store<std::tuple<std::string>, std::int64_t> counts_;
  const std::function<void()>& at_report_;
};

class CountTopology final : public Topology {
 public:
  std::unique_ptr<SourceStage> make_source(Topic) override { return std::make_unique<Forward>(); }
  std::unique_ptr<KeyedStage> make_stage(StageId, TaskState& state) override {
    return std::make_unique<Count>(state, at_report);
  }

  std::function<void()> at_report = [] {};  // of any task, as it is opened and behind each commit
};

class Counters final : public WorkerObserver {
 public:
  void commit_failed(CommitFailure failure) override { failures.push_back(failure); }
  void rebalanced(std::span<const TopicPartition> now) override { owned = now.size(); }
  void restored(TopicPartition, std::uint64_t records, std::chrono::microseconds) override {
    restored_records += records;
  }
  void source_ledger(TopicPartition, const SourceLedger& now, bool) override { ledger = now; }

  std::vector<CommitFailure> failures;
  std::size_t owned = 0;
  std::uint64_t restored_records = 0;
  SourceLedger ledger;
};

class WorkerTest : public testing::Test {
 protected:
  WorkerTest() {
    options_.commit_interval = options_.publish_interval = std::chrono::milliseconds{0};
    options_.time.watermark_interval = Duration{0};
    options_.max_records = 2;
    options_.until = EventTime::end_of_time();
  }

  // Runs the five records to the end, with a new worker after each kill.
  std::vector<std::string> run(UnreliableBroker::Plan plan = {}, bool wipe = true) {
    const TemporaryDirectory root;
    const std::filesystem::path state = state_ = root.path() / "state";
    UnreliableBroker broker{std::move(plan)};
    broker.set_partitions(Topic::journey_in, journey_partitions_);
    std::vector<std::string> outputs;
    broker.set_sink([&](const OutboundRecord& record) {
      if (record.topic == Topic::late) outputs.push_back(record.key);
    });
    for (const char* value : {"a 1", "b 2", "a 3", "a 4", "b 5"}) {
      broker.add_input(Topic::contacts, 0, {}, value);
    }
    for (bool done = false; !done;) {
      try {
        StateDirectory directory{state, 8 << 20};
        Worker worker{broker, topology_, clock_, directory, observer_, options_};
        worker.run(std::atomic<bool>{false});
        done = true;
      } catch (const Killed&) {
        if (wipe) std::filesystem::remove_all(state);
      }
    }
    recoveries_ = broker.recoveries();
    return outputs;
  }
  // The fault at commit `n`, for every n at which a run can fail; the outputs never change.
  void expect_same_outputs(Fault fault, bool wipe = true) {
    for (std::size_t n = 0; n < 8; ++n) {
      EXPECT_THAT(run([&](std::size_t commit) { return commit == n ? fault : Fault::none; }, wipe),
                  ElementsAreArray(kOutputs))
          << "fault at commit " << n;
      EXPECT_EQ(observer_.ledger, (SourceLedger{.read = 5, .forwarded = 5})) << n;
    }
  }

  const std::vector<std::string> kOutputs{"a=1", "b=1", "a=2", "a=3", "b=2"};
  CountTopology topology_;
  ManualClock clock_;
  Counters observer_;
  WorkerOptions options_;
  std::size_t recoveries_ = 0;
  std::filesystem::path state_;
  std::int32_t journey_partitions_ = 1;
};

TEST_F(WorkerTest, a_straight_run_counts_every_record_once) {
  EXPECT_THAT(run(), ElementsAreArray(kOutputs));
  EXPECT_THAT(observer_.failures, IsEmpty());
}

TEST_F(WorkerTest, aborted_commit_is_rolled_back_and_gives_the_same_outputs) {
  expect_same_outputs(Fault::aborted);
  EXPECT_THAT(observer_.failures, Contains(CommitFailure::aborted));
  EXPECT_EQ(recoveries_, 0u) << "the producer stays";
}

TEST_F(WorkerTest, uncertain_commit_that_failed_is_done_again) {
  expect_same_outputs(Fault::uncertain);
  EXPECT_EQ(recoveries_, 1u);
}

TEST_F(WorkerTest, uncertain_commit_that_happened_is_restored_from_the_changelog) {
  observer_.restored_records = 0;
  expect_same_outputs(Fault::uncertain_written);
  EXPECT_GT(observer_.restored_records, 0u);
  EXPECT_EQ(recoveries_, 1u);
}

TEST_F(WorkerTest, fatal_and_fenced_producers_are_replaced) {
  expect_same_outputs(Fault::fatal);
  expect_same_outputs(Fault::fenced);
  EXPECT_EQ(recoveries_, 1u);
}

TEST_F(WorkerTest, killed_before_a_commit_it_goes_on_from_the_changelog) {
  expect_same_outputs(Fault::killed);
}

TEST_F(WorkerTest, killed_behind_a_commit_it_goes_on_from_the_changelog) {
  expect_same_outputs(Fault::killed_written);
}

TEST_F(WorkerTest, stale_local_state_catches_up_with_the_changelog) {
  expect_same_outputs(Fault::killed_written, false);
}

TEST_F(WorkerTest, damage_found_at_any_report_rebuilds_one_task_and_counts_nothing_twice) {
  journey_partitions_ = 2;  // tasks that commit together
  options_.max_records = 10;
  for (int damaged = 0; damaged < 10; ++damaged) {
    int reports = 0;
    topology_.at_report = [&] {
      if (reports++ == damaged) throw StateCorrupt(state_ / "journey-0", "a damaged block");
    };
    EXPECT_THAT(run(), UnorderedElementsAreArray(kOutputs)) << "at report " << damaged;
    EXPECT_GT(reports, damaged);
  }
}

TEST_F(WorkerTest, changelog_without_a_committed_position_is_refused) {
  const TemporaryDirectory root;
  StateDirectory directory{root.path(), 8 << 20};
  UnreliableBroker broker;
  broker.set_partitions(Topic::contacts, 1);
  (void)broker.commit({{{Topic::journey_changelog, 0, std::string{kStampKey},
                         encode_stamp({.commit_number = 1, .input_offset = 1, .partitions = 1})}},
                       {},
                       {}});
  Worker worker{broker, topology_, clock_, directory, observer_, options_};
  EXPECT_THROW(worker.run(std::atomic<bool>{false}), std::runtime_error);
}

// Calls the worker as a consumer group does, from inside poll. Sets `stop` at the end.
class RebalancingBroker final : public LocalBroker {
 public:
  explicit RebalancingBroker(bool lost) : lost_(lost) {}

  void set_listener(AssignmentListener& listener) override {
    listener_ = &listener;
    LocalBroker::set_listener(listener);
  }
  std::span<const Record> poll(std::chrono::milliseconds timeout, std::size_t max) override {
    ++polls_;
    if (polls_ <= 2) return LocalBroker::poll(timeout, max);  // assigned, then one record
    stop = true;
    const TopicPartition source{Topic::contacts, 0};
    if (lost_) {
      listener_->on_lost({&source, 1});
    } else {
      listener_->on_revoked({&source, 1});
    }
    return {};
  }

  std::atomic<bool> stop = false;

 private:
  const bool lost_;
  AssignmentListener* listener_ = nullptr;
  int polls_ = 0;
};

class RebalanceTest : public WorkerTest {
 protected:
  StoredPosition position_after(bool lost) {
    options_.commit_interval = std::chrono::hours{1};
    options_.max_records = 100;
    options_.until.reset();
    clock_.advance(std::chrono::milliseconds{0});
    const TemporaryDirectory root;
    StateDirectory directory{root.path(), 8 << 20};
    RebalancingBroker broker{lost};
    broker.add_input(Topic::contacts, 0, {}, "a 1");
    Worker worker{broker, topology_, clock_, directory, observer_, options_};
    worker.run(broker.stop);
    return *broker.committed({Topic::contacts, 0});
  }
};

TEST_F(RebalanceTest, revoked_partitions_are_committed_first) {
  EXPECT_EQ(position_after(false).next_offset, 1);
  EXPECT_EQ(observer_.owned, 3u) << "the keyed tasks stay";
}

TEST_F(RebalanceTest, lost_partitions_are_dropped_without_a_commit) {
  EXPECT_FALSE(position_after(true).next_offset.has_value());
  EXPECT_EQ(observer_.owned, 3u);
}

}  // namespace
}  // namespace vocmap
