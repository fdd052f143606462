#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "pipeline/core/record.h"
#include "pipeline/kafka/client.h"
#include "pipeline/kafka/topic_names.h"

namespace vocmap {

// Fills a Record from a consumed message; `headers` is the memory of the record's headers.
Record to_record(const rd_kafka_message_t& message, Topic topic, std::vector<Header>& headers);

// A read_committed consumer of chosen partitions, outside any group's assignment. For changelogs
// and for output tables. Used by one thread.
class PartitionReader {
 public:
  struct Start {
    Topic topic{};
    std::int32_t partition = 0;
    std::int64_t offset = 0;
  };
  // The end of a partition's committed records as it was passed.
  using OnEnd = std::function<void(Topic, std::int32_t, std::int64_t offset)>;

  PartitionReader(const KafkaProperties& properties, const std::string& application,
                  const TopicNames& topics);
  ~PartitionReader();

  // Reads these partitions from now on, and no others.
  void assign(const std::vector<Start>& starts);

  // Waits up to `timeout` and passes on what came. Throws KafkaError on what no retry can cure,
  // above all when the start offset does not exist any more.
  void read(std::chrono::milliseconds timeout, const std::function<void(const Record&)>& apply,
            const OnEnd& at_end);

 private:
  void pass_on(const rd_kafka_message_t& message, const std::function<void(const Record&)>& apply,
               const OnEnd& at_end);

  const TopicNames& topics_;
  ClientHandle client_;
  QueueHandle queue_;
  std::vector<rd_kafka_message_t*> messages_;
  std::vector<Header> headers_;
};

}  // namespace vocmap
