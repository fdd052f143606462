#pragma once

#include <librdkafka/rdkafka.h>

#include <memory>

namespace vocmap {

// Owners of librdkafka's C objects: each is destroyed by its own function, exactly once.
template <auto Destroy>
struct DestroyWith {
  template <class T>
  void operator()(T* object) const {
    Destroy(object);
  }
};

using ClientHandle = std::unique_ptr<rd_kafka_t, DestroyWith<rd_kafka_destroy>>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, DestroyWith<rd_kafka_queue_destroy>>;
using EventHandle = std::unique_ptr<rd_kafka_event_t, DestroyWith<rd_kafka_event_destroy>>;
using ErrorHandle = std::unique_ptr<rd_kafka_error_t, DestroyWith<rd_kafka_error_destroy>>;
using MessageHandle = std::unique_ptr<rd_kafka_message_t, DestroyWith<rd_kafka_message_destroy>>;
using HeadersHandle = std::unique_ptr<rd_kafka_headers_t, DestroyWith<rd_kafka_headers_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, DestroyWith<rd_kafka_topic_destroy>>;
using PartitionHandle =
    std::unique_ptr<rd_kafka_topic_partition_t, DestroyWith<rd_kafka_topic_partition_destroy>>;
using PartitionList = std::unique_ptr<rd_kafka_topic_partition_list_t,
                                      DestroyWith<rd_kafka_topic_partition_list_destroy>>;
using GroupMetadata = std::unique_ptr<rd_kafka_consumer_group_metadata_t,
                                      DestroyWith<rd_kafka_consumer_group_metadata_destroy>>;

inline PartitionList partition_list(int capacity) {
  return PartitionList(rd_kafka_topic_partition_list_new(capacity));
}

inline PartitionList partition_list(const char* topic, std::int32_t partition,
                                    std::int64_t offset) {
  PartitionList list = partition_list(1);
  rd_kafka_topic_partition_list_add(list.get(), topic, partition)->offset = offset;
  return list;
}

}  // namespace vocmap
