#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "pipeline/kafka/client.h"

namespace vocmap {

// What the cluster says about topics: a read_uncommitted client that joins no group. A
// read_committed one would call the last stable offset the end.
class ClusterView {
 public:
  explicit ClusterView(const KafkaProperties& properties);

  std::int32_t partition_count(const std::string& topic, const Patience& patience);  // 0: absent
  std::int64_t begin_offset(const std::string& topic, std::int32_t partition,
                            const Patience& patience);
  std::int64_t end_offset(const std::string& topic, std::int32_t partition,
                          const Patience& patience);

 private:
  std::pair<std::int64_t, std::int64_t> offsets(const std::string& topic, std::int32_t partition,
                                                const Patience& patience);

  ClientHandle client_;
};

}  // namespace vocmap
