#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "pipeline/cli/topology.h"
#include "pipeline/runtime/worker.h"
#include "tests/simulation/model_broker.h"
#include "tests/support/golden_setup.h"

namespace vocmap::simulation {

class Process;

// What a process asks of the run it lives in (Hazards).
class World {
 public:
  virtual ~World() = default;
  virtual void during(Process& process, std::string_view call) = 0;
  virtual CommitHazard on_commit(Process& process) = 0;
  virtual void note(const Process& process, std::string_view what) = 0;
};

// One instance's process with one worker. Destroyed without finish() it was killed: nothing more
// is committed, and its state directory stays as it is.
class Process final : public Hazards, public WorkerObserver {
 public:
  Process(World& world, ModelCluster& cluster, const GoldenSetup& setup, std::string identity,
          std::filesystem::path directory, WorkerOptions options);

  Worker& worker() { return worker_; }
  ModelBroker& broker() { return broker_; }
  const std::string& identity() const { return identity_; }
  const std::filesystem::path& directory() const { return directory_; }
  // Owns partitions, and all of their tasks run.
  bool settled() const { return opening_ == 0 && broker_.settled(); }

  std::map<TopicPartition, SourceLedger> sources;
  std::map<std::pair<std::int32_t, TopicPartition>, ReceivedLedger> received;  // by JOURNEY task

  // The run's book-keeping.
  std::int64_t paused_until_ms = 0;
  bool running = false;  // a step of it is under way
  bool doomed = false;   // it is killed as soon as it goes on

 private:
  void during(std::string_view call) override { world_.during(*this, call); }
  CommitHazard on_commit() override { return world_.on_commit(*this); }
  void note(std::string_view what) override { world_.note(*this, what); }

  void opening(std::span<const TopicPartition> partitions) override {
    opening_ = partitions.size();
  }
  void commit_failed(CommitFailure failure) override;
  void rebalanced(std::span<const TopicPartition> owned) override;
  void restored(TopicPartition source, std::uint64_t records, std::chrono::microseconds) override;
  void rebuilding(TopicPartition source, std::string_view why, std::string_view text) override;
  void source_ledger(TopicPartition source, const SourceLedger& ledger, bool) override {
    sources[source] = ledger;
  }
  void received_ledger(std::int32_t task, TopicPartition source, const ReceivedLedger& ledger,
                       bool) override {
    received[{task, source}] = ledger;
  }

  World& world_;
  const std::string identity_;
  const std::filesystem::path directory_;
  std::size_t opening_ = 0;
  StateDirectory state_;
  ModelBroker broker_;
  VoiceOfCustomer topology_;
  Worker worker_;
};

}  // namespace vocmap::simulation
