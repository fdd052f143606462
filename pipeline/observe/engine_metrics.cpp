#include "pipeline/observe/engine_metrics.h"

#include <algorithm>

namespace vocmap {
namespace {

constexpr std::array<std::string_view, 5> kCommitResults = {"committed", "aborted", "uncertain",
                                                            "fenced", "fatal"};
// Around the commit interval of 200 ms; 10 s is where a transaction times out.
const prometheus::Histogram::BucketBoundaries kCommitSeconds = {
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10};

bool is_engine(const MetricInfo& info) {
  return info.metric >= Metric::dead_letters && info.metric <= Metric::build_info;
}

}  // namespace

EngineMetrics::EngineMetrics() {
  for (const MetricInfo& info : published_metrics()) {
    if (!is_engine(info)) continue;
    const std::string name{info.name};
    const std::string help{info.help};
    const auto i = static_cast<std::size_t>(info.metric);
    if (info.type == prometheus::MetricType::Counter) {
      counters_[i] = &prometheus::BuildCounter().Name(name).Help(help).Register(registry_);
    } else if (info.type == prometheus::MetricType::Gauge) {
      gauges_[i] = &prometheus::BuildGauge().Name(name).Help(help).Register(registry_);
    } else {
      commit_duration_ =
          &prometheus::BuildHistogram().Name(name).Help(help).Register(registry_).Add(
              {}, kCommitSeconds);
    }
  }
  gauge(Metric::build_info, {VOCMAP_VERSION}).Set(1);
  // Series that exist from the start: a rate needs a first sample of 0.
  for (const std::string_view result : kCommitResults) counter(Metric::commits, {result});
  counter(Metric::rebalances, {});
}

prometheus::Counter& EngineMetrics::counter(Metric metric, Values values) {
  return counters_[static_cast<std::size_t>(metric)]->Add(labels_of(metric, values));
}

prometheus::Gauge& EngineMetrics::gauge(Metric metric, Values values) {
  return gauges_[static_cast<std::size_t>(metric)]->Add(labels_of(metric, values));
}

void EngineMetrics::records_processed(std::string_view stage, std::uint64_t records) {
  const std::lock_guard lock{mutex_};
  counter(Metric::records_processed, {stage}).Increment(static_cast<double>(records));
}

void EngineMetrics::dead_letter(std::string_view topic, std::string_view reason,
                                std::uint64_t records) {
  const std::lock_guard lock{mutex_};
  counter(Metric::dead_letters, {topic, reason}).Increment(static_cast<double>(records));
}

void EngineMetrics::redaction(std::string_view kind, std::uint64_t count) {
  const std::lock_guard lock{mutex_};
  counter(Metric::redactions, {kind}).Increment(static_cast<double>(count));
}

void EngineMetrics::unknown_fields(std::string_view topic, std::uint64_t fields) {
  const std::lock_guard lock{mutex_};
  counter(Metric::unknown_fields, {topic}).Increment(static_cast<double>(fields));
}

void EngineMetrics::committed(std::string_view result, double seconds) {
  const std::lock_guard lock{mutex_};
  counter(Metric::commits, {result}).Increment();
  commit_duration_->Observe(seconds);
}

void EngineMetrics::watermark(std::string_view stage, std::int32_t partition, EventTime time) {
  const std::lock_guard lock{mutex_};
  prometheus::Gauge& series = gauge(Metric::watermark, {stage, std::to_string(partition)});
  if (time == EventTime::min() || time >= EventTime::end_of_time()) {
    watermarks_.erase({std::string{stage}, partition});
    gauges_[static_cast<std::size_t>(Metric::watermark)]->Remove(&series);
    return;
  }
  watermarks_[{std::string{stage}, partition}] = time;
  series.Set(static_cast<double>(time.ms) / 1000);
}

void EngineMetrics::lag(std::string_view topic, std::int32_t partition, std::int64_t records) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::consumer_lag, {topic, std::to_string(partition)}).Set(static_cast<double>(records));
}

void EngineMetrics::tasks(std::string_view stage, std::size_t count) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::tasks, {stage}).Set(static_cast<double>(count));
}

void EngineMetrics::rebalanced() {
  const std::lock_guard lock{mutex_};
  counter(Metric::rebalances, {}).Increment();
}

void EngineMetrics::restored(std::string_view stage, std::uint64_t records, double seconds) {
  const std::lock_guard lock{mutex_};
  counter(Metric::restore_records, {stage}).Increment(static_cast<double>(records));
  gauge(Metric::restore_duration, {stage}).Set(seconds);
}

void EngineMetrics::state_bytes(std::uint64_t bytes) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::state_bytes, {}).Set(static_cast<double>(bytes));
}

void EngineMetrics::forget_task(std::string_view stage, std::int32_t partition) {
  watermark(stage, partition, EventTime::min());
}

void EngineMetrics::forget_source(std::string_view topic, std::int32_t partition) {
  const std::lock_guard lock{mutex_};
  gauges_[static_cast<std::size_t>(Metric::consumer_lag)]->Remove(
      &gauge(Metric::consumer_lag, {topic, std::to_string(partition)}));
}

std::optional<EventTime> EngineMetrics::watermark_of(std::string_view stage) const {
  const std::lock_guard lock{mutex_};
  std::optional<EventTime> least;
  for (const auto& [task, time] : watermarks_) {
    if (task.first == stage) least = std::min(time, least.value_or(EventTime::max()));
  }
  return least;
}

}  // namespace vocmap
