#include "pipeline/kafka/kafka_broker.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace vocmap {

KafkaBroker::KafkaBroker(KafkaOptions options)
    : options_(std::move(options)),
      cluster_(options_.properties),
      consumer_(options_, find_sources()) {
  producer_.emplace(
      options_, Patience{options_.stop, std::chrono::steady_clock::now() + options_.start_timeout});
}

void KafkaBroker::join() {
  if (!std::exchange(joined_, true)) consumer_.join();
}

std::vector<std::pair<Topic, std::int32_t>> KafkaBroker::find_sources() {
  const Patience start{options_.stop, std::chrono::steady_clock::now() + options_.start_timeout};
  std::vector<std::pair<Topic, std::int32_t>> sources;
  std::vector<std::string> missing;
  bool any_input = false;
  for (std::size_t i = 0; i < kTopics; ++i) {
    const Topic topic = static_cast<Topic>(i);
    const std::int32_t count = cluster_.partition_count(options_.topics.of(topic), start);
    const bool source = is_input(topic) || is_internal(topic);
    if (source && count > 0) sources.emplace_back(topic, count);
    any_input = any_input || (is_input(topic) && count > 0);
    if (!is_input(topic) && count == 0) missing.push_back(options_.topics.of(topic));
  }
  if (!any_input) missing.emplace_back("all input topics");
  if (!missing.empty()) {
    throw KafkaError(
        fmt::format("missing topics: {}; `vocmap topics` creates them", fmt::join(missing, ", ")));
  }
  return sources;
}

void KafkaBroker::set_listener(AssignmentListener& listener) {
  consumer_.set_listener(listener);
}

std::span<const Record> KafkaBroker::poll(std::chrono::milliseconds timeout,
                                          std::size_t max_records) {
  join();
  if (producer_) producer_->serve();
  return consumer_.poll(timeout, max_records);
}

tl::expected<CommitReceipt, CommitFailure> KafkaBroker::commit(Batch&& batch) {
  if (batch.records.empty() && batch.positions.empty()) return CommitReceipt{};
  if (!producer_) return tl::unexpected(CommitFailure::fatal);
  if (!consumer_.still_member()) return tl::unexpected(CommitFailure::aborted);
  if (producer_->spent()) recover();
  auto receipt = producer_->commit(batch, consumer_.positions(batch.positions));
  if (!receipt && !producer_->refusal().empty()) {
    throw KafkaError(
        fmt::format("Kafka refuses what vocmap writes, and would again ({}). Nothing is lost: "
                    "restart when cured",
                    producer_->refusal()));
  }
  if (!receipt) return receipt;
  for (auto& [changelog, end] : receipt->changelog_ends) {
    // Only this producer writes there, and the commit's marker lies before the end as well.
    if (end < 0) end = offsets(changelog).end;
  }
  return receipt;
}

void KafkaBroker::recover() {
  producer_.reset();
  producer_.emplace(options_, patience());
}

void KafkaBroker::start_at(TopicPartition source, std::int64_t offset) {
  consumer_.start_at(source, offset);
}

std::optional<StoredPosition> KafkaBroker::committed(TopicPartition source) {
  return consumer_.committed(source);
}

OffsetRange KafkaBroker::offsets(TopicPartition partition) {
  return cluster_.offsets(options_.topics.of(partition.topic), partition.partition, patience());
}

std::int32_t KafkaBroker::partition_count(Topic topic) {
  if (counted_at_rebalance_ != consumer_.rebalances()) {
    partition_counts_.clear();
    counted_at_rebalance_ = consumer_.rebalances();
  }
  const auto [entry, unknown] = partition_counts_.try_emplace(topic, 0);
  if (unknown) {
    entry->second = cluster_.partition_count(options_.topics.of(topic), patience());
  }
  return entry->second;
}

void KafkaBroker::follow(TopicPartition changelog, std::int64_t from) {
  if (!changelogs_) {
    changelogs_ = std::make_unique<PartitionReader>(options_.properties, options_.application,
                                                    options_.topics);
  }
  changelogs_->follow(changelog, from);
}

void KafkaBroker::unfollow(TopicPartition changelog) {
  if (changelogs_) changelogs_->unfollow(changelog);
}

std::optional<std::int64_t> KafkaBroker::followed_end(TopicPartition changelog) {
  return changelogs_ ? changelogs_->end(changelog) : std::nullopt;
}

void KafkaBroker::read_changelogs(std::chrono::milliseconds timeout, std::size_t max_records,
                                  ChangelogVisitor& visitor) {
  if (!changelogs_ || changelogs_->idle()) return;
  std::size_t total = 0;
  for (std::size_t count = 1; count > 0 && total < max_records; total += count) {
    // An end before that of all records is the last stable offset: a transaction is still open, or
    // its marker is on the way. More will come.
    count = changelogs_->read(
        total == 0 ? timeout : std::chrono::milliseconds(0),
        [&](const Record& record) { visitor.on_change(record); },
        [&](Topic topic, std::int32_t partition, std::int64_t offset) {
          visitor.on_end({topic, partition}, offset);
        });
  }
}

std::optional<std::vector<GroupMember>> KafkaBroker::members() {
  if (options_.manual_partitions) return std::vector<GroupMember>{};
  return cluster_.members(options_.application, options_.topics);
}

}  // namespace vocmap
