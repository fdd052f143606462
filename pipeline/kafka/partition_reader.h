#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "pipeline/core/record.h"
#include "pipeline/kafka/client.h"
#include "pipeline/kafka/topic_names.h"
#include "pipeline/runtime/broker.h"

namespace vocmap {

// Fills a Record from a consumed message; `headers` is the memory of the record's headers.
Record to_record(const rd_kafka_message_t& message, Topic topic, std::vector<Header>& headers);

// A read_committed consumer of chosen partitions, outside any group's assignment. For changelogs
// and for output tables. Used by one thread.
class PartitionReader {
 public:
  // The end of a partition's committed records as it was passed.
  using OnEnd = std::function<void(Topic, std::int32_t, std::int64_t offset)>;

  PartitionReader(const KafkaProperties& properties, const std::string& application,
                  const TopicNames& topics);
  ~PartitionReader();

  // Reads a partition from `from` on; one that is read already starts anew.
  void follow(TopicPartition partition, std::int64_t from);
  void unfollow(TopicPartition partition);
  bool idle() const { return next_.empty(); }
  std::optional<std::int64_t> end(TopicPartition partition) const;  // as of the last fetch

  // Waits up to `timeout` and passes on what came; returns how many records. Throws KafkaError on
  // what no retry can cure, above all when the start offset does not exist any more.
  std::size_t read(std::chrono::milliseconds timeout,
                   const std::function<void(const Record&)>& apply, const OnEnd& at_end);

 private:
  void assign();
  void pass_on(const rd_kafka_message_t& message, const std::function<void(const Record&)>& apply,
               const OnEnd& at_end);

  const TopicNames& topics_;
  ClientHandle client_;
  QueueHandle queue_;
  std::map<TopicPartition, std::int64_t> next_;  // offset to read next
  std::set<TopicPartition> started_;             // of those: the client does not know of the start
  std::set<TopicPartition> read_;                // assigned at the client
  bool assigned_ = true;                         // the client reads what next_ says
  std::vector<rd_kafka_message_t*> messages_;
  std::vector<Header> headers_;
};

}  // namespace vocmap
