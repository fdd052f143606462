#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pipeline/runtime/broker.h"

namespace vocmap {

// A broker inside the process: inputs are given up front, internal topics are queues, outputs go
// to a sink in the order of the commits. Same inputs, same calls, same bytes: the engine of
// `vocmap replay` and the driver of topology tests. Every partition belongs to the one worker.
class LocalBroker : public Broker {
 public:
  // One input record; `read_order` of all inputs is the order of the calls to `add_input`.
  void add_input(Topic topic, std::int32_t partition, std::string key,
                 std::optional<std::string> value, std::int64_t timestamp_ms = 0);
  void set_partitions(Topic topic, std::int32_t count) { partitions_[topic] = count; }
  // Told of each committed record that is neither internal nor a changelog's.
  void set_sink(std::function<void(const OutboundRecord&)> sink) { sink_ = std::move(sink); }
  // Keeps changelogs in memory, so that a second worker can restore from them.
  void keep_changelogs() { keep_changelogs_ = true; }

  void set_listener(AssignmentListener& listener) override;
  std::span<const Record> poll(std::chrono::milliseconds, std::size_t max_records) override;
  tl::expected<CommitReceipt, CommitFailure> commit(Batch&& batch) override;
  void recover() override {}
  void start_at(TopicPartition source, std::int64_t offset) override;
  std::int64_t position(TopicPartition source) override { return logs_[source].position; }
  bool at_end(TopicPartition source) override {
    return logs_[source].position >= logs_[source].end();
  }
  std::optional<StoredPosition> committed(TopicPartition source) override;
  OffsetRange offsets(TopicPartition partition) override;
  std::int32_t partition_count(Topic topic) override;
  void follow(TopicPartition changelog, std::int64_t from) override;
  void unfollow(TopicPartition changelog) override { followed_.erase(changelog); }
  std::optional<std::int64_t> followed_end(TopicPartition changelog) override {
    return logs_[changelog].end();
  }
  void read_changelogs(std::chrono::milliseconds, std::size_t max_records,
                       ChangelogVisitor& visitor) override;
  std::optional<std::vector<GroupMember>> members() override { return std::vector<GroupMember>{}; }

 private:
  struct Entry {
    std::string key;
    std::optional<std::string> value;
    std::int64_t timestamp_ms = 0;
  };
  struct Log {
    std::deque<Entry> entries;
    std::int64_t base = 0;      // offset of entries.front()
    std::int64_t position = 0;  // next offset to deliver
    bool started = false;       // start_at was called since the assignment
    StoredPosition committed;

    std::int64_t end() const { return base + static_cast<std::int64_t>(entries.size()); }
  };

  void assign_all();
  void append(const OutboundRecord& record, CommitReceipt& receipt);
  void deliver(TopicPartition source, Log& log, std::size_t max_records);
  void deliver_inputs(std::size_t max_records);

  std::map<TopicPartition, Log> logs_;
  std::vector<TopicPartition> read_order_;                       // of the inputs
  std::map<TopicPartition, std::vector<std::size_t>> order_of_;  // offset -> index in read_order_
  std::size_t next_input_ = 0;
  std::map<Topic, std::int32_t> partitions_;
  std::function<void(const OutboundRecord&)> sink_;
  bool keep_changelogs_ = false;
  AssignmentListener* listener_ = nullptr;
  bool assigned_ = false;
  std::vector<TopicPartition> assignment_;
  std::map<TopicPartition, std::int64_t> followed_;  // changelog -> next offset
  std::vector<Record> delivered_;
};

}  // namespace vocmap
