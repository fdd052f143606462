// What GroupConsumer does when the group hands out partitions and takes them back.
#include <fmt/format.h>

#include <algorithm>

#include "pipeline/core/check.h"
#include "pipeline/kafka/group_consumer.h"

namespace vocmap {
namespace {

void check_assignment(ErrorHandle error) {
  if (error) throw KafkaError(fmt::format("assignment: {}", rd_kafka_error_string(error.get())));
}

}  // namespace

bool GroupConsumer::cooperative() const {
  const char* protocol = rd_kafka_rebalance_protocol(client_.get());
  return protocol != nullptr && std::string_view(protocol) == "COOPERATIVE";
}

std::string GroupConsumer::member_id() const {
  char* id = rd_kafka_memberid(client_.get());
  const std::string copy = id == nullptr ? "" : id;
  rd_kafka_mem_free(client_.get(), id);
  return copy;
}

bool GroupConsumer::still_member() {
  if (options_.manual_partitions || owned_.empty() || member_id() == member_id_) return true;
  ended_because_ = "the session ended while partitions were owned";
  return false;
}

void GroupConsumer::rebalance(rd_kafka_event_t& event) {
  const rd_kafka_topic_partition_list_t* list = rd_kafka_event_topic_partition_list(&event);
  const std::vector<TopicPartition> partitions = known(*list);
  rebalancing_ = true;
  ++rebalances_;
  still_member();  // else a commit is refused, and the next poll joins anew
  if (rd_kafka_event_error(&event) == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    owned_.insert(partitions.begin(), partitions.end());
    member_id_ = member_id();
    if (listener_ != nullptr) listener_->on_assigned(partitions);
    read_started();
  } else {
    revoke_given(partitions);
  }
  rebalancing_ = false;
}

// The client reads the partitions that were started, each from its position. One that was started
// again is assigned again: a seek can lose against the look-up of an earlier start.
void GroupConsumer::read_started() {
  if (!cooperative()) {
    rd_kafka_assign(client_.get(), list_of(positions_).get());
  } else {
    std::map<TopicPartition, std::int64_t> again;
    std::map<TopicPartition, std::int64_t> started;
    for (const TopicPartition& source : started_) {
      started[source] = positions_.at(source);
      if (read_.contains(source)) again[source] = 0;
    }
    if (!again.empty()) {
      check_assignment(
          ErrorHandle(rd_kafka_incremental_unassign(client_.get(), list_of(again).get())));
    }
    check_assignment(
        ErrorHandle(rd_kafka_incremental_assign(client_.get(), list_of(started).get())));
  }
  read_.insert(started_.begin(), started_.end());
  started_.clear();
}

void GroupConsumer::revoke_given(const std::vector<TopicPartition>& partitions) {
  if (listener_ != nullptr && !partitions.empty()) {
    if (rd_kafka_assignment_lost(client_.get()) != 0) {
      listener_->on_lost(partitions);
    } else {
      listener_->on_revoked(partitions);
    }
  }
  std::map<TopicPartition, std::int64_t> unread;
  for (const TopicPartition& partition : partitions) {
    if (read_.contains(partition)) unread[partition] = 0;
    forget(partition);
  }
  if (cooperative()) {
    check_assignment(
        ErrorHandle(rd_kafka_incremental_unassign(client_.get(), list_of(unread).get())));
  } else {
    rd_kafka_assign(client_.get(), nullptr);
  }
}

void GroupConsumer::forget(TopicPartition partition) {
  owned_.erase(partition);
  positions_.erase(partition);
  started_.erase(partition);
  read_.erase(partition);
  ends_.erase(partition);
  timestamps_.erase(partition);
}

PartitionList GroupConsumer::list_of(const std::map<TopicPartition, std::int64_t>& offsets) const {
  PartitionList list = partition_list(static_cast<int>(offsets.size()));
  for (const auto& [partition, offset] : offsets) {
    rd_kafka_topic_partition_list_add(list.get(), options_.topics.of(partition.topic).c_str(),
                                      partition.partition)
        ->offset = offset;
  }
  return list;
}

void GroupConsumer::assign_manually() {
  assigned_manually_ = true;
  for (const auto& [topic, count] : sources_) {
    for (std::int32_t partition = 0; partition < count; ++partition) {
      owned_.insert({topic, partition});
    }
  }
  const std::vector<TopicPartition> partitions(owned_.begin(), owned_.end());
  if (listener_ != nullptr) listener_->on_assigned(partitions);
}

std::vector<TopicPartition> GroupConsumer::known(
    const rd_kafka_topic_partition_list_t& list) const {
  std::vector<TopicPartition> partitions;
  for (int i = 0; i < list.cnt; ++i) {
    const std::optional<Topic> topic = options_.topics.find(list.elems[i].topic);
    CHECK(topic.has_value(), "only subscribed topics are assigned");
    partitions.push_back({*topic, list.elems[i].partition});
  }
  return partitions;
}

}  // namespace vocmap
