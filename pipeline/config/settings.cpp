#include "pipeline/config/settings.h"

#include <fmt/format.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "pipeline/config/kafka_properties.h"
#include "pipeline/config/money_fields.h"
#include "pipeline/config/rate_card_fields.h"
#include "pipeline/config/yaml_fields.h"
#include "schemas/utf8.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;

constexpr Duration kYear = std::chrono::days{366};
constexpr std::string_view kOwnPrefix = "vocmap.";

// Kafka's own rule for topic names; group and transactional ids and folder names follow it too.
bool is_safe_name(std::string_view name, std::size_t max_bytes) {
  const auto safe = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= max_bytes && name != "." && name != ".." &&
         std::all_of(name.begin(), name.end(), safe);
}

// "voc.contacts" and "contacts" both name Topic::contacts.
std::optional<Topic> topic_of(std::string_view name) {
  for (std::size_t i = 0; i < kTopics; ++i) {
    const std::string_view full = EnumNames<Topic>::values[i];
    if (name == full || name == full.substr(full.find('.') + 1)) return static_cast<Topic>(i);
  }
  return std::nullopt;
}

TopicNames topic_names_of(std::string_view application) {
  TopicNames names;
  for (std::size_t i = 0; i < kTopics; ++i) {
    const std::string_view name = EnumNames<Topic>::values[i];
    if (!name.starts_with(kOwnPrefix)) continue;
    names.set(static_cast<Topic>(i),
              fmt::format("{}.{}", application, name.substr(kOwnPrefix.size())));
  }
  return names;
}

std::string not_utf8(std::string_view yaml) {
  std::size_t line = 1;
  for (std::size_t end = yaml.find('\n'); end != yaml.npos; end = yaml.find('\n'), ++line) {
    if (!is_utf8(yaml.substr(0, end))) break;
    yaml.remove_prefix(end + 1);
  }
  return fmt::format("line {}: not UTF-8", line);
}

// Reads one vocmap.yaml into one Settings.
class SettingsFile {
 public:
  explicit SettingsFile(const Host& host) : host_(host) {}

  tl::expected<Settings, Problems> read(std::string_view yaml, Purpose purpose) {
    if (!is_utf8(yaml)) return tl::unexpected(Problems{not_utf8(yaml)});
    try {
      const YAML::Node root = YAML::Load(std::string{yaml});
      if (!root.IsNull()) read_mapping(root, "", fields(), problems_);
    } catch (const YAML::Exception& e) {
      return tl::unexpected(Problems{fmt::format("line {}: not YAML: {}", e.mark.line + 1, e.msg)});
    }
    settings_.topics = topic_names_of(settings_.application);
    for (const auto& [topic, name] : renamed_) settings_.topics.set(topic, name);
    check_whole(purpose);
    if (Problems found = problems_.take(); !found.empty()) return tl::unexpected(std::move(found));
    return std::move(settings_);
  }

 private:
  std::vector<YamlField> fields() {
    Settings& s = settings_;
    return {
        {"application", name_field(s.application)},
        {"instance", name_field(s.instance)},
        {"threads", integer_field(s.threads, 1, 256, problems_)},
        {"standby_replicas", integer_field(s.standby_replicas, 0, 16, problems_)},
        {"journeys", [this](auto& node, auto& path) { read_journeys(node, path); }},
        {"state_dir",
         [this](auto& node, auto& path) {
           std::string text;
           text_field(text, problems_)(node, path);
           if (!text.empty()) settings_.state_dir = text;
         }},
        {"kafka", [this](auto& node, auto& path) { read_kafka(node, path); }},
        {"topics", [this](auto& node, auto& path) { read_topics(node, path); }},
        {"text",
         group({{"model",
                 [this](auto& node, auto& path) {
                   std::string text;
                   text_field(text, problems_)(node, path);
                   settings_.text.model = text;
                 }},
                {"wanted_precision", integer_field(s.text.wanted_precision, 50, 99, problems_)}})},
        {"http", group({{"address", text_field(s.http.address, problems_)},
                        {"port", integer_field(s.http.port, 0, 65'535, problems_)}})},
        {"partitions",
         group({{"journey", integer_field(s.partitions.journey, 1, 10'000, problems_)},
                {"map", integer_field(s.partitions.map, 1, 10'000, problems_)}})},
        {"time", group({{"out_of_orderness", duration(s.time.out_of_orderness, 0s, kYear)},
                        {"lateness", duration(s.time.lateness, 0s, kYear)},
                        {"idle_timeout", duration(s.time.idle_timeout, 1s, kYear)},
                        {"horizon", duration(s.time.horizon, 0s, kYear)}})},
        {"commit",
         group(
             {{"interval", duration(s.commit.interval, 1ms, 5s)},  // far below transaction.timeout
              {"max_records", integer_field(s.commit.max_records, 1, 1'000'000, problems_)}})},
        {"publish_interval", duration(s.publish_interval, 0s, 1h)},
        {"limits", group({{"max_record_bytes",
                           integer_field(s.limits.max_record_bytes, 1'024, 104'857'600, problems_)},
                          {"max_text_bytes",
                           integer_field(s.limits.max_text_bytes, 256, 104'857'600, problems_)}})},
        {"money", money_field(s.money, problems_)},
        {"forecast",
         group({{"service_level", number_field(s.forecast.service_level, .01, .999, problems_)},
                {"answer_within", duration(s.forecast.answer_within, 0s, 24h)},
                {"shrinkage", number_field(s.forecast.shrinkage, 0, .95, problems_)},
                {"patience", duration(s.forecast.patience, 1s, 24h)}})},
        {"rate_card", rate_card_field(s.rate_card, problems_)},
    };
  }

  // `out`: a duration, or an optional one.
  template <class Out>
  YamlReader duration(Out& out, Duration least, Duration most) {
    return duration_field(out, least, most, problems_);
  }

  YamlReader group(std::vector<YamlField> fields) {
    return [this, fields = std::move(fields)](const YAML::Node& node, const std::string& path) {
      read_mapping(node, path, fields, problems_);
    };
  }

  YamlReader name_field(std::string& out) {
    return [this, &out](const YAML::Node& node, const std::string& path) {
      if (!node.IsScalar() || !is_safe_name(node.Scalar(), 100)) {
        return problems_.add(node, path,
                             "must be 1 to 100 of the characters a-z, A-Z, 0-9, '.', '_' and '-'");
      }
      out = node.Scalar();
    };
  }

  void read_journeys(const YAML::Node& node, const std::string& path) {
    const auto read_one = [&](const YAML::Node& item) {
      std::string text;
      text_field(text, problems_)(item, path);
      if (!text.empty()) settings_.journeys.emplace_back(text);
    };
    if (!node.IsSequence()) return read_one(node);
    for (const auto& item : node) read_one(item);
  }

  void read_kafka(const YAML::Node& node, const std::string& path) {
    if (!node.IsMap())
      return problems_.add(node, path, "must be a mapping of librdkafka properties");
    for (const auto& entry : node) {
      const std::string property = entry.first.IsScalar() ? entry.first.Scalar() : "";
      const std::string property_path = path + "." + property;
      if (const auto reason = why_refused(property)) {
        problems_.add(entry.first, property_path, fmt::format("cannot be set: {}", *reason));
      } else if (!entry.second.IsScalar()) {
        problems_.add(entry.second, property_path, "must be one value; librdkafka takes text only");
      } else if (auto value = substitute_variables(entry.second.Scalar(), host_.variable); !value) {
        problems_.add(entry.second, property_path, value.error());
      } else if (!settings_.kafka.emplace(property, std::move(*value)).second) {
        problems_.add(entry.first, property_path, "is given twice");
      }
    }
  }

  void read_topics(const YAML::Node& node, const std::string& path) {
    if (!node.IsMap())
      return problems_.add(node, path, "must be a mapping of topics to their names");
    for (const auto& entry : node) {
      const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "";
      const std::string key_path = path + "." + key;
      const std::optional<Topic> topic = topic_of(key);
      if (!topic) {
        problems_.add(entry.first, key_path,
                      "no such topic; name it like voc.contacts or contacts ('vocmap topics')");
      } else if (!entry.second.IsScalar() || !is_safe_name(entry.second.Scalar(), 249)) {
        problems_.add(entry.second, key_path,
                      "must be a topic name: 1 to 249 of a-z, A-Z, 0-9, '.', '_' and '-'");
      } else if (!renamed_.emplace(*topic, entry.second.Scalar()).second) {
        problems_.add(entry.first, key_path, "is given twice");
      }
    }
  }

  void check_whole(Purpose purpose) {
    if (settings_.instance.empty()) {
      settings_.instance = host_.name;
      if (!is_safe_name(host_.name, 100)) {
        problems_.add("instance: is missing, and this host's name cannot stand in for it");
      }
    }
    if (settings_.limits.max_text_bytes > settings_.limits.max_record_bytes) {
      problems_.add("limits: max_text_bytes is larger than max_record_bytes");
    }
    for (std::size_t i = 0; i < kTopics; ++i) {
      const std::string& name = settings_.topics.of(static_cast<Topic>(i));
      if (const Topic first = *settings_.topics.find(name); first != static_cast<Topic>(i)) {
        problems_.add(fmt::format("topics: {} and {} are both called {}", name_of(first),
                                  EnumNames<Topic>::values[i], name));
      }
    }
    if (purpose != Purpose::run) return;
    if (!settings_.kafka.contains("bootstrap.servers")) {
      problems_.add("kafka: bootstrap.servers is missing: which brokers hold the topics?");
    }
    if (settings_.journeys.empty()) {
      problems_.add("journeys: is missing: which file describes the product journeys?");
    }
  }

  const Host& host_;
  Settings settings_;
  SettingsProblems problems_;
  std::map<Topic, std::string> renamed_;
};

}  // namespace

Host Host::of_this_process() {
  std::array<char, 256> name{};
  gethostname(name.data(), name.size() - 1);
  return {name.data(), [](const std::string& variable) -> std::optional<std::string> {
            const char* value = std::getenv(variable.c_str());
            return value ? std::optional<std::string>{value} : std::nullopt;
          }};
}

tl::expected<Settings, Problems> load_settings(std::string_view yaml, Purpose purpose,
                                               const Host& host) {
  return SettingsFile{host}.read(yaml, purpose);
}

tl::expected<Settings, Problems> load_settings_file(const std::filesystem::path& file,
                                                    Purpose purpose, const Host& host) {
  std::ifstream in{file};
  if (!in || std::filesystem::is_directory(file)) {
    return tl::unexpected(Problems{fmt::format("{}: cannot be read", file.string())});
  }
  const std::string yaml{std::istreambuf_iterator<char>{in}, {}};
  auto settings = load_settings(yaml, purpose, host);
  if (!settings) {
    for (std::string& problem : settings.error()) {
      problem = fmt::format("{}: {}", file.string(), problem);
    }
    return settings;
  }
  const std::filesystem::path folder = file.parent_path();
  for (auto& path : settings->journeys) path = folder / path;
  settings->state_dir = folder / settings->state_dir;
  if (!settings->text.model.empty()) settings->text.model = folder / settings->text.model;
  return settings;
}

}  // namespace vocmap
