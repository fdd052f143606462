#include "pipeline/kafka/transaction.h"

#include <fmt/format.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>

#include "pipeline/kafka/message_fields.h"
#include "pipeline/kafka/topic_spec.h"

namespace vocmap {
namespace {

using Clock = std::chrono::steady_clock;

constexpr const char* kTransactionTimeout = "transaction.timeout.ms";
// Orphan transactions hold readers back for this long, so it is short.
constexpr const char* kDefaultTransactionTimeoutMs = "15000";

constexpr int kFlushSliceMs = 500;  // a stop is seen in between

int remaining_ms(Clock::time_point deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 1000));
}

std::chrono::milliseconds transaction_timeout(const KafkaProperties& properties) {
  const auto found = properties.find(kTransactionTimeout);
  return std::chrono::milliseconds(
      std::stoll(found == properties.end() ? kDefaultTransactionTimeoutMs : found->second));
}

// The topic travels with the message to its delivery report.
void* to_opaque(Topic topic) {
  return reinterpret_cast<void*>(static_cast<std::uintptr_t>(topic));
}
Topic to_topic(const void* opaque) {
  return static_cast<Topic>(reinterpret_cast<std::uintptr_t>(opaque));
}

using Headers = std::vector<std::pair<std::string, std::string>>;

void add_headers(rd_kafka_headers_t& list, const Headers& headers) {
  for (const auto& [name, value] : headers) {
    rd_kafka_header_add(&list, name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
}

HeadersHandle to_headers(const Headers& lineage) {
  if (lineage.empty()) return nullptr;
  HeadersHandle headers(rd_kafka_headers_new(lineage.size()));
  add_headers(*headers, lineage);
  return headers;
}

}  // namespace

TransactionalProducer::TransactionalProducer(const KafkaOptions& options, const Patience& patience)
    : stop_(options.stop), timeout_(transaction_timeout(options.properties)) {
  ClientConfig config;
  config.set("linger.ms", "5")
      .set("compression.codec", "lz4")
      .set("queue.buffering.max.messages", "1000000")
      .set("message.max.bytes", std::to_string(kMaxMessageBytes))
      .set(kTransactionTimeout, kDefaultTransactionTimeoutMs)
      .set_all(options.properties)
      .set("statistics.interval.ms", kStatisticsIntervalMs)
      // As long as any transaction, the most that librdkafka allows: a request is not repeated
      // while the first one may still arrive.
      .set("socket.timeout.ms", std::to_string(timeout_.count() + 100))
      .set("transactional.id", options.transactional_id)
      .set("enable.idempotence", "true")
      .set("partitioner", "murmur2_random");
  rd_kafka_conf_set_opaque(config.get(), this);
  rd_kafka_conf_set_dr_msg_cb(config.get(), on_delivery);
  rd_kafka_conf_set_stats_cb(config.get(), on_statistics);
  rd_kafka_conf_set_closesocket_cb(config.get(), on_close);
  client_ = config.create(RD_KAFKA_PRODUCER);
  topics_ = topic_handles(client_.get(), options.topics);
  insist(patience, "start transactions", [&] {
    const ErrorHandle error(rd_kafka_init_transactions(client_.get(), patience.request_ms()));
    if (!error) return RD_KAFKA_RESP_ERR_NO_ERROR;
    return rd_kafka_error_is_retriable(error.get()) != 0 ? RD_KAFKA_RESP_ERR__TIMED_OUT
                                                         : rd_kafka_error_code(error.get());
  });
}

TransactionalProducer::~TransactionalProducer() {
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
                                    RD_KAFKA_PURGE_F_NON_BLOCKING);
}

tl::expected<CommitReceipt, CommitFailure> TransactionalProducer::commit(const Batch& batch,
                                                                         GroupPositions positions) {
  const std::uint64_t lost_before = lost_connections_;
  auto receipt = transact(batch, std::move(positions));
  spent_ = spent_ || lost_connections_ != lost_before;
  return receipt;
}

tl::expected<CommitReceipt, CommitFailure> TransactionalProducer::transact(
    const Batch& batch, GroupPositions positions) {
  const Deadline deadline = Clock::now() + timeout_;
  changelog_ends_.clear();
  delivery_failure_.clear();
  refusal_.clear();
  Step step = begin();
  if (step) step = produce(batch, deadline);
  if (step) step = flush(deadline);
  // After the flush: registering partitions absorbs the wait for the last transaction's markers
  // in 20 ms steps, registering the group in longer ones.
  if (step && positions.offsets) step = send_positions(positions, deadline);
  if (!step && step.error() == CommitFailure::aborted) return abort();
  if (step) step = end(deadline);
  if (!step) return tl::unexpected(step.error());
  return CommitReceipt{std::move(changelog_ends_)};
}

TransactionalProducer::Step TransactionalProducer::begin() {
  const ErrorHandle error(rd_kafka_begin_transaction(client_.get()));
  if (!error) return {};
  spdlog::warn("a transaction cannot begin: {}", rd_kafka_error_string(error.get()));
  return lost(CommitFailure::fatal);
}

TransactionalProducer::Step TransactionalProducer::produce(const Batch& batch, Deadline deadline) {
  const HeadersHandle lineage = to_headers(batch.lineage);
  for (const OutboundRecord& record : batch.records) {
    rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR_NO_ERROR;
    while ((error = enqueue(record, lineage.get())) == RD_KAFKA_RESP_ERR__QUEUE_FULL &&
           Clock::now() < deadline) {
      rd_kafka_poll(client_.get(), 100);
    }
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    note_failure(error,
                 fmt::format("a record of {} bytes for {}", record.value ? record.value->size() : 0,
                             name_of(record.topic)));
    spdlog::error("a record cannot be written: {}", delivery_failure_);
    return lost(CommitFailure::aborted);
  }
  return {};
}

rd_kafka_resp_err_t TransactionalProducer::enqueue(const OutboundRecord& record,
                                                   const rd_kafka_headers_t* lineage) {
  MessageFields fields(topics_[static_cast<std::size_t>(record.topic)].get(), record.partition);
  fields.opaque(to_opaque(record.topic));
  fields.key(record.key);
  if (record.value) fields.value(*record.value);
  const bool traced = lineage != nullptr && is_output(record.topic);
  if (traced || !record.headers.empty()) {
    HeadersHandle headers(traced ? rd_kafka_headers_copy(lineage)
                                 : rd_kafka_headers_new(record.headers.size()));
    add_headers(*headers, record.headers);
    fields.headers(std::move(headers));
  }
  return fields.produce(client_.get());
}

TransactionalProducer::Step TransactionalProducer::flush(Deadline deadline) {
  rd_kafka_resp_err_t error = RD_KAFKA_RESP_ERR__TIMED_OUT;
  while (error == RD_KAFKA_RESP_ERR__TIMED_OUT && Clock::now() < deadline &&
         !stop_.stop_requested()) {
    error = rd_kafka_flush(client_.get(), kFlushSliceMs);
  }
  if (error == RD_KAFKA_RESP_ERR_NO_ERROR && delivery_failure_.empty()) return {};
  spdlog::warn("a transaction could not be written: {}",
               delivery_failure_.empty() ? rd_kafka_err2str(error) : delivery_failure_);
  return lost(CommitFailure::aborted);
}

TransactionalProducer::Step TransactionalProducer::send_positions(const GroupPositions& positions,
                                                                  Deadline deadline) {
  while (true) {
    const ErrorHandle error(rd_kafka_send_offsets_to_transaction(
        client_.get(), positions.offsets.get(), positions.group.get(), remaining_ms(deadline)));
    if (!error) return {};
    const rd_kafka_resp_err_t code = rd_kafka_error_code(error.get());
    const bool in_time = Clock::now() < deadline;
    if (rd_kafka_error_is_retriable(error.get()) != 0 && in_time &&
        code != RD_KAFKA_RESP_ERR__TIMED_OUT) {
      pause(stop_, std::chrono::milliseconds(20));
      continue;
    }
    spdlog::warn("positions could not be committed: {}", rd_kafka_error_string(error.get()));
    note_failure(code, "positions of the group");
    if (code == RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID) return lost(CommitFailure::fenced);
    // A request that timed out may still arrive, in the middle of a later transaction.
    const bool timed_out = code == RD_KAFKA_RESP_ERR__TIMED_OUT ||
                           code == RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE ||
                           code == RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT;
    return lost(timed_out ? CommitFailure::uncertain : CommitFailure::aborted);
  }
}

TransactionalProducer::Step TransactionalProducer::end(Deadline deadline) {
  while (true) {
    const ErrorHandle error(rd_kafka_commit_transaction(client_.get(), remaining_ms(deadline)));
    if (!error) return {};
    if (rd_kafka_error_is_retriable(error.get()) != 0 && Clock::now() < deadline &&
        rd_kafka_error_code(error.get()) != RD_KAFKA_RESP_ERR__TIMED_OUT) {
      pause(stop_, std::chrono::milliseconds(20));
      continue;
    }
    // Even an error that asks for an abort does not prove that the commit never arrived.
    spdlog::warn("the outcome of a transaction is unknown: {}", rd_kafka_error_string(error.get()));
    return lost(CommitFailure::uncertain);
  }
}

tl::unexpected<CommitFailure> TransactionalProducer::abort() {
  const Deadline deadline = Clock::now() + timeout_;
  while (true) {
    const ErrorHandle error(rd_kafka_abort_transaction(client_.get(), remaining_ms(deadline)));
    if (!error) return tl::unexpected(CommitFailure::aborted);
    if (rd_kafka_error_is_retriable(error.get()) != 0 && Clock::now() < deadline &&
        rd_kafka_error_code(error.get()) != RD_KAFKA_RESP_ERR__TIMED_OUT) {
      pause(stop_, std::chrono::milliseconds(20));
      continue;
    }
    spdlog::warn("a transaction could not be rolled back: {}", rd_kafka_error_string(error.get()));
    return lost(CommitFailure::uncertain);
  }
}

tl::unexpected<CommitFailure> TransactionalProducer::lost(CommitFailure otherwise) const {
  char text[256];
  switch (rd_kafka_fatal_error(client_.get(), text, sizeof text)) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return tl::unexpected(otherwise);
    case RD_KAFKA_RESP_ERR__FENCED:
    case RD_KAFKA_RESP_ERR_PRODUCER_FENCED:
    case RD_KAFKA_RESP_ERR_INVALID_PRODUCER_EPOCH:
      return tl::unexpected(CommitFailure::fenced);
    default:
      return tl::unexpected(otherwise == CommitFailure::uncertain ? otherwise
                                                                  : CommitFailure::fatal);
  }
}

void TransactionalProducer::note_failure(rd_kafka_resp_err_t error, const std::string& where) {
  const std::string text = fmt::format("{}: {}", where, rd_kafka_err2str(error));
  if (delivery_failure_.empty()) delivery_failure_ = text;
  if (refusal_.empty() && no_write_will_do(error)) refusal_ = text;
}

// A connection that never sent anything, to an address that refuses, is no loss.
int TransactionalProducer::on_close(int socket, void* self) {
  tcp_info info{};
  socklen_t size = sizeof info;
  const bool known = getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size) == 0;
  if (!known || info.tcpi_bytes_sent > 0) {
    ++static_cast<TransactionalProducer*>(self)->lost_connections_;
  }
  return close(socket);
}

int TransactionalProducer::on_statistics(rd_kafka_t*, char* json, std::size_t length, void* self) {
  update_statistics(static_cast<TransactionalProducer*>(self)->statistics_, {json, length});
  return 0;  // librdkafka frees the text
}

void TransactionalProducer::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message,
                                        void* self) {
  auto* producer = static_cast<TransactionalProducer*>(self);
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    producer->note_failure(message->err, fmt::format("{} [{}]", rd_kafka_topic_name(message->rkt),
                                                     message->partition));
    return;
  }
  const Topic topic = to_topic(message->_private);
  if (!is_changelog(topic)) return;
  const TopicPartition written{topic, message->partition};
  auto& ends = producer->changelog_ends_;
  auto end = std::find_if(ends.begin(), ends.end(), [&](auto& e) { return e.first == written; });
  if (end == ends.end()) end = ends.insert(ends.end(), {written, 0});
  // A retry that the broker knew already is acknowledged without an offset.
  const bool unknown = message->offset < 0 || end->second < 0;
  end->second = unknown ? -1 : std::max(end->second, message->offset + 1);
}

}  // namespace vocmap
