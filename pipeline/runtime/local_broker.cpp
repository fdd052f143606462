#include "pipeline/runtime/local_broker.h"

#include <algorithm>

#include "pipeline/core/murmur2.h"
#include "pipeline/runtime/stage.h"

namespace vocmap {

void LocalBroker::add_input(Topic topic, std::int32_t partition, std::string key,
                            std::optional<std::string> value, std::int64_t timestamp_ms) {
  const TopicPartition source{topic, partition};
  logs_[source].entries.push_back({std::move(key), std::move(value), timestamp_ms});
  order_of_[source].push_back(read_order_.size());
  read_order_.push_back(source);
  partitions_[topic] = std::max(partitions_[topic], partition + 1);
}

void LocalBroker::set_listener(AssignmentListener& listener) {
  listener_ = &listener;
  assigned_ = false;
}

std::int32_t LocalBroker::partition_count(Topic topic) {
  const auto it = partitions_.find(topic);
  if (it != partitions_.end()) return it->second;
  if (is_changelog(topic)) return partition_count(source_of(topic));
  return is_input(topic) ? 0 : 1;
}

void LocalBroker::assign_all() {
  assigned_ = true;
  assignment_.clear();
  for (std::size_t t = 0; t <= static_cast<std::size_t>(Topic::rank_in); ++t) {
    const auto topic = static_cast<Topic>(t);
    for (std::int32_t p = 0; p < partition_count(topic); ++p) {
      assignment_.push_back({topic, p});
      logs_[{topic, p}].started = false;
    }
  }
  listener_->on_assigned(assignment_);
}

std::span<const Record> LocalBroker::poll(std::chrono::milliseconds, std::size_t max_records) {
  if (!assigned_) assign_all();
  delivered_.clear();
  // All or nothing, so that the order of reading is a function of the input alone.
  for (const TopicPartition source : assignment_) {
    if (!logs_[source].started) return delivered_;
  }
  // What is already under way goes first, so queues stay short and the order is a function of the
  // input alone.
  for (const Topic topic : {Topic::rank_in, Topic::map_in, Topic::journey_in}) {
    for (std::int32_t p = 0; p < partition_count(topic); ++p) {
      deliver({topic, p}, logs_[{topic, p}], max_records);
    }
    if (!delivered_.empty()) return delivered_;
  }
  deliver_inputs(max_records);
  return delivered_;
}

void LocalBroker::deliver(TopicPartition source, Log& log, std::size_t max_records) {
  for (; log.position < log.end() && delivered_.size() < max_records; ++log.position) {
    const Entry& entry = log.entries[static_cast<std::size_t>(log.position - log.base)];
    delivered_.push_back({.topic = source.topic,
                          .partition = source.partition,
                          .offset = log.position,
                          .timestamp_ms = entry.timestamp_ms,
                          .key = entry.key,
                          .value = entry.value ? std::string_view{*entry.value} : "",
                          .tombstone = !entry.value,
                          .headers = {}});
  }
}

void LocalBroker::deliver_inputs(std::size_t max_records) {
  for (; next_input_ < read_order_.size() && delivered_.size() < max_records; ++next_input_) {
    const TopicPartition source = read_order_[next_input_];
    Log& log = logs_[source];
    const bool is_next = log.position < log.end() &&
                         order_of_[source][static_cast<std::size_t>(log.position)] == next_input_;
    if (is_next) deliver(source, log, delivered_.size() + 1);
  }
}

void LocalBroker::start_at(TopicPartition source, std::int64_t offset) {
  Log& log = logs_[source];
  log.started = true;
  log.position = std::max(offset, log.base);
  if (is_input(source.topic) && log.position < log.end()) {
    next_input_ = std::min(next_input_, order_of_[source][static_cast<std::size_t>(log.position)]);
  }
}

void LocalBroker::append(const OutboundRecord& record, CommitReceipt& receipt) {
  if (is_output(record.topic)) {
    if (sink_) sink_(record);
    return;
  }
  if (is_changelog(record.topic) && !keep_changelogs_) return;
  const std::int32_t partition = record.partition >= 0
                                     ? record.partition
                                     : murmur2_partition(record.key, partition_count(record.topic));
  const TopicPartition target{record.topic, partition};
  Log& log = logs_[target];
  log.entries.push_back({record.key, record.value});
  if (!is_changelog(record.topic)) return;
  const auto known = std::find_if(receipt.changelog_ends.begin(), receipt.changelog_ends.end(),
                                  [&](const auto& end) { return end.first == target; });
  if (known == receipt.changelog_ends.end()) {
    receipt.changelog_ends.emplace_back(target, log.end());
  } else {
    known->second = log.end();
  }
}

tl::expected<CommitReceipt, CommitFailure> LocalBroker::commit(Batch&& batch) {
  CommitReceipt receipt;
  for (const OutboundRecord& record : batch.records) append(record, receipt);
  for (SourcePosition& position : batch.positions) {
    Log& log = logs_[position.source];
    log.committed = {position.next_offset, std::move(position.metadata)};
    if (is_input(position.source.topic)) continue;
    while (log.base < position.next_offset) {  // nobody can ask for these again
      log.entries.pop_front();
      ++log.base;
    }
  }
  return receipt;
}

std::optional<StoredPosition> LocalBroker::committed(TopicPartition source) {
  return logs_[source].committed;
}

OffsetRange LocalBroker::offsets(TopicPartition partition) {
  const Log& log = logs_[partition];
  return {log.base, log.end()};
}

void LocalBroker::follow(TopicPartition changelog, std::int64_t from) {
  followed_[changelog] = std::max<std::int64_t>(from, 0);
}

void LocalBroker::read_changelogs(std::chrono::milliseconds, std::size_t max_records,
                                  ChangelogVisitor& visitor) {
  std::size_t count = 0;
  for (auto& [changelog, next] : followed_) {
    const Log& log = logs_[changelog];
    for (; next < log.end() && count < max_records; ++next, ++count) {
      const Entry& entry = log.entries[static_cast<std::size_t>(next)];
      visitor.on_change({.topic = changelog.topic,
                         .partition = changelog.partition,
                         .offset = next,
                         .key = entry.key,
                         .value = entry.value ? std::string_view{*entry.value} : "",
                         .tombstone = !entry.value,
                         .headers = {}});
    }
    if (next == log.end()) visitor.on_end(changelog, next);
  }
}

}  // namespace vocmap
