#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "pipeline/kafka/client.h"
#include "pipeline/kafka/topic_spec.h"

namespace vocmap {

// Lists, creates and verifies topics. For commands: calls block up to `answer`, and throw
// KafkaError when the cluster cannot be asked at all.
class TopicsAdmin {
 public:
  explicit TopicsAdmin(const KafkaProperties& properties,
                       std::chrono::milliseconds answer = std::chrono::seconds{30});

  // Those of the named topics that exist, with their partitions and configuration.
  std::map<std::string, TopicState> list(const std::vector<std::string>& names);

  // Creates the topics that are missing; returns a sentence for each that could not be created.
  // `replicas` -1: the cluster's default.
  std::vector<std::string> create(const std::vector<TopicSpec>& specs, int replicas = -1);

  // Every difference between the cluster and the specs.
  std::vector<std::string> verify(const std::vector<TopicSpec>& specs);

 private:
  static void on_error(rd_kafka_t*, int error, const char* reason, void* self);

  EventHandle answer(const std::string& what, const std::function<void(rd_kafka_queue_t*)>& ask);
  std::map<std::string, TopicState> partitions();
  void read_configs(std::map<std::string, TopicState>& topics);
  KafkaError unreachable(rd_kafka_resp_err_t error) const;

  const int answer_ms_;
  std::string brokers_;  // bootstrap.servers
  std::string problem_;  // the last of a connection
  ClientHandle client_;  // calls on_error
};

}  // namespace vocmap
