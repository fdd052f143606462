#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/kafka/client.h"
#include "pipeline/kafka/topic_names.h"
#include "pipeline/runtime/broker.h"
#include "schemas/time.h"

namespace vocmap {

// What the cluster says about topics: a read_uncommitted client that joins no group. A
// read_committed one would call the last stable offset the end. A wrong password or certificate
// ends a wait that has a deadline at once, with the reason that librdkafka gives.
class ClusterView {
 public:
  explicit ClusterView(const KafkaProperties& properties);

  std::int32_t partition_count(const std::string& topic, const Patience& patience);  // 0: absent
  OffsetRange offsets(const std::string& topic, std::int32_t partition, const Patience& patience);

  // Of the first record with a timestamp at or after `time`; nothing when there is none.
  std::optional<std::int64_t> offset_at(const std::string& topic, std::int32_t partition,
                                        EventTime time, const Patience& patience);

  // The members of a group that is stable, else none. Static members only: the others have no
  // lasting name. Does not wait: a call without an answer sends the question, a later one has it.
  std::optional<std::vector<GroupMember>> members(const std::string& group,
                                                  const TopicNames& topics);

 private:
  void ask(const Patience& patience, const std::string& what,
           const std::function<rd_kafka_resp_err_t()>& request);
  static void on_error(rd_kafka_t*, int error, const char* reason, void* self);

  rd_kafka_resp_err_t problem_ = RD_KAFKA_RESP_ERR_NO_ERROR;  // of the connections, since the last
  std::string problem_text_;                                  // answer
  ClientHandle client_;
  QueueHandle members_;  // where the answer comes in; null: not asked
};

}  // namespace vocmap
