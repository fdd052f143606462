#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

#include "pipeline/core/ledger.h"
#include "pipeline/runtime/broker.h"
#include "pipeline/runtime/stage.h"

namespace vocmap {

// Told what a worker does, on its thread, after the fact: for metrics, never for decisions.
class WorkerObserver {
 public:
  virtual ~WorkerObserver() = default;
  virtual void committed(StageId, std::uint64_t /*records*/) {}
  virtual void committed_in(std::chrono::microseconds) {}
  virtual void commit_failed(CommitFailure) {}
  virtual void rebalanced(std::span<const TopicPartition> /*running*/) {}
  // Assigned partitions whose tasks do not run yet; none: all that was assigned runs.
  virtual void opening(std::span<const TopicPartition>) {}
  virtual void restored(TopicPartition, std::uint64_t /*records*/, std::chrono::microseconds) {}
  // Changelog records, control records included, that a copy has not read yet.
  virtual void behind(TopicPartition, std::int64_t /*records*/, bool /*standby*/) {}
  // A copy that left: it became a task, or is not wanted any more.
  virtual void followed_no_more(TopicPartition) {}
  // A state is built from the whole changelog; `why`: "missing" (deleted, or it lived elsewhere),
  // "corrupt" or "stale".
  virtual void rebuilding(TopicPartition, std::string_view /*why*/, std::string_view /*text*/) {}
  // `restored`: the numbers came with the task, this process did not count them.
  virtual void source_ledger(TopicPartition, const SourceLedger&, bool /*restored*/) {}
  virtual void received_ledger(std::int32_t /*task*/, TopicPartition, const ReceivedLedger&,
                               bool /*restored*/) {}
  virtual void watermark(StageId, std::int32_t /*partition*/, EventTime) {}
  virtual void state_bytes(TopicPartition, std::uint64_t) {}
  virtual void polled(std::int64_t /*now_ms*/) {}
};

}  // namespace vocmap
