#pragma once

#include <memory>
#include <optional>

#include "pipeline/kafka/cluster_view.h"
#include "pipeline/kafka/group_consumer.h"
#include "pipeline/kafka/partition_reader.h"
#include "pipeline/kafka/transaction.h"

namespace vocmap {

// Apache Kafka behind the Broker seam: one group member and one transactional producer, for one
// worker thread. The constructor checks the topics (KafkaError names all that are missing) and
// fences earlier producers of the same transactional id. Calls block while the cluster is away;
// they throw KafkaError when Kafka refuses for good or `options.stop` is requested.
class KafkaBroker final : public Broker {
 public:
  explicit KafkaBroker(KafkaOptions options);

  // Becomes a member of the group, at the first poll at the latest. Apart from the constructor, so
  // that every worker of a process has ended what its last run left open before the first one waits
  // for a position.
  void join();
  // Waits until the group can be asked, as join() does.
  void await_group() { consumer_.await_group(); }

  void set_listener(AssignmentListener& listener) override;
  std::span<const Record> poll(std::chrono::milliseconds timeout, std::size_t max_records) override;
  // After any failure but `aborted`, the outcome is what committed() tells after recover().
  tl::expected<CommitReceipt, CommitFailure> commit(Batch&& batch) override;
  void recover() override;
  void start_at(TopicPartition source, std::int64_t offset) override;
  std::optional<StoredPosition> committed(TopicPartition source) override;
  OffsetRange offsets(TopicPartition partition) override;
  std::int32_t partition_count(Topic topic) override;
  void follow(TopicPartition changelog, std::int64_t from) override;
  void unfollow(TopicPartition changelog) override;
  std::optional<std::int64_t> followed_end(TopicPartition changelog) override;
  void read_changelogs(std::chrono::milliseconds timeout, std::size_t max_records,
                       ChangelogVisitor& visitor) override;
  std::optional<std::vector<GroupMember>> members() override;
  std::string name_of_topic(Topic topic) override { return options_.topics.of(topic); }

  std::int64_t position(TopicPartition source) override { return consumer_.position(source); }
  bool at_end(TopicPartition source) override { return consumer_.at_end(source); }
  // Cheap: from what the last fetches told. A partition read to its end has lag 0.
  std::vector<PartitionLag> lags() const { return consumer_.lags(); }
  std::uint64_t rebalances() const { return consumer_.rebalances(); }
  std::optional<Topic> find_topic(std::string_view name) const {
    return options_.topics.find(name);
  }
  const ClientStatistics& consumer_statistics() const { return consumer_.statistics(); }
  ClientStatistics producer_statistics() const {
    return producer_ ? producer_->statistics() : ClientStatistics{};
  }

 private:
  Patience patience() const { return {.stop = options_.stop}; }
  std::vector<std::pair<Topic, std::int32_t>> find_sources();

  KafkaOptions options_;
  ClusterView cluster_;
  GroupConsumer consumer_;
  bool joined_ = false;
  std::optional<TransactionalProducer> producer_;
  std::unique_ptr<PartitionReader> changelogs_;  // from the first that is followed on
  // A change of an input's partitions arrives as a rebalance.
  std::map<Topic, std::int32_t> partition_counts_;
  std::uint64_t counted_at_rebalance_ = 0;
};

}  // namespace vocmap
