#include "pipeline/kafka/client.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <mutex>

namespace vocmap {
namespace {

constexpr std::array kReserved = {"group.id",
                                  "group.instance.id",
                                  "transactional.id",
                                  "enable.idempotence",
                                  "enable.auto.commit",
                                  "enable.auto.offset.store",
                                  "isolation.level",
                                  "auto.offset.reset",
                                  "enable.partition.eof",
                                  "partitioner",
                                  "partition.assignment.strategy",
                                  "acks",
                                  "request.required.acks",
                                  "statistics.interval.ms"};

spdlog::level::level_enum severity(int syslog_level) {
  if (syslog_level <= 3) return spdlog::level::err;
  if (syslog_level == 4) return spdlog::level::warn;
  return syslog_level <= 6 ? spdlog::level::info : spdlog::level::debug;
}

void forward_log(const rd_kafka_t*, int level, const char* facility, const char* text) {
  // The user's properties go to producers and consumers alike; each warns of the other's.
  if (std::string_view(facility) == "CONFWARN") return;
  spdlog::log(severity(level), "kafka {}: {}", facility, text);
}

}  // namespace

std::vector<std::string> property_problems(const KafkaProperties& user) {
  std::vector<std::string> problems;
  for (const auto& [name, value] : user) {
    if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
      problems.push_back(fmt::format("Kafka property {} is set by vocmap", name));
      continue;
    }
    try {
      ClientConfig().set(name, value);
    } catch (const KafkaError& error) {
      problems.emplace_back(error.what());
    }
  }
  return problems;
}

ClientConfig::ClientConfig() : conf_(rd_kafka_conf_new()) {
  rd_kafka_conf_set_log_cb(conf_.get(), forward_log);
  set("client.id", "vocmap");
  set("socket.nagle.disable", "true");
  set("reconnect.backoff.max.ms", "1000");  // a cluster that is back is used at once
}

ClientConfig& ClientConfig::set(const std::string& name, const std::string& value) {
  char text[512];
  if (rd_kafka_conf_set(conf_.get(), name.c_str(), value.c_str(), text, sizeof text) !=
      RD_KAFKA_CONF_OK) {
    throw KafkaError(fmt::format("Kafka property {}: {}", name, text));
  }
  return *this;
}

ClientConfig& ClientConfig::set_if_known(const std::string& name, const std::string& value) {
  char text[512];
  rd_kafka_conf_set(conf_.get(), name.c_str(), value.c_str(), text, sizeof text);
  return *this;
}

ClientConfig& ClientConfig::set_all(const KafkaProperties& properties) {
  for (const auto& [name, value] : properties) set(name, value);
  return *this;
}

ClientHandle ClientConfig::create(rd_kafka_type_t type) {
  char text[512];
  rd_kafka_t* client = rd_kafka_new(type, conf_.get(), text, sizeof text);
  if (client == nullptr) throw KafkaError(fmt::format("Kafka client: {}", text));
  static_cast<void>(conf_.release());  // rd_kafka_new took it
  return ClientHandle(client);
}

bool is_transient(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TIMED_OUT_QUEUE:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__WAIT_COORD:
    case RD_KAFKA_RESP_ERR__WAIT_CACHE:
    case RD_KAFKA_RESP_ERR__IN_PROGRESS:
    case RD_KAFKA_RESP_ERR__PREV_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR__STATE:
    case RD_KAFKA_RESP_ERR__NOENT:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
    case RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NETWORK_EXCEPTION:
    case RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS:
    case RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_NOT_COORDINATOR:
    case RD_KAFKA_RESP_ERR_UNSTABLE_OFFSET_COMMIT:
    case RD_KAFKA_RESP_ERR_CONCURRENT_TRANSACTIONS:
    case RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE:
    case RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH:
    case RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
      return true;
    default:
      return false;
  }
}

bool no_write_will_do(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TRANSACTIONAL_ID_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR_POLICY_VIOLATION:
      return true;
    default:
      return false;
  }
}

bool no_read_will_do(rd_kafka_resp_err_t error) {
  switch (error) {
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
    case RD_KAFKA_RESP_ERR_INVALID_SESSION_TIMEOUT:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION:
      return true;
    default:
      return false;
  }
}

int Patience::request_ms() const {
  const auto left = until - std::chrono::steady_clock::now();
  return left > kLongestRequest ? static_cast<int>(kLongestRequest.count()) : 500;
}

void pause(const std::stop_token& stop, std::chrono::milliseconds duration) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait_for(lock, stop, duration, [] { return false; });
}

void insist(const Patience& patience, std::string_view what,
            const std::function<rd_kafka_resp_err_t()>& request) {
  using Clock = std::chrono::steady_clock;
  auto warn_at = Clock::now() + std::chrono::seconds(10);
  while (true) {
    const rd_kafka_resp_err_t error = request();
    if (error == RD_KAFKA_RESP_ERR_NO_ERROR) return;
    if (!is_transient(error)) {
      throw KafkaError(fmt::format("Kafka refuses to {}: {}", what, rd_kafka_err2str(error)));
    }
    if (patience.stop.stop_requested() || Clock::now() >= patience.until) {
      throw KafkaError(
          fmt::format("gave up waiting for Kafka to {}: {}", what, rd_kafka_err2str(error)));
    }
    if (Clock::now() >= warn_at) {
      spdlog::warn("waiting for Kafka to {}: {}", what, rd_kafka_err2str(error));
      warn_at = Clock::now() + std::chrono::seconds(10);
    }
    pause(patience.stop, std::chrono::milliseconds(50));
  }
}

}  // namespace vocmap
