#include "pipeline/kafka/topic_spec.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace vocmap {
namespace {

using Config = std::vector<std::pair<std::string, std::string>>;
using Days = std::chrono::duration<std::int64_t, std::ratio<86'400>>;

std::string to_ms(Days days) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(days).count());
}

Config deleted_after(Days days) {
  return {{"cleanup.policy", "delete"}, {"retention.ms", to_ms(days)}};
}

Config compacted_and_deleted_after(Days days) {
  return {{"cleanup.policy", "compact,delete"}, {"retention.ms", to_ms(days)}};
}

// An input record of the default limit grows on its way, and states grow with their contacts.
Config with_large_messages(Config config) {
  config.emplace_back("max.message.bytes", std::to_string(kMaxMessageBytes));
  return config;
}

Config config_of(Topic topic) {
  switch (topic) {
    case Topic::journey_in:
    case Topic::map_in:
    case Topic::rank_in:
      return with_large_messages(deleted_after(Days(7)));
    case Topic::journey_changelog:
    case Topic::map_changelog:
    case Topic::rank_changelog:
      // State that was away longer than its tombstones are kept would come back with deleted keys.
      return with_large_messages(
          {{"cleanup.policy", "compact"}, {"delete.retention.ms", to_ms(Days(7))}});
    case Topic::contacts_enriched:
    case Topic::service_journeys:
    case Topic::experience_map:
    case Topic::battle_map:
    case Topic::taxonomy:
    case Topic::scenarios:
      return with_large_messages({{"cleanup.policy", "compact"}});
    case Topic::metrics_5m:
      return compacted_and_deleted_after(Days(2));
    case Topic::metrics_1h:
    case Topic::forecast:
      return compacted_and_deleted_after(Days(35));
    case Topic::metrics_1d:
    case Topic::metrics_28d:
      return compacted_and_deleted_after(Days(400));
    case Topic::late:
    case Topic::dead_letters:
      return deleted_after(Days(30));
    default:
      return {};
  }
}

std::int32_t partitions_of(Topic topic, const PartitionPlan& plan) {
  if (is_input(topic)) return plan.inputs;
  switch (topic) {
    case Topic::journey_in:
    case Topic::journey_changelog:
      return plan.journey;
    case Topic::map_in:
    case Topic::map_changelog:
      return plan.map;
    case Topic::rank_in:
    case Topic::rank_changelog:
      return 1;
    default:
      return plan.outputs;
  }
}

// "compact,delete" is the same policy as "delete, compact".
std::string canonical(std::string value) {
  value.erase(std::remove(value.begin(), value.end(), ' '), value.end());
  const std::size_t comma = value.find(',');
  if (comma == std::string::npos) return value;
  const std::string first = value.substr(0, comma);
  const std::string second = value.substr(comma + 1);
  return first < second ? value : second + ',' + first;
}

}  // namespace

std::vector<TopicSpec> topic_specs(const TopicNames& names, const PartitionPlan& plan) {
  std::vector<TopicSpec> specs;
  for (std::size_t i = 0; i < kTopics; ++i) {
    const Topic topic = static_cast<Topic>(i);
    specs.push_back({topic, names.of(topic), partitions_of(topic, plan), config_of(topic)});
  }
  return specs;
}

std::vector<std::string> differences(const TopicSpec& spec,
                                     const std::optional<TopicState>& state) {
  if (!state) return {fmt::format("{} does not exist", spec.name)};
  if (is_input(spec.topic)) return {};
  std::vector<std::string> found;
  if (state->partitions != spec.partitions) {
    found.push_back(
        fmt::format("{} has {} partitions, not {}", spec.name, state->partitions, spec.partitions));
  }
  for (const auto& [key, value] : spec.config) {
    const auto actual = state->config.find(key);
    if (actual == state->config.end()) {
      found.push_back(fmt::format("{} has no {}, which must be {}", spec.name, key, value));
    } else if (canonical(actual->second) != canonical(value)) {
      found.push_back(fmt::format("{} has {}={}, not {}", spec.name, key, actual->second, value));
    }
  }
  return found;
}

}  // namespace vocmap
