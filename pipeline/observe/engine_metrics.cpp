#include "pipeline/observe/engine_metrics.h"

#include <algorithm>
#include <utility>

namespace vocmap {
namespace {

constexpr std::array<std::string_view, 5> kCommitResults = {"committed", "aborted", "uncertain",
                                                            "fenced", "fatal"};
constexpr std::array<std::string_view, 3> kKeyedStages = {"journey", "map", "rank"};
constexpr std::array<std::string_view, 3> kRebuildReasons = {"missing", "corrupt", "stale"};
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
  counter(Metric::state_errors, {});
  for (const std::string_view result : {"accepted", "refused"}) {
    counter(Metric::taxonomy_reloads, {result});
  }
  for (const std::string_view stage : kKeyedStages) {
    for (const std::string_view reason : kRebuildReasons) {
      counter(Metric::state_rebuilds, {stage, reason});
    }
  }
}

prometheus::Counter& EngineMetrics::counter(Metric metric, Values values) {
  return counters_[static_cast<std::size_t>(metric)]->Add(labels_of(metric, values));
}

prometheus::Gauge& EngineMetrics::gauge(Metric metric, Values values) {
  return gauges_[static_cast<std::size_t>(metric)]->Add(labels_of(metric, values));
}

void EngineMetrics::end(Metric metric, Values values) {
  gauges_[static_cast<std::size_t>(metric)]->Remove(&gauge(metric, values));
}

void EngineMetrics::set_part(prometheus::Gauge& whole, std::size_t worker, double value) {
  whole.Increment(value - std::exchange(parts_[{&whole, worker}], value));
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
  if (time == EventTime::min() || time >= EventTime::end_of_time()) {
    watermarks_.erase({std::string{stage}, partition});
    end(Metric::watermark, {stage, std::to_string(partition)});
    return;
  }
  watermarks_[{std::string{stage}, partition}] = time;
  gauge(Metric::watermark, {stage, std::to_string(partition)})
      .Set(static_cast<double>(time.ms) / 1000);
}

void EngineMetrics::lag(std::string_view topic, std::int32_t partition, std::int64_t records,
                        double seconds) {
  const std::string p = std::to_string(partition);
  const std::lock_guard lock{mutex_};
  gauge(Metric::consumer_lag, {topic, p}).Set(static_cast<double>(records));
  gauge(Metric::consumer_lag_seconds, {topic, p}).Set(seconds);
}

void EngineMetrics::unstable(std::string_view topic, std::int32_t partition, std::int64_t records,
                             double seconds) {
  const std::string p = std::to_string(partition);
  const std::lock_guard lock{mutex_};
  gauge(Metric::unstable_records, {topic, p}).Set(static_cast<double>(records));
  gauge(Metric::unstable_seconds, {topic, p}).Set(seconds);
}

void EngineMetrics::tasks(std::string_view stage, std::size_t count) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::tasks, {stage}).Set(static_cast<double>(count));
}

void EngineMetrics::rebalanced() {
  const std::lock_guard lock{mutex_};
  counter(Metric::rebalances, {}).Increment();
}

void EngineMetrics::tasks_opening(std::size_t worker, std::string_view stage, std::size_t count) {
  const std::lock_guard lock{mutex_};
  set_part(gauge(Metric::tasks_opening, {stage}), worker, static_cast<double>(count));
}

void EngineMetrics::state_bytes(std::size_t worker, std::uint64_t bytes) {
  const std::lock_guard lock{mutex_};
  set_part(gauge(Metric::state_bytes, {}), worker, static_cast<double>(bytes));
}

void EngineMetrics::restoring(std::string_view stage, std::int32_t partition,
                              std::uint64_t records) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::restore_remaining, {stage, std::to_string(partition)})
      .Set(static_cast<double>(records));
}

void EngineMetrics::restore_ended(std::string_view stage, std::int32_t partition) {
  const std::lock_guard lock{mutex_};
  end(Metric::restore_remaining, {stage, std::to_string(partition)});
}

void EngineMetrics::restored(std::string_view stage, std::uint64_t records, double seconds) {
  const std::lock_guard lock{mutex_};
  counter(Metric::restore_records, {stage}).Increment(static_cast<double>(records));
  gauge(Metric::restore_duration, {stage}).Set(seconds);
}

void EngineMetrics::standby_lag(std::string_view stage, std::int32_t partition,
                                std::uint64_t records) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::standby_lag, {stage, std::to_string(partition)}).Set(static_cast<double>(records));
}

void EngineMetrics::standby_ended(std::string_view stage, std::int32_t partition) {
  const std::lock_guard lock{mutex_};
  end(Metric::standby_lag, {stage, std::to_string(partition)});
}

void EngineMetrics::state_rebuilt(std::string_view stage, std::string_view reason) {
  const std::lock_guard lock{mutex_};
  counter(Metric::state_rebuilds, {stage, reason}).Increment();
}

void EngineMetrics::state_errors(std::uint64_t errors) {
  const std::lock_guard lock{mutex_};
  prometheus::Counter& told = counter(Metric::state_errors, {});
  told.Increment(std::max(static_cast<double>(errors) - told.Value(), 0.0));
}

void EngineMetrics::state_memory(std::string_view kind, std::uint64_t bytes) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::state_memory, {kind}).Set(static_cast<double>(bytes));
}

void EngineMetrics::kafka_client(std::size_t worker, std::string_view client,
                                 const KafkaClientState& state) {
  const std::string w = std::to_string(worker);
  const std::lock_guard lock{mutex_};
  gauge(Metric::kafka_round_trip, {w, client}).Set(state.round_trip_seconds);
  gauge(Metric::kafka_queued_messages, {w, client}).Set(static_cast<double>(state.queued_messages));
  gauge(Metric::kafka_queued_bytes, {w, client}).Set(static_cast<double>(state.queued_bytes));
}

void EngineMetrics::connections_lost(std::string_view client, std::uint64_t count) {
  const std::lock_guard lock{mutex_};
  counter(Metric::kafka_connections_lost, {client}).Increment(static_cast<double>(count));
}

void EngineMetrics::rebalance_age(std::size_t worker, double seconds) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::rebalance_age, {std::to_string(worker)}).Set(seconds);
}

void EngineMetrics::transaction_state(std::size_t worker, std::string_view state) {
  const std::string w = std::to_string(worker);
  const std::lock_guard lock{mutex_};
  std::string& before = transaction_states_[worker];
  if (!before.empty() && before != state) end(Metric::transaction_state, {w, before});
  before = state;
  gauge(Metric::transaction_state, {w, state}).Set(1);
}

void EngineMetrics::forget_task(std::string_view stage, std::int32_t partition) {
  watermark(stage, partition, EventTime::min());
  restore_ended(stage, partition);
}

void EngineMetrics::forget_source(std::string_view topic, std::int32_t partition) {
  const std::string p = std::to_string(partition);
  const std::lock_guard lock{mutex_};
  for (const Metric metric : {Metric::consumer_lag, Metric::consumer_lag_seconds,
                              Metric::unstable_records, Metric::unstable_seconds}) {
    end(metric, {topic, p});
  }
}

void EngineMetrics::taxonomy_versions(std::uint32_t newest, std::uint32_t in_force,
                                      std::uint32_t awaited) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::taxonomy_version, {"newest"}).Set(newest);
  gauge(Metric::taxonomy_version, {"in_force"}).Set(in_force);
  gauge(Metric::taxonomy_version, {"awaited"}).Set(awaited);
}

void EngineMetrics::taxonomy_reload(std::string_view result) {
  const std::lock_guard lock{mutex_};
  counter(Metric::taxonomy_reloads, {result}).Increment();
}

void EngineMetrics::lines_without_model(std::size_t lines) {
  const std::lock_guard lock{mutex_};
  gauge(Metric::lines_without_model, {}).Set(static_cast<double>(lines));
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
