#include "pipeline/kafka/table_reader.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "pipeline/kafka/cluster_view.h"
#include "pipeline/kafka/partition_reader.h"
#include "pipeline/runtime/broker.h"

namespace vocmap {

TableReader::TableReader(const KafkaOptions& options, std::vector<Topic> topics,
                         std::function<void(const Record&)> apply, std::map<Topic, EventTime> since)
    : options_(options),
      topics_(std::move(topics)),
      apply_(std::move(apply)),
      since_(std::move(since)),
      thread_([this](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          try {
            follow(stop);
          } catch (const KafkaError& error) {
            if (stop.stop_requested()) return;
            spdlog::error("the table of outputs is read again from its beginning: {}",
                          error.what());
            pause(stop, std::chrono::seconds(5));
          }
        }
      }) {}

void TableReader::follow(const std::stop_token& stop) {
  std::map<TopicPartition, std::int64_t> unread;  // partition -> the end to reach
  PartitionReader reader(options_.properties, options_.application, options_.topics);
  {
    ClusterView cluster(options_.properties);
    for (const Topic topic : topics_) {
      const std::string& name = options_.topics.of(topic);
      const std::int32_t count = cluster.partition_count(name, {.stop = stop});
      for (std::int32_t partition = 0; partition < count; ++partition) {
        const std::int64_t end = cluster.offsets(name, partition, {.stop = stop}).end;
        unread[{topic, partition}] = end;
        const auto since = since_.find(topic);
        const std::int64_t from =
            since == since_.end()
                ? kFromBeginning
                : cluster.offset_at(name, partition, since->second, {.stop = stop}).value_or(end);
        reader.follow({topic, partition}, from);
      }
    }
  }
  while (!stop.stop_requested()) {
    reader.read(std::chrono::milliseconds(200), apply_,
                [&](Topic topic, std::int32_t partition, std::int64_t offset) {
                  const auto end = unread.find({topic, partition});
                  if (end != unread.end() && offset >= end->second) unread.erase(end);
                });
    if (unread.empty()) caught_up_ = true;
  }
}

}  // namespace vocmap
