#include "tests/simulation/model_cluster.h"

#include <algorithm>

namespace vocmap::simulation {

ModelCluster::ModelCluster(Random& random, const Options& options)
    : random_(random),
      transactions_(logs_, offsets_, agenda_, random_, options.transactions),
      group_(agenda_, options.cooperative, options.session_timeout_ms) {
  for (std::size_t t = kInputTopics; t < kTopics; ++t) create(static_cast<Topic>(t), 1);
}

void ModelCluster::create(Topic topic, std::int32_t partitions) {
  topics_[topic] = partitions;
  for (std::int32_t p = 0; p < partitions; ++p) logs_.try_emplace({topic, p});
  if (is_input(topic) || is_internal(topic)) group_.set_partitions(all_sources());
}

Partitions ModelCluster::all_sources() const {
  Partitions sources;
  for (const auto& [source, log] : logs_) {
    if (is_input(source.topic) || is_internal(source.topic)) sources.insert(source);
  }
  return sources;
}

std::int32_t ModelCluster::partition_count(Topic topic) const {
  const auto found = topics_.find(topic);
  return found == topics_.end() ? 0 : found->second;
}

void ModelCluster::write(TopicPartition partition, std::string value) {
  log(partition).append({}, std::move(value), kNoTransaction);
}

std::int64_t ModelCluster::readable_end(TopicPartition partition) const {
  const std::int64_t stable = logs_.at(partition).stable_end();
  const auto found = held_.find(partition);
  return found == held_.end() ? stable : std::min(stable, found->second);
}

bool ModelCluster::held(TopicPartition partition) const {
  return readable_end(partition) < logs_.at(partition).stable_end();
}

void ModelCluster::advance(std::int64_t ms) {
  agenda_.advance(ms);
  transactions_.expire();
  group_.expire();
}

void ModelCluster::compact_changelogs() {
  for (auto& [partition, log] : logs_) {
    if (is_changelog(partition.topic)) log.compact();
  }
}

std::vector<OutboundRecord> ModelCluster::published() const {
  std::vector<OutboundRecord> published;
  for (const auto& [partition, log] : logs_) {
    if (!is_output(partition.topic)) continue;
    for (auto next = log.next_visible(0); next; next = log.next_visible(*next + 1)) {
      const PartitionLog::Entry& entry = log.at(*next);
      published.push_back({partition.topic, partition.partition, entry.key, entry.value});
    }
  }
  return published;
}

}  // namespace vocmap::simulation
