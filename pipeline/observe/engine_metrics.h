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
  void lag(std::string_view topic, std::int32_t partition, std::int64_t records);
  void tasks(std::string_view stage, std::size_t count);
  void rebalanced();
  void restored(std::string_view stage, std::uint64_t records, double seconds);
  void state_bytes(std::uint64_t bytes);

  // The task or source partition left this instance: its watermark or lag series ends here.
  void forget_task(std::string_view stage, std::int32_t partition);
  void forget_source(std::string_view topic, std::int32_t partition);

  // The smallest watermark of the stage's tasks on this instance; empty when there is none.
  std::optional<EventTime> watermark_of(std::string_view stage) const;

  const prometheus::Collectable& collectable() const { return registry_; }

 private:
  using Values = std::initializer_list<std::string_view>;

  prometheus::Counter& counter(Metric metric, Values values);
  prometheus::Gauge& gauge(Metric metric, Values values);

  mutable std::mutex mutex_;  // a series may not disappear while another thread writes to it
  prometheus::Registry registry_;
  std::array<prometheus::Family<prometheus::Counter>*, kMetrics> counters_{};
  std::array<prometheus::Family<prometheus::Gauge>*, kMetrics> gauges_{};
  prometheus::Histogram* commit_duration_ = nullptr;
  std::map<std::pair<std::string, std::int32_t>, EventTime> watermarks_;  // (stage, partition)
};

}  // namespace vocmap
