#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/kafka/client.h"
#include "pipeline/kafka/topic_names.h"
#include "pipeline/runtime/broker.h"

namespace vocmap {

// What the cluster says about topics: a read_uncommitted client that joins no group. A
// read_committed one would call the last stable offset the end.
class ClusterView {
 public:
  explicit ClusterView(const KafkaProperties& properties);

  std::int32_t partition_count(const std::string& topic, const Patience& patience);  // 0: absent
  OffsetRange offsets(const std::string& topic, std::int32_t partition, const Patience& patience);

  // The members of a group that is stable, else nothing. Static members only: the others have no
  // lasting name.
  std::vector<GroupMember> members(const std::string& group, const TopicNames& topics);

 private:
  ClientHandle client_;
};

}  // namespace vocmap
