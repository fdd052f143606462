#include "pipeline/kafka/cluster_view.h"

#include <fmt/format.h>

namespace vocmap {

ClusterView::ClusterView(const KafkaProperties& properties)
    : client_(ClientConfig()
                  .set_all(properties)
                  .set("isolation.level", "read_uncommitted")
                  .create(RD_KAFKA_CONSUMER)) {}

std::int32_t ClusterView::partition_count(const std::string& topic, const Patience& patience) {
  const TopicHandle handle(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  std::int32_t count = 0;
  insist(patience, fmt::format("describe topic {}", topic), [&] {
    const rd_kafka_metadata_t* metadata = nullptr;
    rd_kafka_resp_err_t error =
        rd_kafka_metadata(client_.get(), 0, handle.get(), &metadata, patience.request_ms());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
    if (metadata->topic_cnt == 1) {
      error = metadata->topics[0].err;
      count = metadata->topics[0].partition_cnt;
    }
    rd_kafka_metadata_destroy(metadata);
    const bool absent = error == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
                        error == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
    if (absent) count = 0;
    return absent ? RD_KAFKA_RESP_ERR_NO_ERROR : error;
  });
  return count;
}

std::int64_t ClusterView::begin_offset(const std::string& topic, std::int32_t partition,
                                       const Patience& patience) {
  return offsets(topic, partition, patience).first;
}

std::int64_t ClusterView::end_offset(const std::string& topic, std::int32_t partition,
                                     const Patience& patience) {
  return offsets(topic, partition, patience).second;
}

std::pair<std::int64_t, std::int64_t> ClusterView::offsets(const std::string& topic,
                                                           std::int32_t partition,
                                                           const Patience& patience) {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  insist(patience, fmt::format("tell the offsets of {} [{}]", topic, partition), [&] {
    return rd_kafka_query_watermark_offsets(client_.get(), topic.c_str(), partition, &begin, &end,
                                            patience.request_ms());
  });
  return {begin, end};
}

}  // namespace vocmap
