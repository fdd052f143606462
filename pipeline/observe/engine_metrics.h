#pragma once

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "pipeline/observe/published_metrics.h"
#include "schemas/time.h"

namespace vocmap {

// What one Kafka client of a worker tells about itself.
struct KafkaClientState {
  double round_trip_seconds = 0;
  std::uint64_t queued_messages = 0;
  std::uint64_t queued_bytes = 0;
};

// The engine's own metrics. Thread-safe; called once per commit with sums, never per record.
// `stage` is intake, journey, map or rank; `topic` is the topic's name at the broker.
class EngineMetrics {
 public:
  EngineMetrics();

  void records_processed(std::string_view stage, std::uint64_t records);
  void dead_letter(std::string_view topic, std::string_view reason, std::uint64_t records = 1);
  void redaction(std::string_view kind, std::uint64_t count);
  void unknown_fields(std::string_view topic, std::uint64_t fields);

  // `result`: committed, aborted, uncertain, fenced or fatal.
  void committed(std::string_view result, double seconds);
  // EventTime::min() (nothing heard yet) and max() (drained) leave no sample.
  void watermark(std::string_view stage, std::int32_t partition, EventTime time);
  // `seconds`: how long the oldest of them has waited at most.
  void lag(std::string_view topic, std::int32_t partition, std::int64_t records, double seconds);
  // Records of open transactions, and how long they have held reading back.
  void unstable(std::string_view topic, std::int32_t partition, std::int64_t records,
                double seconds);
  void tasks(std::string_view stage, std::size_t count);
  void rebalanced();

  // What a worker has; the series are the sums over the workers of this instance.
  void tasks_opening(std::size_t worker, std::string_view stage, std::size_t count);
  void state_bytes(std::size_t worker, std::uint64_t bytes);

  // A restore runs: `records` of the changelog are still to be read. It ends with restored() or
  // restore_ended().
  void restoring(std::string_view stage, std::int32_t partition, std::uint64_t records);
  void restore_ended(std::string_view stage, std::int32_t partition);
  void restored(std::string_view stage, std::uint64_t records, double seconds);
  void standby_lag(std::string_view stage, std::int32_t partition, std::uint64_t records);
  void standby_ended(std::string_view stage, std::int32_t partition);

  // `reason`: missing, corrupt or stale.
  void state_rebuilt(std::string_view stage, std::string_view reason);
  // All background errors since the process started; may be told by every worker.
  void state_errors(std::uint64_t errors);
  // The newest version of the taxonomy that all workers know, the one in force at the newest event
  // time, and the one that tasks wait for (0: none). `result` of a reload: accepted or refused.
  void taxonomy_versions(std::uint32_t newest, std::uint32_t in_force, std::uint32_t awaited);
  void taxonomy_reload(std::string_view result);
  // Of the version in force, though a model is given.
  void lines_without_model(std::size_t lines);
  // `kind`: block_cache or write_buffers.
  void state_memory(std::string_view kind, std::uint64_t bytes);

  // `client`: consumer or producer.
  void kafka_client(std::size_t worker, std::string_view client, const KafkaClientState& state);
  void connections_lost(std::string_view client, std::uint64_t count);
  void rebalance_age(std::size_t worker, double seconds);
  // Of the worker's producer; the series of its state before ends.
  void transaction_state(std::size_t worker, std::string_view state);

  // The task or source partition left this instance: its series end here.
  void forget_task(std::string_view stage, std::int32_t partition);
  void forget_source(std::string_view topic, std::int32_t partition);

  // The smallest watermark of the stage's tasks on this instance; empty when there is none.
  std::optional<EventTime> watermark_of(std::string_view stage) const;

  const prometheus::Collectable& collectable() const { return registry_; }

 private:
  using Values = std::initializer_list<std::string_view>;

  prometheus::Counter& counter(Metric metric, Values values);
  prometheus::Gauge& gauge(Metric metric, Values values);
  void end(Metric metric, Values values);
  // Sets what one worker adds to a gauge of the whole instance.
  void set_part(prometheus::Gauge& whole, std::size_t worker, double value);

  mutable std::mutex mutex_;  // a series may not disappear while another thread writes to it
  prometheus::Registry registry_;
  std::array<prometheus::Family<prometheus::Counter>*, kMetrics> counters_{};
  std::array<prometheus::Family<prometheus::Gauge>*, kMetrics> gauges_{};
  prometheus::Histogram* commit_duration_ = nullptr;
  std::map<std::pair<std::string, std::int32_t>, EventTime> watermarks_;  // (stage, partition)
  std::map<std::pair<prometheus::Gauge*, std::size_t>, double> parts_;    // by worker
  std::map<std::size_t, std::string> transaction_states_;                 // by worker
};

}  // namespace vocmap
