#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pipeline/kafka/client.h"
#include "pipeline/kafka/topic_spec.h"

namespace vocmap {

// Lists, creates and verifies topics. For commands: calls block up to 30 s, and throw KafkaError
// when the cluster cannot be asked at all.
class TopicsAdmin {
 public:
  explicit TopicsAdmin(const KafkaProperties& properties);

  // Those of the named topics that exist, with their partitions and configuration.
  std::map<std::string, TopicState> list(const std::vector<std::string>& names);

  // Creates the topics that are missing; returns a sentence for each that could not be created.
  // `replicas` -1: the cluster's default.
  std::vector<std::string> create(const std::vector<TopicSpec>& specs, int replicas = -1);

  // Every difference between the cluster and the specs.
  std::vector<std::string> verify(const std::vector<TopicSpec>& specs);

 private:
  EventHandle answer(const std::string& what, const std::function<void(rd_kafka_queue_t*)>& ask);
  std::map<std::string, TopicState> partitions();
  void read_configs(std::map<std::string, TopicState>& topics);

  ClientHandle client_;
};

}  // namespace vocmap
