#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/kafka/topic_names.h"

namespace vocmap {

// The largest record that vocmap writes to Kafka.
inline constexpr std::size_t kMaxMessageBytes = std::size_t{16} << 20;

// How a topic has to be.
struct TopicSpec {
  Topic topic{};
  std::string name;
  std::int32_t partitions = 0;
  std::vector<std::pair<std::string, std::string>> config;
};

// How a topic is.
struct TopicState {
  std::int32_t partitions = 0;
  std::map<std::string, std::string> config;
};

// Numbers of partitions. A stage's changelog has as many as the topic that the stage reads; rank
// always has one.
struct PartitionPlan {
  std::int32_t inputs = 4;
  std::int32_t journey = 4;
  std::int32_t map = 4;
  std::int32_t outputs = 4;
};

// Every topic as vocmap needs it.
std::vector<TopicSpec> topic_specs(const TopicNames& names, const PartitionPlan& plan);

// Each difference as a sentence; none when the topic is as it has to be. The inputs belong to
// their owners: only that they exist is checked.
std::vector<std::string> differences(const TopicSpec& spec, const std::optional<TopicState>& state);

}  // namespace vocmap
