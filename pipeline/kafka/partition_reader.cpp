#include "pipeline/kafka/partition_reader.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr std::size_t kBatch = 1000;

ClientHandle connect(const KafkaProperties& properties, const std::string& application) {
  ClientHandle client = ClientConfig()
                            .set("fetch.wait.max.ms", "100")
                            .set_all(properties)
                            .set("group.id", application)
                            .set("enable.auto.commit", "false")
                            .set("enable.auto.offset.store", "false")
                            .set("isolation.level", "read_committed")
                            .set("enable.partition.eof", "true")
                            .set("auto.offset.reset", "error")
                            .create(RD_KAFKA_CONSUMER);
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

std::string_view bytes(const void* data, std::size_t size) {
  return {static_cast<const char*>(data), data == nullptr ? 0 : size};
}

}  // namespace

Record to_record(const rd_kafka_message_t& message, Topic topic, std::vector<Header>& headers) {
  const std::size_t first = headers.size();
  rd_kafka_headers_t* list = nullptr;
  if (rd_kafka_message_headers(&message, &list) == RD_KAFKA_RESP_ERR_NO_ERROR) {
    const char* name = nullptr;
    const void* value = nullptr;
    std::size_t size = 0;
    for (std::size_t i = 0;
         rd_kafka_header_get_all(list, i, &name, &value, &size) == RD_KAFKA_RESP_ERR_NO_ERROR;
         ++i) {
      headers.push_back({name, bytes(value, size)});
    }
  }
  const std::int64_t timestamp = rd_kafka_message_timestamp(&message, nullptr);
  return {.topic = topic,
          .partition = message.partition,
          .offset = message.offset,
          .timestamp_ms = timestamp < 0 ? 0 : timestamp,
          .key = bytes(message.key, message.key_len),
          .value = bytes(message.payload, message.len),
          .tombstone = message.payload == nullptr,
          .headers = std::span(headers).subspan(first)};
}

PartitionReader::PartitionReader(const KafkaProperties& properties, const std::string& application,
                                 const TopicNames& topics)
    : topics_(topics),
      client_(connect(properties, application)),
      queue_(rd_kafka_queue_get_consumer(client_.get())),
      messages_(kBatch) {}

PartitionReader::~PartitionReader() {
  rd_kafka_assign(client_.get(), nullptr);
}

void PartitionReader::follow(TopicPartition partition, std::int64_t from) {
  next_[partition] = from;
  started_.insert(partition);
  assigned_ = false;
}

void PartitionReader::unfollow(TopicPartition partition) {
  started_.erase(partition);
  if (next_.erase(partition) > 0) assigned_ = false;
}

std::optional<std::int64_t> PartitionReader::end(TopicPartition partition) const {
  std::int64_t begin = 0;
  std::int64_t end = 0;
  const rd_kafka_resp_err_t error = rd_kafka_get_watermark_offsets(
      client_.get(), topics_.of(partition.topic).c_str(), partition.partition, &begin, &end);
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR || end < 0) return std::nullopt;
  return end;
}

// Only what changed is told. A whole new assignment would start every partition anew: one that is
// just being stopped would be stopped twice, which aborts in librdkafka, and one whose start is
// still looked up would be thrown back to it later. Nothing of an earlier start comes after the
// call, since librdkafka numbers the starts and drops what was fetched for an older one.
void PartitionReader::assign() {
  assigned_ = true;
  const PartitionList given_back = partition_list(static_cast<int>(read_.size()));
  for (const TopicPartition partition : read_) {
    if (next_.contains(partition) && !started_.contains(partition)) continue;
    rd_kafka_topic_partition_list_add(given_back.get(), topics_.of(partition.topic).c_str(),
                                      partition.partition);
  }
  const PartitionList started = partition_list(static_cast<int>(started_.size()));
  for (const TopicPartition partition : started_) {
    rd_kafka_topic_partition_list_add(started.get(), topics_.of(partition.topic).c_str(),
                                      partition.partition)
        ->offset = next_.at(partition);
  }
  ErrorHandle error;
  if (given_back->cnt > 0) {
    error.reset(rd_kafka_incremental_unassign(client_.get(), given_back.get()));
  }
  if (!error && started->cnt > 0) {
    error.reset(rd_kafka_incremental_assign(client_.get(), started.get()));
  }
  if (error) {
    throw KafkaError(fmt::format("reading partitions: {}", rd_kafka_error_string(error.get())));
  }
  started_.clear();
  read_.clear();
  for (const auto& [partition, next] : next_) read_.insert(partition);
}

std::size_t PartitionReader::read(std::chrono::milliseconds timeout,
                                  const std::function<void(const Record&)>& apply,
                                  const OnEnd& at_end) {
  if (!assigned_) assign();
  const ssize_t count = rd_kafka_consume_batch_queue(
      queue_.get(), static_cast<int>(timeout.count()), messages_.data(), messages_.size());
  if (count <= 0) return 0;
  std::vector<MessageHandle> owned;
  owned.reserve(static_cast<std::size_t>(count));
  for (ssize_t i = 0; i < count; ++i) owned.emplace_back(messages_[static_cast<std::size_t>(i)]);
  for (const MessageHandle& message : owned) pass_on(*message, apply, at_end);
  return owned.size();
}

void PartitionReader::pass_on(const rd_kafka_message_t& message,
                              const std::function<void(const Record&)>& apply,
                              const OnEnd& at_end) {
  const char* name = message.rkt == nullptr ? "" : rd_kafka_topic_name(message.rkt);
  if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR ||
      message.err == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    const std::optional<Topic> topic = topics_.find(name);
    CHECK(topic.has_value(), "only assigned topics are delivered");
    const auto next = next_.find({*topic, message.partition});
    if (next == next_.end()) return;  // not followed any more
    if (message.err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      next->second = message.offset;
      at_end(*topic, message.partition, message.offset);
      return;
    }
    next->second = message.offset + 1;
    headers_.clear();
    apply(to_record(message, *topic, headers_));
    return;
  }
  const std::string text = fmt::format("reading {} [{}]: {}", name, message.partition,
                                       rd_kafka_message_errstr(&message));
  if (message.err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
      message.err == RD_KAFKA_RESP_ERR__FATAL) {
    throw KafkaError(text);
  }
  spdlog::warn("{}", text);
}

}  // namespace vocmap
