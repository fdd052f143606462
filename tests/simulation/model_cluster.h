#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/simulation/group.h"
#include "tests/simulation/transactions.h"

namespace vocmap::simulation {

// A Kafka cluster in memory and in virtual time: partitions, transactions, one consumer group. It
// is shared by the ModelBrokers of a run, which is single-threaded.
class ModelCluster {
 public:
  struct Options {
    bool cooperative = false;
    std::int64_t session_timeout_ms = 15'000;
    Transactions::Timing transactions{};
  };

  ModelCluster(Random& random, const Options& options);

  // Creates the topic or raises its partition count.
  void create(Topic topic, std::int32_t partitions);
  std::int32_t partition_count(Topic topic) const;
  PartitionLog& log(TopicPartition partition) { return logs_.at(partition); }
  const Logs& logs() const { return logs_; }
  Partitions all_sources() const;  // what the group reads

  // An input record, outside of transactions.
  void write(TopicPartition partition, std::string value);
  // Readers see nothing of the partition from `offset` on until it is released further.
  void hold(TopicPartition partition, std::int64_t offset) { held_[partition] = offset; }
  std::int64_t readable_end(TopicPartition partition) const;
  bool held(TopicPartition partition) const;

  void advance(std::int64_t ms);
  void compact_changelogs();

  Random& random() { return random_; }
  Agenda& agenda() { return agenda_; }
  Group& group() { return group_; }
  GroupOffsets& offsets() { return offsets_; }
  Transactions& transactions() { return transactions_; }

  // Everything committed in the output topics, in log order.
  std::vector<OutboundRecord> published() const;

 private:
  Random& random_;
  Agenda agenda_;
  Logs logs_;
  std::map<Topic, std::int32_t> topics_;
  std::map<TopicPartition, std::int64_t> held_;
  GroupOffsets offsets_;
  Transactions transactions_;
  Group group_;
};

}  // namespace vocmap::simulation
