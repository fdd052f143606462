#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "pipeline/core/clock.h"
#include "pipeline/runtime/broker.h"
#include "pipeline/runtime/replicas.h"
#include "pipeline/runtime/task.h"
#include "pipeline/runtime/worker_observer.h"

namespace vocmap {

struct WorkerOptions {
  std::chrono::milliseconds commit_interval{200};    // 0: after every poll that brought records
  std::size_t max_records = 10'000;                  // per transaction
  std::chrono::milliseconds publish_interval{1000};  // 0: as the watermark moves (replay)
  TimeRules time;
  // Process to the ends that the inputs have at assignment, move the watermark here, and stop.
  std::optional<EventTime> until;
  // The ends that the inputs had before any worker of this process owned a partition: what came
  // before them is counted when a worker is drained.
  InputEnds input_ends{};
  // Told in each round whether this worker is drained; true ends it. The workers of a process end
  // together: one that leaves early would hold up a rebalance that the others still need.
  std::function<bool(bool drained)> may_end = [](bool drained) { return drained; };
  std::string member_id;     // of this worker in the group (GroupMember)
  int standby_replicas = 0;  // other instances that keep a warm copy of each keyed task
  std::vector<std::pair<std::string, std::string>> lineage;  // headers of all that is written
};

// The ends of all partitions of the inputs, for WorkerOptions.
InputEnds input_ends(Broker& broker);

// One processing thread: one broker, the tasks of the partitions assigned to it, one transaction
// at a time. Everything that the tasks write, their changelogs and their positions commit together.
// A worker that is destroyed commits nothing.
class Worker final : public AssignmentListener {
 public:
  Worker(Broker& broker, Topology& topology, const Clock& clock, StateDirectory& directory,
         WorkerObserver& observer, WorkerOptions options);
  ~Worker() override;

  // Runs until `stop` is set, or until drained; commits what is open. Throws StateError when
  // state, changelog and committed positions contradict each other, or state cannot be written.
  void run(const std::atomic<bool>& stop);

  // The parts of run(): one round of reading, processing and committing; whether the end of a
  // drain is reached; the last commit.
  void step();
  bool drained();
  void finish();

  // Drains a running worker: to the ends that the inputs have now, and the end of time. From any
  // thread.
  void request_drain() { drain_requested_ = true; }

  void on_assigned(std::span<const TopicPartition> partitions) override;
  void on_revoked(std::span<const TopicPartition> partitions) override;
  void on_lost(std::span<const TopicPartition> partitions) override;

 private:
  struct Opened {
    std::unique_ptr<Task> task;
    StageId stage;
    std::uint64_t uncommitted = 0;  // records
  };

  void process_round();
  void go_on_waiting();
  void commit();
  Batch collect(std::vector<Opened*>& touched);
  void acknowledge(const std::vector<Opened*>& touched, const CommitReceipt& receipt);
  void roll_back(CommitFailure failure);
  void rewind(bool dirty_only);
  void expect_no_twin(CommitFailure failure);
  void expect_fixed_partitions();
  void rebuild(const StateCorrupt& damage);
  void report(const Opened& opened, bool restored);
  void report_owned();
  void start_drain();
  Drain drain_of(TopicPartition source);

  void advance_openings();
  void learn_positions();
  void open_source(TopicPartition source, StoredPosition position);
  void open_keyed(RestoredState restored);
  void start(TopicPartition source, std::unique_ptr<Task> task);
  void choose_standbys(std::int64_t now_ms);
  std::vector<TopicPartition> opening() const;
  Upstreams input_upstreams();

  Broker& broker_;
  Topology& topology_;
  const Clock& clock_;
  StateDirectory& directory_;
  WorkerObserver& observer_;
  const WorkerOptions options_;
  Replicas replicas_;
  std::set<TopicPartition> awaiting_;  // assigned, and their positions are not known yet
  TopicPartition asked_last_;          // of those
  std::map<TopicPartition, Opened> tasks_;
  Outbox out_;
  std::atomic<bool> drain_requested_ = false;
  std::optional<EventTime> until_;
  bool assigned_ = false;  // the group has said what this worker owns, be it nothing
  std::size_t uncommitted_records_ = 0;
  std::int64_t last_commit_ms_ = 0;
  std::int64_t last_publish_ms_ = 0;
  std::int64_t next_standby_choice_ms_ = 0;
  bool choosing_standbys_ = false;      // the group is asked who its members are
  std::deque<std::int64_t> fenced_ms_;  // when, of the last minute
};

}  // namespace vocmap
