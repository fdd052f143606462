#include "pipeline/kafka/group_consumer.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "pipeline/core/check.h"
#include "pipeline/kafka/partition_reader.h"

namespace vocmap {
namespace {

using Clock = std::chrono::steady_clock;

// Cooperative rebalancing resumes from earlier positions and crashes on close before 2.6.1.
constexpr int kCooperativeIsSound = 0x020601ff;

constexpr std::size_t kRejoinsPerMinute = 3;

// One attempt to learn a position; other partitions are processed between two attempts.
constexpr int kCommittedMs = 300;

ClientHandle connect(const KafkaOptions& options) {
  ClientConfig config;
  config.set("session.timeout.ms", "15000")
      .set("max.poll.interval.ms", "300000")  // of one round: processing and one transaction
      .set("fetch.wait.max.ms", "100")
      // A full local queue stops fetching for a second before 2.2, which knows the other setting.
      .set("queued.min.messages", "1000000")
      .set_if_known("fetch.queue.backoff.ms", "20")
      .set_all(options.properties)
      .set("statistics.interval.ms", kStatisticsIntervalMs)
      .set("group.id", options.application)
      .set("enable.auto.commit", "false")
      .set("enable.auto.offset.store", "false")
      .set("isolation.level", "read_committed")
      .set("auto.offset.reset", "error")
      .set("enable.partition.eof", "true")
      .set("partition.assignment.strategy",
           rd_kafka_version() >= kCooperativeIsSound ? "cooperative-sticky" : "range");
  if (!options.instance_id.empty()) config.set("group.instance.id", options.instance_id);
  rd_kafka_conf_set_events(config.get(), RD_KAFKA_EVENT_FETCH | RD_KAFKA_EVENT_REBALANCE |
                                             RD_KAFKA_EVENT_ERROR | RD_KAFKA_EVENT_STATS);
  ClientHandle client = config.create(RD_KAFKA_CONSUMER);
  rd_kafka_poll_set_consumer(client.get());
  return client;
}

}  // namespace

GroupConsumer::GroupConsumer(const KafkaOptions& options,
                             std::vector<std::pair<Topic, std::int32_t>> sources)
    : options_(options),
      sources_(std::move(sources)),
      client_(connect(options)),
      queue_(rd_kafka_queue_get_consumer(client_.get())) {}

// A group that may not be used is told by an error event, which answers nothing that waits.
void GroupConsumer::await_group() {
  const auto deadline = Clock::now() + options_.start_timeout;
  while (!committed({sources_.front().first, 0})) {
    const EventHandle event(rd_kafka_queue_poll(queue_.get(), 0));
    if (event && rd_kafka_event_type(event.get()) == RD_KAFKA_EVENT_ERROR) on_error(*event);
    if (options_.stop.stop_requested() || Clock::now() >= deadline) {
      throw KafkaError(fmt::format("gave up waiting for Kafka to tell the positions of group {}",
                                   options_.application));
    }
  }
}

void GroupConsumer::join() {
  await_group();
  subscribe();
}

void GroupConsumer::subscribe() {
  if (options_.manual_partitions) return;
  const PartitionList list = partition_list(static_cast<int>(sources_.size()));
  for (const auto& [topic, count] : sources_) {
    rd_kafka_topic_partition_list_add(list.get(), options_.topics.of(topic).c_str(),
                                      RD_KAFKA_PARTITION_UA);
  }
  const rd_kafka_resp_err_t error = rd_kafka_subscribe(client_.get(), list.get());
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw KafkaError(fmt::format("subscribing: {}", rd_kafka_err2str(error)));
  }
}

GroupConsumer::~GroupConsumer() {
  // The group waits for an answer to a rebalance that was handed out, also when closing.
  if (!rebalancing_ && !held_) return;
  if (!cooperative()) {
    rd_kafka_assign(client_.get(), nullptr);
    return;
  }
  const PartitionList none = partition_list(0);  // each answers the kind that is waited for
  ErrorHandle(rd_kafka_incremental_unassign(client_.get(), none.get()));
  ErrorHandle(rd_kafka_incremental_assign(client_.get(), none.get()));
}

std::span<const Record> GroupConsumer::poll(std::chrono::milliseconds timeout,
                                            std::size_t max_records) {
  drop_batch();
  if (!ended_because_.empty()) rejoin();
  if (options_.manual_partitions && !assigned_manually_) assign_manually();
  if (!started_.empty() && !held_) read_started();
  const Clock::time_point deadline = Clock::now() + timeout;
  while (records_.size() < max_records && ended_because_.empty()) {
    EventHandle event = std::move(held_);
    if (!event) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
      const bool wait = records_.empty() && left.count() > 0;
      event.reset(rd_kafka_queue_poll(queue_.get(), wait ? static_cast<int>(left.count()) : 0));
    }
    if (!event) break;
    switch (rd_kafka_event_type(event.get())) {
      case RD_KAFKA_EVENT_FETCH:
        keep(std::move(event));
        break;
      case RD_KAFKA_EVENT_REBALANCE:
        if (!records_.empty()) {
          held_ = std::move(event);
          return records_;
        }
        rebalance(*event);
        break;
      case RD_KAFKA_EVENT_ERROR:
        on_error(*event);
        break;
      case RD_KAFKA_EVENT_STATS:
        update_statistics(statistics_, rd_kafka_event_stats(event.get()));
        break;
      default:
        break;
    }
  }
  return records_;
}

void GroupConsumer::drop_batch() {
  remember_timestamps();
  records_.clear();
  headers_.clear();
  events_.clear();
}

// Records come in runs of one partition: one look-up for each run.
void GroupConsumer::remember_timestamps() {
  for (std::size_t i = 0; i < records_.size(); ++i) {
    const Record& record = records_[i];
    const bool last = i + 1 == records_.size() || records_[i + 1].topic != record.topic ||
                      records_[i + 1].partition != record.partition;
    if (last) timestamps_[{record.topic, record.partition}] = record.timestamp_ms;
  }
}

void GroupConsumer::keep(EventHandle event) {
  const rd_kafka_message_t* message = rd_kafka_event_message_next(event.get());
  if (message == nullptr) return;
  const std::optional<Topic> topic = options_.topics.find(rd_kafka_topic_name(message->rkt));
  CHECK(topic.has_value(), "only subscribed topics are delivered");
  positions_[{*topic, message->partition}] = message->offset + 1;
  ends_.erase({*topic, message->partition});
  const std::size_t before = headers_.capacity();
  records_.push_back(to_record(*message, *topic, headers_));
  if (headers_.capacity() != before) {
    std::size_t first = 0;
    for (Record& record : records_) {
      record.headers = std::span(headers_).subspan(first, record.headers.size());
      first += record.headers.size();
    }
  }
  events_.push_back(std::move(event));
  last_error_ = RD_KAFKA_RESP_ERR_NO_ERROR;
}

void GroupConsumer::on_error(rd_kafka_event_t& event) {
  const rd_kafka_resp_err_t error = rd_kafka_event_error(&event);
  const PartitionHandle where(rd_kafka_event_topic_partition(&event));
  if (error == RD_KAFKA_RESP_ERR__PARTITION_EOF) {
    // Control records take offsets too: only this tells that a partition was read to its end.
    if (const auto topic = options_.topics.find(where->topic)) {
      const auto position = positions_.find({*topic, where->partition});
      if (position == positions_.end()) return;
      position->second = std::max(position->second, where->offset);
      ends_.insert(position->first);
    }
    return;
  }
  const std::string text =
      fmt::format("{}{}", where ? fmt::format("{} [{}]: ", where->topic, where->partition) : "",
                  rd_kafka_event_error_string(&event));
  if (no_read_will_do(error)) throw KafkaError(fmt::format("reading: {}", text));
  char fatal[256];
  if (rd_kafka_fatal_error(client_.get(), fatal, sizeof fatal) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    ended_because_ = fatal;
    return;
  }
  if (error != last_error_) spdlog::warn("reading: {}", text);
  last_error_ = error;
}

// A broker that comes back can take a member's repeated request to join for a second member of the
// same static identity, and fence the member by itself. Two real owners of one identity fence each
// other until one of them has had enough.
void GroupConsumer::rejoin() {
  const Clock::time_point now = Clock::now();
  std::erase_if(rejoins_, [&](auto then) { return now - then > std::chrono::minutes(1); });
  if (rejoins_.size() >= kRejoinsPerMinute) throw KafkaError(std::move(ended_because_));
  spdlog::warn("joining the group anew: {}", std::exchange(ended_because_, {}));
  rejoins_.push_back(now);
  const std::vector<TopicPartition> lost(owned_.begin(), owned_.end());
  for (const TopicPartition& partition : lost) forget(partition);
  ++rebalances_;
  if (listener_ != nullptr && !lost.empty()) listener_->on_lost(lost);
  if (held_) rd_kafka_assign(client_.get(), nullptr);
  held_.reset();
  queue_.reset();
  client_ = connect(options_);
  queue_.reset(rd_kafka_queue_get_consumer(client_.get()));
  subscribe();
}

void GroupConsumer::start_at(TopicPartition source, std::int64_t offset) {
  if (!owned_.contains(source)) return;  // the membership is over; the next poll tells
  positions_[source] = offset;
  started_.insert(source);
  ends_.erase(source);
}

std::optional<StoredPosition> GroupConsumer::committed(TopicPartition source) const {
  if (options_.manual_partitions) return StoredPosition{};
  const std::string& name = options_.topics.of(source.topic);
  const PartitionList list =
      partition_list(name.c_str(), source.partition, RD_KAFKA_OFFSET_INVALID);
  const rd_kafka_topic_partition_t& found = list->elems[0];
  rd_kafka_resp_err_t error = rd_kafka_committed(client_.get(), list.get(), kCommittedMs);
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR) error = found.err;
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) {
    if (is_transient(error)) return std::nullopt;
    throw KafkaError(fmt::format("Kafka refuses to tell the position in {} [{}]: {}", name,
                                 source.partition, rd_kafka_err2str(error)));
  }
  if (found.offset < 0) return StoredPosition{};
  return StoredPosition{found.offset,
                        std::string(static_cast<const char*>(found.metadata), found.metadata_size)};
}

GroupPositions GroupConsumer::positions(const std::vector<SourcePosition>& sources) const {
  if (options_.manual_partitions || sources.empty()) return {};
  GroupPositions positions{partition_list(static_cast<int>(sources.size())),
                           GroupMetadata(rd_kafka_consumer_group_metadata(client_.get()))};
  for (const SourcePosition& source : sources) {
    rd_kafka_topic_partition_t* element = rd_kafka_topic_partition_list_add(
        positions.offsets.get(), options_.topics.of(source.source.topic).c_str(),
        source.source.partition);
    element->offset = source.next_offset;
    if (source.metadata.empty()) continue;
    element->metadata = std::malloc(source.metadata.size());  // librdkafka frees it
    element->metadata_size = source.metadata.size();
    std::memcpy(element->metadata, source.metadata.data(), source.metadata.size());
  }
  return positions;
}

std::int64_t GroupConsumer::position(TopicPartition source) const {
  const auto found = positions_.find(source);
  return found == positions_.end() ? 0 : std::max<std::int64_t>(found->second, 0);
}

bool GroupConsumer::at_end(TopicPartition source) const {
  if (!ends_.contains(source)) return false;
  std::int64_t begin = 0;
  std::int64_t end = 0;
  const rd_kafka_resp_err_t error = rd_kafka_get_watermark_offsets(
      client_.get(), options_.topics.of(source.topic).c_str(), source.partition, &begin, &end);
  return error == RD_KAFKA_RESP_ERR_NO_ERROR && end <= position(source);
}

std::vector<PartitionLag> GroupConsumer::lags() const {
  std::vector<PartitionLag> lags;
  lags.reserve(positions_.size());
  for (const auto& [source, position] : positions_) {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    const rd_kafka_resp_err_t error = rd_kafka_get_watermark_offsets(
        client_.get(), options_.topics.of(source.topic).c_str(), source.partition, &begin, &end);
    if (error != RD_KAFKA_RESP_ERR_NO_ERROR || end < 0) continue;
    const auto timestamp = timestamps_.find(source);
    lags.push_back({source.topic, source.partition, position,
                    std::max<std::int64_t>(end - std::max(position, begin), 0),
                    timestamp == timestamps_.end() ? -1 : timestamp->second});
  }
  return lags;
}

}  // namespace vocmap
