#include "pipeline/kafka/message_fields.h"

namespace vocmap {

std::vector<TopicHandle> topic_handles(rd_kafka_t* client, const TopicNames& topics) {
  std::vector<TopicHandle> handles;
  for (std::size_t i = 0; i < kTopics; ++i) {
    handles.emplace_back(
        rd_kafka_topic_new(client, topics.of(static_cast<Topic>(i)).c_str(), nullptr));
  }
  return handles;
}

}  // namespace vocmap
