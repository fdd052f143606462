#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/runtime/broker.h"
#include "tests/simulation/hazards.h"
#include "tests/simulation/model_cluster.h"

namespace vocmap::simulation {

// The client of one worker: what KafkaBroker is to Kafka. It delivers in small random portions.
// Throws std::runtime_error when a position is out of range, or when its identity has two owners.
class ModelBroker final : public Broker {
 public:
  // The transactional id is the instance id, too.
  ModelBroker(ModelCluster& cluster, std::string instance_id, Hazards& hazards);

  void set_listener(AssignmentListener& listener) override { listener_ = &listener; }
  std::span<const Record> poll(std::chrono::milliseconds timeout, std::size_t max_records) override;
  tl::expected<CommitReceipt, CommitFailure> commit(Batch&& batch) override;
  void recover() override;
  void start_at(TopicPartition source, std::int64_t offset) override;
  std::int64_t position(TopicPartition source) override;
  bool at_end(TopicPartition source) override;
  std::optional<StoredPosition> committed(TopicPartition source) override;
  OffsetRange offsets(TopicPartition partition) override;
  std::int32_t partition_count(Topic topic) override;
  void follow(TopicPartition changelog, std::int64_t from) override;
  void unfollow(TopicPartition changelog) override { followed_.erase(changelog); }
  std::optional<std::int64_t> followed_end(TopicPartition) override { return std::nullopt; }
  void read_changelogs(std::chrono::milliseconds timeout, std::size_t max_records,
                       ChangelogVisitor& visitor) override;
  std::optional<std::vector<GroupMember>> members() override;

  // As the client's background thread does while the process is alive.
  void heartbeat();
  const Partitions& owned() const { return owned_; }
  // No rebalance is under way that it knows of, and every partition was started.
  bool settled() const { return !joining_ && owned_.size() == reading_.size(); }

 private:
  struct Reading {
    std::int64_t next = 0;
    bool at_end = false;
  };
  struct Following {
    std::int64_t next = 0;
    std::int64_t told_end = -1;
  };
  using Outcome = tl::expected<CommitReceipt, CommitFailure>;

  // Membership (model_broker_group.cpp).
  void keep_membership();
  Group::Beat beat();
  void join(const Partitions& owned);
  void rejoin_without(std::string_view why);
  void give_back();
  void take(const Partitions& assigned);

  bool fetch(TopicPartition source, Reading& reading, std::size_t most);
  bool pass_on(TopicPartition changelog, std::size_t most, ChangelogVisitor& visitor);

  // Transactions (model_broker_commit.cpp).
  Outcome transact(const Batch& batch, CommitHazard hazard);
  tl::expected<void, CommitFailure> produce(const Batch& batch, std::size_t most,
                                            CommitReceipt& receipt);
  tl::expected<void, CommitFailure> send_positions(const Batch& batch, CommitHazard hazard);
  tl::expected<void, CommitFailure> end(CommitHazard hazard);
  tl::unexpected<CommitFailure> abort();

  ModelCluster& cluster_;
  const std::string instance_id_;
  Hazards& hazards_;
  AssignmentListener* listener_ = nullptr;

  Membership membership_;
  std::optional<std::vector<GroupMember>> members_;  // the answer that is on its way
  bool joining_ = true;
  Partitions owned_;
  std::vector<std::int64_t> fenced_at_ms_;

  std::map<TopicPartition, Reading> reading_;
  std::map<TopicPartition, Following> followed_;
  std::vector<Record> delivered_;

  ProducerSession session_;
  bool usable_ = true;  // the producer
};

}  // namespace vocmap::simulation
