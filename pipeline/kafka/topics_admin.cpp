#include "pipeline/kafka/topics_admin.h"

#include <fmt/format.h>

#include <algorithm>

namespace vocmap {
namespace {

using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, DestroyWith<rd_kafka_NewTopic_destroy>>;
using ConfigResource =
    std::unique_ptr<rd_kafka_ConfigResource_t, DestroyWith<rd_kafka_ConfigResource_destroy>>;
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, DestroyWith<rd_kafka_metadata_destroy>>;

NewTopic to_new_topic(const TopicSpec& spec, int replicas) {
  char text[256];
  NewTopic topic(
      rd_kafka_NewTopic_new(spec.name.c_str(), spec.partitions, replicas, text, sizeof text));
  if (!topic) throw KafkaError(fmt::format("topic {}: {}", spec.name, text));
  for (const auto& [key, value] : spec.config) {
    rd_kafka_NewTopic_set_config(topic.get(), key.c_str(), value.c_str());
  }
  return topic;
}

template <class Handle>
auto raw(const std::vector<Handle>& handles) {
  std::vector<decltype(handles.front().get())> pointers;
  for (const Handle& handle : handles) pointers.push_back(handle.get());
  return pointers;
}

}  // namespace

TopicsAdmin::TopicsAdmin(const KafkaProperties& properties, std::chrono::milliseconds answer)
    : answer_ms_(static_cast<int>(answer.count())) {
  if (const auto servers = properties.find("bootstrap.servers"); servers != properties.end()) {
    brokers_ = servers->second;
  }
  ClientConfig config;
  config.set_all(properties);
  rd_kafka_conf_set_opaque(config.get(), this);
  rd_kafka_conf_set_error_cb(config.get(), on_error);
  client_ = config.create(RD_KAFKA_PRODUCER);
}

void TopicsAdmin::on_error(rd_kafka_t*, int error, const char* reason, void* self) {
  if (error == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN) return;  // follows the reason, and hides it
  static_cast<TopicsAdmin*>(self)->problem_ = reason;
}

std::map<std::string, TopicState> TopicsAdmin::list(const std::vector<std::string>& names) {
  std::map<std::string, TopicState> topics = partitions();
  std::erase_if(topics, [&](const auto& topic) {
    return std::find(names.begin(), names.end(), topic.first) == names.end();
  });
  read_configs(topics);
  return topics;
}

std::vector<std::string> TopicsAdmin::create(const std::vector<TopicSpec>& specs, int replicas) {
  const std::map<std::string, TopicState> existing = partitions();
  std::vector<NewTopic> topics;
  for (const TopicSpec& spec : specs) {
    if (!existing.contains(spec.name)) topics.push_back(to_new_topic(spec, replicas));
  }
  if (topics.empty()) return {};
  std::vector<rd_kafka_NewTopic_t*> pointers = raw(topics);
  const EventHandle event = answer("create topics", [&](rd_kafka_queue_t* queue) {
    rd_kafka_CreateTopics(client_.get(), pointers.data(), pointers.size(), nullptr, queue);
  });
  std::size_t count = 0;
  const rd_kafka_topic_result_t** results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event.get()), &count);
  std::vector<std::string> problems;
  for (std::size_t i = 0; i < count; ++i) {
    if (rd_kafka_topic_result_error(results[i]) == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    problems.push_back(fmt::format("{} could not be created: {}",
                                   rd_kafka_topic_result_name(results[i]),
                                   rd_kafka_topic_result_error_string(results[i])));
  }
  return problems;
}

std::vector<std::string> TopicsAdmin::verify(const std::vector<TopicSpec>& specs) {
  std::vector<std::string> names;
  for (const TopicSpec& spec : specs) names.push_back(spec.name);
  const std::map<std::string, TopicState> topics = list(names);
  std::vector<std::string> problems;
  for (const TopicSpec& spec : specs) {
    const auto state = topics.find(spec.name);
    std::vector<std::string> found =
        differences(spec, state == topics.end() ? std::nullopt : std::optional(state->second));
    problems.insert(problems.end(), found.begin(), found.end());
  }
  return problems;
}

EventHandle TopicsAdmin::answer(const std::string& what,
                                const std::function<void(rd_kafka_queue_t*)>& ask) {
  const QueueHandle queue(rd_kafka_queue_new(client_.get()));
  ask(queue.get());
  EventHandle event(rd_kafka_queue_poll(queue.get(), answer_ms_));
  if (!event) {
    throw KafkaError(
        fmt::format("Kafka did not answer within {} s to: {}", answer_ms_ / 1000, what));
  }
  if (rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    throw KafkaError(
        fmt::format("Kafka refuses to {}: {}", what, rd_kafka_event_error_string(event.get())));
  }
  return event;
}

std::map<std::string, TopicState> TopicsAdmin::partitions() {
  const rd_kafka_metadata_t* found = nullptr;
  const rd_kafka_resp_err_t error =
      rd_kafka_metadata(client_.get(), 1, nullptr, &found, answer_ms_);
  rd_kafka_poll(client_.get(), 0);  // what happened meanwhile
  if (error != RD_KAFKA_RESP_ERR_NO_ERROR) throw unreachable(error);
  const Metadata metadata(found);
  std::map<std::string, TopicState> topics;
  for (int i = 0; i < metadata->topic_cnt; ++i) {
    topics[metadata->topics[i].topic].partitions = metadata->topics[i].partition_cnt;
  }
  return topics;
}

void TopicsAdmin::read_configs(std::map<std::string, TopicState>& topics) {
  if (topics.empty()) return;
  std::vector<ConfigResource> resources;
  for (const auto& [name, state] : topics) {
    resources.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
  }
  std::vector<rd_kafka_ConfigResource_t*> pointers = raw(resources);
  const EventHandle event = answer("describe topics", [&](rd_kafka_queue_t* queue) {
    rd_kafka_DescribeConfigs(client_.get(), pointers.data(), pointers.size(), nullptr, queue);
  });
  std::size_t count = 0;
  const rd_kafka_ConfigResource_t** answers = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    TopicState& state = topics[rd_kafka_ConfigResource_name(answers[i])];
    std::size_t entries = 0;
    const rd_kafka_ConfigEntry_t** configs = rd_kafka_ConfigResource_configs(answers[i], &entries);
    for (std::size_t k = 0; k < entries; ++k) {
      const char* value = rd_kafka_ConfigEntry_value(configs[k]);
      state.config[rd_kafka_ConfigEntry_name(configs[k])] = value == nullptr ? "" : value;
    }
  }
}

// The client tries again until the time is over, so its error says less than its last problem.
KafkaError TopicsAdmin::unreachable(rd_kafka_resp_err_t error) const {
  return KafkaError(fmt::format(
      "no broker of {} answered within {} s: {}. Check that it runs, that kafka.bootstrap.servers "
      "has its address and port, that both are reachable from here, and that the security settings "
      "under kafka are the cluster's",
      brokers_, answer_ms_ / 1000, problem_.empty() ? rd_kafka_err2str(error) : problem_));
}

}  // namespace vocmap
