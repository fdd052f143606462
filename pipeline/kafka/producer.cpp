#include "pipeline/kafka/producer.h"

#include <fmt/format.h>

#include "pipeline/kafka/message_fields.h"

namespace vocmap {

Producer::Producer(const KafkaProperties& properties, TopicNames topics) {
  ClientConfig config;
  config.set("linger.ms", "20")
      .set("compression.codec", "lz4")
      .set_all(properties)
      .set("enable.idempotence", "true")
      .set("partitioner", "murmur2_random");
  rd_kafka_conf_set_opaque(config.get(), this);
  rd_kafka_conf_set_dr_msg_cb(config.get(), on_delivery);
  client_ = config.create(RD_KAFKA_PRODUCER);
  topics_ = topic_handles(client_.get(), topics);
}

Producer::~Producer() {
  rd_kafka_purge(client_.get(), RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT |
                                    RD_KAFKA_PURGE_F_NON_BLOCKING);
}

void Producer::send(const Message& message) {
  while (true) {
    MessageFields fields(topics_[static_cast<std::size_t>(message.topic)].get(), message.partition);
    fields.key(message.key);
    if (message.value) fields.value(*message.value);
    if (message.timestamp_ms) fields.timestamp(*message.timestamp_ms);
    const rd_kafka_resp_err_t error = fields.produce(client_.get());
    rd_kafka_poll(client_.get(), error == RD_KAFKA_RESP_ERR__QUEUE_FULL ? 100 : 0);
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    if (error != RD_KAFKA_RESP_ERR__QUEUE_FULL) {
      throw KafkaError(
          fmt::format("writing to {}: {}", name_of(message.topic), rd_kafka_err2str(error)));
    }
  }
}

bool Producer::flush(std::chrono::milliseconds timeout) {
  const rd_kafka_resp_err_t error =
      rd_kafka_flush(client_.get(), static_cast<int>(timeout.count()));
  if (!failure_.empty()) throw KafkaError(failure_);
  return error == RD_KAFKA_RESP_ERR_NO_ERROR;
}

void Producer::on_delivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  auto* producer = static_cast<Producer*>(self);
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
    ++producer->delivered_;
  } else if (producer->failure_.empty()) {
    producer->failure_ = fmt::format("writing to {}: {}", rd_kafka_topic_name(message->rkt),
                                     rd_kafka_err2str(message->err));
  }
}

}  // namespace vocmap
