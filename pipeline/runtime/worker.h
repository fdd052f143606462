#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "pipeline/core/clock.h"
#include "pipeline/runtime/broker.h"
#include "pipeline/runtime/task.h"

namespace vocmap {

struct WorkerOptions {
  std::filesystem::path state_directory;
  std::chrono::milliseconds commit_interval{200};    // 0: after every poll that brought records
  std::size_t max_records = 10'000;                  // per transaction
  std::chrono::milliseconds publish_interval{1000};  // 0: as the watermark moves (replay)
  TimeRules time;
  // Process to the ends that the inputs have at assignment, move the watermark here, and stop.
  std::optional<EventTime> until;
  std::vector<std::pair<std::string, std::string>> lineage;  // headers of all that is written
};

// Told what a worker does, on its thread, after the fact: for metrics, never for decisions.
class WorkerObserver {
 public:
  virtual ~WorkerObserver() = default;
  virtual void committed(StageId, std::uint64_t /*records*/) {}
  virtual void committed_in(std::chrono::microseconds) {}
  virtual void commit_failed(CommitFailure) {}
  virtual void rebalanced(std::span<const TopicPartition> /*owned*/) {}
  virtual void restored(StageId, std::uint64_t /*records*/, std::chrono::microseconds) {}
  // `restored`: the numbers came with the task, this process did not count them.
  virtual void source_ledger(TopicPartition, const SourceLedger&, bool /*restored*/) {}
  virtual void received_ledger(std::int32_t /*task*/, TopicPartition, const ReceivedLedger&,
                               bool /*restored*/) {}
  virtual void watermark(StageId, std::int32_t /*partition*/, EventTime) {}
  virtual void state_bytes(TopicPartition, std::uint64_t) {}
  virtual void polled(std::int64_t /*now_ms*/) {}
};

// One processing thread: one broker, the tasks of the partitions assigned to it, one transaction
// at a time. Everything that the tasks write, their changelogs and their positions commit together.
class Worker final : public AssignmentListener {
 public:
  Worker(Broker& broker, Topology& topology, const Clock& clock, const StateMemory& memory,
         WorkerObserver& observer, WorkerOptions options);
  ~Worker() override;

  // Runs until `stop` is set, or until drained; commits what is open. Throws std::runtime_error
  // when state and committed positions contradict each other.
  void run(const std::atomic<bool>& stop);

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

  void step();
  void commit();
  Batch collect(std::vector<Opened*>& touched);
  void acknowledge(const std::vector<Opened*>& touched, const CommitReceipt& receipt);
  void roll_back(CommitFailure failure);
  bool drained();
  void report(const Opened& opened, bool restored);
  void report_owned();
  void start_drain();

  std::unique_ptr<Task> open(TopicPartition source);
  std::unique_ptr<Task> open_source(TopicPartition source);
  std::unique_ptr<Task> open_keyed(TopicPartition source);
  Database restored_database(TopicPartition source, const StoredPosition& stored);
  Upstreams input_upstreams();

  Broker& broker_;
  Topology& topology_;
  const Clock& clock_;
  const StateMemory& memory_;
  WorkerObserver& observer_;
  const WorkerOptions options_;
  std::map<TopicPartition, Opened> tasks_;
  Outbox out_;
  std::atomic<bool> drain_requested_ = false;
  std::optional<EventTime> until_;
  bool assigned_once_ = false;
  std::size_t uncommitted_records_ = 0;
  std::int64_t last_commit_ms_ = 0;
  std::int64_t last_publish_ms_ = 0;
};

}  // namespace vocmap
