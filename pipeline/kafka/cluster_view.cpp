#include "pipeline/kafka/cluster_view.h"

#include <fmt/format.h>

namespace vocmap {
namespace {

std::vector<TopicPartition> owned_by(const rd_kafka_MemberDescription_t& member,
                                     const TopicNames& topics) {
  const rd_kafka_topic_partition_list_t* list =
      rd_kafka_MemberAssignment_partitions(rd_kafka_MemberDescription_assignment(&member));
  std::vector<TopicPartition> owned;
  for (int i = 0; list != nullptr && i < list->cnt; ++i) {
    if (const auto topic = topics.find(list->elems[i].topic)) {
      owned.push_back({*topic, list->elems[i].partition});
    }
  }
  return owned;
}

std::vector<GroupMember> stable_members(rd_kafka_event_t& event, const TopicNames& topics) {
  if (rd_kafka_event_error(&event) != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  std::size_t count = 0;
  const rd_kafka_ConsumerGroupDescription_t** groups =
      rd_kafka_DescribeConsumerGroups_result_groups(
          rd_kafka_event_DescribeConsumerGroups_result(&event), &count);
  if (count != 1 ||
      rd_kafka_ConsumerGroupDescription_state(groups[0]) != RD_KAFKA_CONSUMER_GROUP_STATE_STABLE) {
    return {};
  }
  std::vector<GroupMember> members;
  for (std::size_t i = 0; i < rd_kafka_ConsumerGroupDescription_member_count(groups[0]); ++i) {
    const rd_kafka_MemberDescription_t* member =
        rd_kafka_ConsumerGroupDescription_member(groups[0], i);
    const char* id = rd_kafka_MemberDescription_group_instance_id(member);
    if (id != nullptr) members.push_back({id, owned_by(*member, topics)});
  }
  return members;
}

}  // namespace

ClusterView::ClusterView(const KafkaProperties& properties) {
  ClientConfig config;
  config.set_all(properties).set("isolation.level", "read_uncommitted");
  rd_kafka_conf_set_opaque(config.get(), this);
  rd_kafka_conf_set_error_cb(config.get(), on_error);
  client_ = config.create(RD_KAFKA_CONSUMER);
}

void ClusterView::on_error(rd_kafka_t*, int error, const char* reason, void* self) {
  auto* view = static_cast<ClusterView*>(self);
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;  // follows the reason, and hides it
  view->problem_ = static_cast<rd_kafka_resp_err_t>(error);
  view->problem_text_ = reason;
}

void ClusterView::ask(const Patience& patience, const std::string& what,
                      const std::function<rd_kafka_resp_err_t()>& request) {
  const bool waits_for_ever = patience.until == std::chrono::steady_clock::time_point::max();
  try {
    insist(patience, what, [&] {
      const rd_kafka_resp_err_t error = request();
      rd_kafka_poll(client_.get(), 0);
      const bool refused =
          problem_ == RD_KAFKA_RESP_ERR__AUTHENTICATION || problem_ == RD_KAFKA_RESP_ERR__SSL;
      if (error != RD_KAFKA_RESP_ERR_NO_ERROR && refused && !waits_for_ever) {
        throw KafkaError(fmt::format("Kafka cannot be asked to {}", what));
      }
      return error;
    });
  } catch (const KafkaError& error) {
    if (problem_text_.empty()) throw;
    throw KafkaError(fmt::format("{}: {}", error.what(), problem_text_));
  }
  problem_ = RD_KAFKA_RESP_ERR_NO_ERROR;
  problem_text_.clear();
}

std::int32_t ClusterView::partition_count(const std::string& topic, const Patience& patience) {
  const TopicHandle handle(rd_kafka_topic_new(client_.get(), topic.c_str(), nullptr));
  std::int32_t count = 0;
  ask(patience, fmt::format("describe topic {}", topic), [&] {
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

OffsetRange ClusterView::offsets(const std::string& topic, std::int32_t partition,
                                 const Patience& patience) {
  OffsetRange range;
  ask(patience, fmt::format("tell the ends of {} [{}]", topic, partition), [&] {
    return rd_kafka_query_watermark_offsets(client_.get(), topic.c_str(), partition, &range.begin,
                                            &range.end, patience.request_ms());
  });
  return range;
}

std::optional<std::int64_t> ClusterView::offset_at(const std::string& topic, std::int32_t partition,
                                                   EventTime time, const Patience& patience) {
  std::int64_t offset = RD_KAFKA_OFFSET_END;
  ask(patience, fmt::format("find a time in {} [{}]", topic, partition), [&] {
    const PartitionList list = partition_list(topic.c_str(), partition, time.ms);
    const rd_kafka_resp_err_t error =
        rd_kafka_offsets_for_times(client_.get(), list.get(), patience.request_ms());
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR) return error;
    offset = list->elems[0].offset;
    return list->elems[0].err;
  });
  if (offset < 0) return std::nullopt;
  return offset;
}

std::optional<std::vector<GroupMember>> ClusterView::members(const std::string& group,
                                                             const TopicNames& topics) {
  if (!members_) {
    members_.reset(rd_kafka_queue_new(client_.get()));
    const char* name = group.c_str();
    rd_kafka_DescribeConsumerGroups(client_.get(), &name, 1, nullptr, members_.get());
    return std::nullopt;
  }
  const EventHandle event(rd_kafka_queue_poll(members_.get(), 0));
  if (!event) return std::nullopt;
  members_.reset();
  return stable_members(*event, topics);
}

}  // namespace vocmap
