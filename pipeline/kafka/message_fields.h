#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "pipeline/kafka/handles.h"
#include "pipeline/kafka/topic_names.h"

namespace vocmap {

// The fields of one message to produce, in the form that rd_kafka_produceva takes. Views must live
// until produce(), which copies them.
class MessageFields {
 public:
  MessageFields(rd_kafka_topic_t* topic, std::int32_t partition) {
    add(RD_KAFKA_VTYPE_RKT).u.rkt = topic;
    add(RD_KAFKA_VTYPE_PARTITION).u.i32 = partition;
    add(RD_KAFKA_VTYPE_MSGFLAGS).u.i = RD_KAFKA_MSG_F_COPY;
  }

  // No key at all spreads records over the partitions; an empty one would gather them in one.
  void key(std::string_view bytes) {
    if (!bytes.empty()) add(RD_KAFKA_VTYPE_KEY).u.mem = memory(bytes);
  }
  void value(std::string_view bytes) { add(RD_KAFKA_VTYPE_VALUE).u.mem = memory(bytes); }
  void timestamp(std::int64_t ms) { add(RD_KAFKA_VTYPE_TIMESTAMP).u.i64 = ms; }
  void opaque(void* value) { add(RD_KAFKA_VTYPE_OPAQUE).u.ptr = value; }
  void headers(HeadersHandle headers) { headers_ = std::move(headers); }

  rd_kafka_resp_err_t produce(rd_kafka_t* client) {
    if (headers_) add(RD_KAFKA_VTYPE_HEADERS).u.headers = headers_.get();
    const ErrorHandle error(rd_kafka_produceva(client, fields_.data(), count_));
    if (error) return rd_kafka_error_code(error.get());
    static_cast<void>(headers_.release());  // the message took them
    return RD_KAFKA_RESP_ERR_NO_ERROR;
  }

 private:
  using Memory = decltype(rd_kafka_vu_t{}.u.mem);

  static Memory memory(std::string_view bytes) {
    // An empty value has an address: without one it would be a tombstone.
    return {const_cast<char*>(bytes.data() == nullptr ? "" : bytes.data()), bytes.size()};
  }

  rd_kafka_vu_t& add(rd_kafka_vtype_t type) {
    rd_kafka_vu_t& field = fields_[count_++];
    field.vtype = type;
    return field;
  }

  std::array<rd_kafka_vu_t, 8> fields_{};
  std::size_t count_ = 0;
  HeadersHandle headers_;
};

// A producer's handles of all topics, by Topic.
std::vector<TopicHandle> topic_handles(rd_kafka_t* client, const TopicNames& topics);

}  // namespace vocmap
