#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/kafka/handles.h"

namespace vocmap {

// librdkafka's properties, by their names.
using KafkaProperties = std::map<std::string, std::string>;

// What Kafka refuses for good, or a wait that was stopped; the sentence is for the operator.
class KafkaError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Every problem of the user's properties as a sentence: properties that exactness depends on and
// that vocmap sets itself, unknown names, values out of range.
std::vector<std::string> property_problems(const KafkaProperties& user);

// The configuration of one librdkafka client. Later settings win, so the order is: defaults, the
// user's properties, requirements. Throws KafkaError on a property that librdkafka refuses.
class ClientConfig {
 public:
  ClientConfig();

  ClientConfig& set(const std::string& name, const std::string& value);
  ClientConfig& set_if_known(const std::string& name, const std::string& value);
  ClientConfig& set_all(const KafkaProperties& properties);

  rd_kafka_conf_t* get() { return conf_.get(); }
  ClientHandle create(rd_kafka_type_t type);

 private:
  std::unique_ptr<rd_kafka_conf_t, DestroyWith<rd_kafka_conf_destroy>> conf_;
};

// Whether the cluster may answer otherwise when it is asked again.
bool is_transient(rd_kafka_resp_err_t error);

// What no retry cures: a record over the limit, a missing right, a deleted topic; and a position
// that is gone, a missing right, a session or protocol that the cluster does not take. A topic
// unknown to a reader may only not be known yet.
bool no_write_will_do(rd_kafka_resp_err_t error);
bool no_read_will_do(rd_kafka_resp_err_t error);

inline constexpr std::chrono::milliseconds kLongestRequest{1'000};

// How long a request may be repeated: until `stop` is requested or, when set, the deadline.
struct Patience {
  std::stop_token stop;
  std::chrono::steady_clock::time_point until = std::chrono::steady_clock::time_point::max();

  int request_ms() const;  // the timeout of one attempt
};

// Repeats `request` while it fails transiently, warning every 10 s; throws KafkaError on any other
// error, or when patience ends. `what` completes "waiting for Kafka to ...".
void insist(const Patience& patience, std::string_view what,
            const std::function<rd_kafka_resp_err_t()>& request);

// Waits, but not beyond a stop.
void pause(const std::stop_token& stop, std::chrono::milliseconds duration);

}  // namespace vocmap
