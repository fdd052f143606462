#pragma once

#include <chrono>
#include <stop_token>
#include <string>
#include <vector>

#include "pipeline/kafka/client.h"
#include "pipeline/kafka/topic_names.h"

namespace vocmap {

// How one worker reaches Kafka. `properties` are the user's, at least bootstrap.servers; every
// string that names something must be stable over restarts.
struct KafkaOptions {
  KafkaProperties properties;
  std::string application;       // consumer group
  std::string transactional_id;  // one per worker
  std::string instance_id;       // static group membership; empty: none
  TopicNames topics;
  // Read every partition without a consumer group and commit no positions: for the mock cluster.
  bool manual_partitions = false;
  // An unreachable cluster ends the start after this time. Later, waits last until the cluster is
  // back or `stop` is requested, which ends them by KafkaError.
  std::chrono::seconds start_timeout{30};
  std::stop_token stop;
};

}  // namespace vocmap
