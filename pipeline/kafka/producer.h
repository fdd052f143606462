#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/record.h"
#include "pipeline/kafka/client.h"
#include "pipeline/kafka/topic_names.h"

namespace vocmap {

// An idempotent producer without transactions, for load and replays into Kafka. Used by one thread.
class Producer {
 public:
  struct Message {
    Topic topic{};
    std::int32_t partition = -1;  // -1: by murmur2 of the key
    std::string_view key;         // empty: none
    std::optional<std::string_view> value;
    std::optional<std::int64_t> timestamp_ms = std::nullopt;  // absent: now
  };

  Producer(const KafkaProperties& properties, TopicNames topics);
  ~Producer();

  // Copies the message; waits while the local queue is full. Throws KafkaError when it is refused.
  void send(const Message& message);

  // Whether everything sent was acknowledged within `timeout`. Throws KafkaError with the first
  // failure of a delivery.
  bool flush(std::chrono::milliseconds timeout);

  std::int64_t delivered() const { return delivered_; }

 private:
  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);

  std::int64_t delivered_ = 0;
  std::string failure_;
  ClientHandle client_;
  std::vector<TopicHandle> topics_;  // by Topic
};

}  // namespace vocmap
