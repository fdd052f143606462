#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "pipeline/kafka/options.h"
#include "pipeline/kafka/statistics.h"
#include "pipeline/runtime/broker.h"

namespace vocmap {

// Positions to commit with a transaction, and the group membership that vouches for them.
struct GroupPositions {
  PartitionList offsets;
  GroupMetadata group;
};

// One transactional producer. The constructor fences every earlier producer of the same
// transactional id and ends what it left open; it waits for the cluster as long as
// `patience` has.
class TransactionalProducer {
 public:
  TransactionalProducer(const KafkaOptions& options, const Patience& patience);
  ~TransactionalProducer();

  // One whole transaction. Without `positions.offsets` none are sent. After any failure but
  // `aborted` this object is of no more use.
  tl::expected<CommitReceipt, CommitFailure> commit(const Batch& batch, GroupPositions positions);

  // A connection broke during a transaction: a request that was repeated over another one may still
  // arrive and end a later transaction. The next one needs a new producer, which fences it.
  bool spent() const { return spent_; }

  // After a failure: why the records will be refused again, however often they are written; empty
  // when another attempt may do.
  const std::string& refusal() const { return refusal_; }

  // Takes what librdkafka has to tell, which would pile up in a pause between transactions.
  void serve() { rd_kafka_poll(client_.get(), 0); }
  const ClientStatistics& statistics() const { return statistics_; }

 private:
  using Step = tl::expected<void, CommitFailure>;
  using Deadline = std::chrono::steady_clock::time_point;

  tl::expected<CommitReceipt, CommitFailure> transact(const Batch& batch, GroupPositions positions);
  Step begin();
  Step produce(const Batch& batch, Deadline deadline);
  Step flush(Deadline deadline);
  Step send_positions(const GroupPositions& positions, Deadline deadline);
  Step end(Deadline deadline);
  // Rolls back: `aborted` when that is certain, else what went wrong on the way.
  tl::unexpected<CommitFailure> abort();
  tl::unexpected<CommitFailure> lost(CommitFailure otherwise) const;

  rd_kafka_resp_err_t enqueue(const OutboundRecord& record, const rd_kafka_headers_t* lineage);
  void note_failure(rd_kafka_resp_err_t error, const std::string& where);
  static void on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);
  static int on_close(int socket, void* self);
  static int on_statistics(rd_kafka_t*, char* json, std::size_t length, void* self);

  std::stop_token stop_;
  std::atomic<std::uint64_t> lost_connections_ = 0;  // counted on librdkafka's threads
  bool spent_ = false;
  std::chrono::milliseconds timeout_{};
  // Of the transaction in progress, from delivery reports; -1: written, offset unknown.
  std::vector<std::pair<TopicPartition, std::int64_t>> changelog_ends_;
  std::string delivery_failure_;
  std::string refusal_;
  ClientStatistics statistics_;
  ClientHandle client_;
  std::vector<TopicHandle> topics_;  // by Topic
};

}  // namespace vocmap
