#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/kafka/topic_names.h"
#include "schemas/forecast_rules.h"
#include "schemas/money_rules.h"
#include "schemas/rate_card.h"
#include "schemas/time.h"

namespace vocmap {

// What vocmap.yaml says, with the defaults for what it leaves out. A value; read once at the start.
struct Settings {
  std::string application = "vocmap";  // consumer group, prefix of transactional ids and topics
  std::string instance;                // stable per instance slot; default: the host's name
  int threads = 1;
  int standby_replicas = 0;  // other instances with a warm copy of each keyed task
  std::vector<std::filesystem::path> journeys;  // one taxonomy version each
  std::filesystem::path state_dir = "/var/lib/vocmap";
  std::map<std::string, std::string> kafka;  // librdkafka properties that the user decides
  TopicNames topics;  // by default those of schemas/topics.h, "vocmap." replaced by the application

  struct Http {
    std::string address = "127.0.0.1";
    std::uint16_t port = 9464;  // 0: any free port
  } http;

  struct Partitions {  // of the internal topics, when vocmap creates them
    std::int32_t journey = 4;
    std::int32_t map = 4;
  } partitions;

  struct Time {
    Duration out_of_orderness = std::chrono::seconds{30};
    Duration lateness = std::chrono::hours{24};
    Duration idle_timeout = std::chrono::seconds{60};
    Duration horizon = std::chrono::hours{24};  // of contacts, exposure and service rate
  } time;

  struct Commit {
    Duration interval = std::chrono::milliseconds{200};
    std::uint32_t max_records = 10'000;
  } commit;

  struct Text {
    std::filesystem::path model;  // of `vocmap train`; empty: the lexical matcher
    int wanted_precision = 80;    // percent; from it on a scenario is "assigned"
  } text;

  Duration publish_interval = std::chrono::seconds{1};

  struct Limits {
    std::uint32_t max_record_bytes = 1'048'576;
    std::uint32_t max_text_bytes = 65'536;
  } limits;

  MoneyRules money;
  ForecastRules forecast;
  std::optional<RateCard> rate_card;  // without one nothing is said of costs
};

// What settings may take from the host that they are read on.
struct Host {
  std::string name;
  std::function<std::optional<std::string>(const std::string&)> variable;

  static Host of_this_process();
};

enum class Purpose : std::uint8_t {
  run,    // needs kafka.bootstrap.servers and journeys
  other,  // takes what is there
};

using Problems = std::vector<std::string>;

// Reads settings from the text of a vocmap.yaml. On failure: every problem at once, in the order
// of the file, each a sentence with its line ("line 7: threads: ..."). `${NAME}` in a kafka value
// is replaced by the environment variable; no problem ever shows a kafka value.
tl::expected<Settings, Problems> load_settings(std::string_view yaml, Purpose purpose,
                                               const Host& host);

// The same from a file, which every problem names. Relative paths are relative to the file.
tl::expected<Settings, Problems> load_settings_file(const std::filesystem::path& file,
                                                    Purpose purpose, const Host& host);

}  // namespace vocmap
