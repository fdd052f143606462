#include "pipeline/cli/worker_metrics.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "pipeline/core/murmur2.h"

namespace vocmap {
namespace {

constexpr std::int64_t kSlowMetricsMs = 1'000;  // lag and state size need no finer steps

double seconds(std::chrono::duration<double> t) {
  return t.count();
}

}  // namespace

void Ownership::set(std::size_t worker, std::span<const TopicPartition> owned) {
  const std::scoped_lock lock{mutex_};
  owned_[worker] = {owned.begin(), owned.end()};
}

void Ownership::set_opening(std::size_t worker, std::size_t partitions) {
  const std::scoped_lock lock{mutex_};
  opening_[worker] = partitions;
}

std::size_t Ownership::workers_with_all_open() const {
  const std::scoped_lock lock{mutex_};
  return static_cast<std::size_t>(std::count_if(
      opening_.begin(), opening_.end(), [](const auto& worker) { return worker.second == 0; }));
}

std::map<StageId, std::size_t> Ownership::tasks() const {
  const std::scoped_lock lock{mutex_};
  std::map<StageId, std::size_t> counts;
  for (std::size_t s = 0; s < EnumNames<StageId>::values.size(); ++s) {
    counts[static_cast<StageId>(s)] = 0;
  }
  for (const auto& [worker, owned] : owned_) {
    for (const TopicPartition& p : owned) ++counts[stage_reading(p.topic)];
  }
  return counts;
}

bool Ownership::owns(TopicPartition partition) const {
  const std::scoped_lock lock{mutex_};
  for (const auto& [worker, owned] : owned_) {
    if (owned.contains(partition)) return true;
  }
  return false;
}

void Ownership::set_map_partitions(std::int32_t count) {
  const std::scoped_lock lock{mutex_};
  map_partitions_ = count;
}

bool Ownership::owns_line(std::string_view line) const {
  std::int32_t partitions = 1;
  {
    const std::scoped_lock lock{mutex_};
    partitions = map_partitions_;
  }
  return owns({Topic::map_in, murmur2_partition(line, partitions)});
}

WorkerMetrics::WorkerMetrics(std::size_t worker, Observed& observed, HttpServer& http,
                             KafkaBroker& broker, const StateDirectory& directory,
                             const IntakeCounts& intake)
    : worker_(worker),
      observed_(observed),
      http_(http),
      broker_(broker),
      directory_(directory),
      intake_(intake) {}

void WorkerMetrics::committed(StageId stage, std::uint64_t records) {
  observed_.metrics.records_processed(name_of(stage), records);
}

void WorkerMetrics::committed_in(std::chrono::microseconds duration) {
  observed_.metrics.committed("committed", seconds(duration));
  spdlog::debug("worker {}: transaction committed in {:.3f} s", worker_, seconds(duration));
  export_intake();
}

void WorkerMetrics::commit_failed(CommitFailure failure) {
  observed_.metrics.committed(name_of(failure), 0);
  spdlog::warn("worker {}: transaction {}; its records will be processed again", worker_,
               name_of(failure));
}

void WorkerMetrics::export_intake() {
  for (const auto& [key, count] : intake_.dead_letters) {
    std::uint64_t& before = exported_.dead_letters[key];
    if (count == before) continue;
    observed_.metrics.dead_letter(name_of(key.first), name_of(key.second), count - before);
    before = count;
  }
  for (const auto& [topic, count] : intake_.unknown_fields) {
    std::uint64_t& before = exported_.unknown_fields[topic];
    if (count == before) continue;
    observed_.metrics.unknown_fields(name_of(topic), count - before);
    before = count;
  }
  for (std::size_t k = 0; k < kRedactionKinds; ++k) {
    const auto kind = static_cast<RedactionKind>(k);
    const std::uint64_t added = intake_.redactions[kind] - exported_.redactions[kind];
    if (added > 0) observed_.metrics.redaction(redaction_name(kind), added);
  }
  exported_.redactions = intake_.redactions;
}

void WorkerMetrics::rebalanced(std::span<const TopicPartition> owned) {
  const std::set<TopicPartition> now{owned.begin(), owned.end()};
  for (const TopicPartition& p : owned_) {
    if (!now.contains(p)) forget(p);
  }
  owned_ = now;
  observed_.ownership.set(worker_, owned);
  observed_.ownership.set_map_partitions(broker_.partition_count(Topic::map_in));
  for (const auto& [stage, count] : observed_.ownership.tasks()) {
    observed_.metrics.tasks(name_of(stage), count);
  }
  spdlog::info("worker {}: {} partitions run", worker_, owned.size());
}

void WorkerMetrics::forget(TopicPartition partition) {
  const StageId stage = stage_reading(partition.topic);
  observed_.metrics.forget_source(name_of(partition.topic), partition.partition);
  waiting_.forget(partition);
  if (stage == StageId::intake) {
    observed_.ledger.forget_source(name_of(partition.topic), partition.partition);
    return;
  }
  observed_.metrics.forget_task(name_of(stage), partition.partition);
  state_bytes_.erase(partition);
  if (stage == StageId::journey) observed_.ledger.forget_journey(partition.partition);
}

// JOURNEY hears of all input partitions, whoever reads them.
void WorkerMetrics::begin_ledger() {
  for (std::size_t t = 0; t < kTopics; ++t) {
    const auto topic = static_cast<Topic>(t);
    const std::int32_t count = is_input(topic) ? broker_.partition_count(topic) : 0;
    for (std::int32_t p = 0; p < count; ++p) observed_.ledger.begin(name_of(topic), p);
  }
}

void WorkerMetrics::opening(std::span<const TopicPartition> partitions) {
  if (!std::exchange(ledger_begun_, true)) begin_ledger();
  observed_.ownership.set_opening(worker_, partitions.size());
  http_.set_ready(observed_.ownership.workers_with_all_open() == http_.workers());
  for (const StageId stage : {StageId::journey, StageId::map, StageId::rank}) {
    const auto count = std::count_if(
        partitions.begin(), partitions.end(),
        [stage](TopicPartition source) { return stage_reading(source.topic) == stage; });
    observed_.metrics.tasks_opening(worker_, name_of(stage), static_cast<std::size_t>(count));
  }
}

void WorkerMetrics::restored(TopicPartition task, std::uint64_t records,
                             std::chrono::microseconds duration) {
  const std::string_view stage = name_of(stage_reading(task.topic));
  observed_.metrics.restored(stage, records, seconds(duration));
  spdlog::info("worker {}: {}-{} restored, {} changelog records in {:.3f} s", worker_, stage,
               task.partition, records, seconds(duration));
}

void WorkerMetrics::behind(TopicPartition task, std::int64_t records, bool standby) {
  const std::string_view stage = name_of(stage_reading(task.topic));
  const auto count = static_cast<std::uint64_t>(records);
  if (standby) {
    observed_.metrics.standby_lag(stage, task.partition, count);
  } else {
    observed_.metrics.restoring(stage, task.partition, count);
  }
}

void WorkerMetrics::followed_no_more(TopicPartition task) {
  const std::string_view stage = name_of(stage_reading(task.topic));
  observed_.metrics.restore_ended(stage, task.partition);
  observed_.metrics.standby_ended(stage, task.partition);
}

void WorkerMetrics::rebuilding(TopicPartition task, std::string_view why, std::string_view text) {
  const std::string_view stage = name_of(stage_reading(task.topic));
  observed_.metrics.state_rebuilt(stage, why);
  spdlog::log(why == "missing" ? spdlog::level::info : spdlog::level::err,
              "worker {}: state of {}-{} is {} and is built from its changelog: {}", worker_, stage,
              task.partition, why, text);
}

void WorkerMetrics::source_ledger(TopicPartition source, const SourceLedger& ledger,
                                  bool restored) {
  const std::string_view topic = name_of(source.topic);
  if (restored) {
    observed_.ledger.restore_source(topic, source.partition, ledger);
  } else {
    observed_.ledger.set_source(topic, source.partition, ledger);
  }
}

void WorkerMetrics::received_ledger(std::int32_t task, TopicPartition source,
                                    const ReceivedLedger& ledger, bool restored) {
  const std::string_view topic = name_of(source.topic);
  if (restored) {
    observed_.ledger.restore_received(task, topic, source.partition, ledger);
  } else {
    observed_.ledger.set_received(task, topic, source.partition, ledger);
  }
}

void WorkerMetrics::watermark(StageId stage, std::int32_t partition, EventTime time) {
  // Source partitions of several topics would share a series; the keyed stages tell the same.
  if (stage != StageId::intake) observed_.metrics.watermark(name_of(stage), partition, time);
}

void WorkerMetrics::state_bytes(TopicPartition task, std::uint64_t bytes) {
  state_bytes_[task] = bytes;
}

void WorkerMetrics::polled(std::int64_t now_ms) {
  http_.heartbeat(worker_);
  if (now_ms - last_slow_ms_ < kSlowMetricsMs) return;
  last_slow_ms_ = now_ms;
  export_partitions(now_ms);
  export_consumer(broker_.consumer_statistics(), now_ms);
  export_producer(broker_.producer_statistics());
  export_state();
  for (; exported_rebalances_ < broker_.rebalances(); ++exported_rebalances_) {
    observed_.metrics.rebalanced();
  }
}

void WorkerMetrics::export_state() {
  std::uint64_t bytes = 0;
  for (const auto& [task, size] : state_bytes_) bytes += size;
  observed_.metrics.state_bytes(worker_, bytes);
  observed_.metrics.state_errors(directory_.background_errors());
  const StateDirectory::Memory memory = directory_.memory();
  observed_.metrics.state_memory("block_cache", memory.block_cache);
  observed_.metrics.state_memory("write_buffers", memory.write_buffers);
}

void WorkerMetrics::export_partitions(std::int64_t now_ms) {
  for (const PartitionLag& lag : broker_.lags()) {
    observed_.metrics.lag(name_of(lag.topic), lag.partition, lag.lag_records,
                          seconds(waiting_.unread(lag, now_ms)));
  }
}

void WorkerMetrics::export_consumer(const ClientStatistics& statistics, std::int64_t now_ms) {
  if (!export_client("consumer", statistics, exported_consumer_)) return;
  if (statistics.rebalance_age) {
    observed_.metrics.rebalance_age(worker_, seconds(*statistics.rebalance_age));
  }
  for (const PartitionEnds& ends : statistics.partitions) {
    const std::optional<Topic> topic = broker_.find_topic(ends.topic);
    if (!topic || !owned_.contains({*topic, ends.partition})) continue;  // just left
    const TopicPartition source{*topic, ends.partition};
    const auto held = waiting_.unstable(source, ends, broker_.position(source), now_ms);
    observed_.metrics.unstable(name_of(source.topic), source.partition,
                               std::max<std::int64_t>(ends.end - ends.stable_end, 0),
                               seconds(held));
  }
}

void WorkerMetrics::export_producer(const ClientStatistics& statistics) {
  if (!export_client("producer", statistics, exported_producer_)) return;
  observed_.metrics.transaction_state(worker_, statistics.transaction_state);
}

bool WorkerMetrics::export_client(std::string_view name, const ClientStatistics& statistics,
                                  ExportedClient& exported) {
  if (statistics.taken_us == 0 || statistics.taken_us == exported.taken_us) return false;
  exported.taken_us = statistics.taken_us;
  observed_.metrics.kafka_client(worker_, name,
                                 {.round_trip_seconds = seconds(statistics.round_trip),
                                  .queued_messages = statistics.queued_messages,
                                  .queued_bytes = statistics.queued_bytes});
  if (exported.client != statistics.client) exported = {statistics.client, statistics.taken_us, 0};
  const std::uint64_t before = exported.lost_connections;
  exported.lost_connections = std::max(statistics.lost_connections, before);
  observed_.metrics.connections_lost(name, exported.lost_connections - before);
  return true;
}

}  // namespace vocmap
