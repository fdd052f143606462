#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "pipeline/kafka/options.h"
#include "pipeline/kafka/statistics.h"
#include "pipeline/kafka/transaction.h"
#include "pipeline/runtime/broker.h"

namespace vocmap {

// How far a partition has been handed out, and where it ends as of the last fetch.
struct PartitionLag {
  Topic topic{};
  std::int32_t partition = 0;
  std::int64_t position = 0;
  std::int64_t lag_records = 0;
  // Of the newest record that was handed out before the last poll, ms; -1: none yet.
  std::int64_t processed_timestamp_ms = -1;
};

// The reading half of a worker: one member of the consumer group, or in manual mode a reader of
// every partition. Records and assignment changes come in one order, so a listener is called only
// after all records handed out before it were processed.
class GroupConsumer {
 public:
  // `sources` exist; `counts` are their numbers of partitions.
  GroupConsumer(const KafkaOptions& options, std::vector<std::pair<Topic, std::int32_t>> sources);
  ~GroupConsumer();

  // Waits until positions of the group can be asked for. Throws KafkaError when the group may not
  // be used, or the cluster does not answer within the start timeout.
  void await_group();
  // The same, and becomes a member.
  void join();

  void set_listener(AssignmentListener& listener) { listener_ = &listener; }

  // Throws KafkaError when this member can never read on: a position no longer exists in the topic,
  // or its static identity is taken again and again by somebody else.
  std::span<const Record> poll(std::chrono::milliseconds timeout, std::size_t max_records);

  void start_at(TopicPartition source, std::int64_t offset);
  // Empty while the cluster cannot tell, e.g. for a transaction that is still open.
  std::optional<StoredPosition> committed(TopicPartition source) const;

  // What a transaction needs to commit these positions for the group as it is now.
  GroupPositions positions(const std::vector<SourcePosition>& sources) const;

  // Whether the group still knows the member that was given the partitions. A session that ended
  // while partitions were handed back is not told as lost: the client joins anew and keeps the
  // rest.
  bool still_member();

  // The next offset to hand out of an owned partition, past control records at its end.
  std::int64_t position(TopicPartition source) const;
  // An end was passed at position(), and nothing behind it is known.
  bool at_end(TopicPartition source) const;
  std::vector<PartitionLag> lags() const;

  // As of the last poll, at most 5 s old while polls go on.
  const ClientStatistics& statistics() const { return statistics_; }

  // How often the assignment changed.
  std::uint64_t rebalances() const { return rebalances_; }

 private:
  void drop_batch();
  void remember_timestamps();
  void keep(EventHandle event);
  void rebalance(rd_kafka_event_t& event);
  void read_started();
  void revoke_given(const std::vector<TopicPartition>& partitions);
  void forget(TopicPartition partition);
  bool cooperative() const;
  std::string member_id() const;
  PartitionList list_of(const std::map<TopicPartition, std::int64_t>& offsets) const;
  void assign_manually();
  void on_error(rd_kafka_event_t& event);
  void subscribe();
  // A new membership instead of one that Kafka ended for good.
  void rejoin();
  std::vector<TopicPartition> known(const rd_kafka_topic_partition_list_t& list) const;

  KafkaOptions options_;
  std::vector<std::pair<Topic, std::int32_t>> sources_;
  AssignmentListener* listener_ = nullptr;
  ClientHandle client_;
  QueueHandle queue_;

  // The batch handed out last. Its records view into the events.
  std::vector<EventHandle> events_;
  std::vector<Record> records_;
  std::vector<Header> headers_;
  EventHandle held_;  // a rebalance that waits until the batch before it was processed

  bool rebalancing_ = false;
  std::uint64_t rebalances_ = 0;
  bool assigned_manually_ = false;
  std::string member_id_;                              // when partitions were assigned last
  std::set<TopicPartition> owned_;                     // as the group says
  std::map<TopicPartition, std::int64_t> positions_;   // of the owned partitions that were started
  std::set<TopicPartition> started_;                   // the client does not know of the start yet
  std::set<TopicPartition> read_;                      // assigned at the client
  std::set<TopicPartition> ends_;                      // those whose end was passed at the position
  std::map<TopicPartition, std::int64_t> timestamps_;  // of what was processed last, ms
  ClientStatistics statistics_;
  rd_kafka_resp_err_t last_error_ = RD_KAFKA_RESP_ERR_NO_ERROR;
  std::string ended_because_;  // the membership is over: rejoin at the next poll
  std::vector<std::chrono::steady_clock::time_point> rejoins_;  // of the last minute
};

}  // namespace vocmap
