#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>

#include "operators/intake.h"
#include "pipeline/http/server.h"
#include "pipeline/kafka/kafka_broker.h"
#include "pipeline/kafka/waiting_times.h"
#include "pipeline/observe/engine_metrics.h"
#include "pipeline/observe/ledger_view.h"
#include "pipeline/runtime/worker.h"

namespace vocmap {

// Which partitions the workers of this process own. Thread-safe.
class Ownership {
 public:
  void set(std::size_t worker, std::span<const TopicPartition> owned);
  // Partitions whose tasks do not run yet; a worker that never told has no assignment.
  void set_opening(std::size_t worker, std::size_t partitions);
  std::size_t workers_with_all_open() const;
  std::map<StageId, std::size_t> tasks() const;
  bool owns(TopicPartition partition) const;
  void set_map_partitions(std::int32_t count);
  // Whether the MAP partition of a line is here.
  bool owns_line(std::string_view line) const;

 private:
  mutable std::mutex mutex_;
  std::map<std::size_t, std::set<TopicPartition>> owned_;
  std::map<std::size_t, std::size_t> opening_;
  std::int32_t map_partitions_ = 1;
};

// What the workers of a process report to.
struct Observed {
  EngineMetrics metrics;
  LedgerView ledger;
  Ownership ownership;
};

// Carries what one worker does into the metrics. Lives on the worker's thread.
class WorkerMetrics final : public WorkerObserver {
 public:
  WorkerMetrics(std::size_t worker, Observed& observed, HttpServer& http, KafkaBroker& broker,
                const StateDirectory& directory, const IntakeCounts& intake);

  void committed(StageId stage, std::uint64_t records) override;
  void committed_in(std::chrono::microseconds duration) override;
  void commit_failed(CommitFailure failure) override;
  void rebalanced(std::span<const TopicPartition> owned) override;
  void opening(std::span<const TopicPartition> partitions) override;
  void restored(TopicPartition task, std::uint64_t records, std::chrono::microseconds) override;
  void behind(TopicPartition task, std::int64_t records, bool standby) override;
  void followed_no_more(TopicPartition task) override;
  void rebuilding(TopicPartition task, std::string_view why, std::string_view text) override;
  void source_ledger(TopicPartition source, const SourceLedger& ledger, bool restored) override;
  void received_ledger(std::int32_t task, TopicPartition source, const ReceivedLedger& ledger,
                       bool restored) override;
  void watermark(StageId stage, std::int32_t partition, EventTime time) override;
  void state_bytes(TopicPartition task, std::uint64_t bytes) override;
  void polled(std::int64_t now_ms) override;

 private:
  // What was last exported of a Kafka client.
  struct ExportedClient {
    std::string client;
    std::int64_t taken_us = 0;
    std::uint64_t lost_connections = 0;
  };

  void begin_ledger();
  void export_intake();
  void export_state();
  void export_partitions(std::int64_t now_ms);
  void export_consumer(const ClientStatistics& statistics, std::int64_t now_ms);
  void export_producer(const ClientStatistics& statistics);
  // False when this was exported before.
  bool export_client(std::string_view name, const ClientStatistics& statistics,
                     ExportedClient& exported);
  void forget(TopicPartition partition);

  const std::size_t worker_;
  Observed& observed_;
  HttpServer& http_;
  KafkaBroker& broker_;
  const StateDirectory& directory_;
  const IntakeCounts& intake_;
  IntakeCounts exported_;
  std::set<TopicPartition> owned_;
  std::map<TopicPartition, std::uint64_t> state_bytes_;
  WaitingTimes waiting_;
  ExportedClient exported_consumer_;
  ExportedClient exported_producer_;
  std::uint64_t exported_rebalances_ = 0;
  bool ledger_begun_ = false;
  std::int64_t last_slow_ms_ = 0;
};

}  // namespace vocmap
