#include "operators/taxonomy/load_taxonomy.h"

#include <date/tz.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <set>

#include "operators/taxonomy/read_changes.h"
#include "operators/taxonomy/yaml_section.h"
#include "schemas/utf8.h"

namespace vocmap {
namespace {

constexpr std::string_view kLifecycles[] = {"start_up", "growth", "mature"};
constexpr std::string_view kExposureKinds[] = {"order",          "visit", "active_user",
                                               "installed_base", "card",  "play"};
constexpr std::string_view kCauses[] = {"product",   "marketing_sales", "customer_error",
                                        "logistics", "partner",         "policy"};
constexpr std::string_view kNeedLayers[] = {"cognition", "action", "emotion"};
constexpr std::string_view kFeedKinds[] = {"exposure", "channel"};
constexpr std::string_view kChannels[] = {"call",   "chat", "email",  "app",   "web",
                                          "social", "sms",  "wechat", "weibo", "qq",
                                          "store",  "ivr",  "review", "other"};
// Published beside the taxonomy's own ids, so no line, stage or scenario may carry them.
constexpr std::string_view kReservedIds[] = {"none", "_unknown", "_shared"};
constexpr const char* kNotUtf8 = "the file is not valid UTF-8";
constexpr std::size_t kMaxScenarios = std::numeric_limits<std::uint16_t>::max();

// Walks the file once from the root down; every problem lands in `problems_`.
class TaxonomyReader {
 public:
  explicit TaxonomyReader(YamlProblems& problems) : problems_(problems) {}

  Taxonomy read(const YAML::Node& root) {
    Taxonomy taxonomy;
    YamlSection section(root, "", problems_);
    read_version(section, taxonomy);
    taxonomy.changes = read_changes(section, problems_);
    if (taxonomy.version == 1 && !taxonomy.changes.empty()) {
      section.problem("the first version has no changes");
    }
    const std::vector<YAML::Node> lines = section.list("lines");
    if (root.IsMap() && lines.empty()) section.problem("lines is missing or empty");
    for (std::size_t i = 0; i < lines.size(); ++i) {
      taxonomy.lines.push_back(
          read_line(YamlSection(lines[i], section.child_path("lines", i), problems_)));
    }
    if (scenario_ids_.size() > kMaxScenarios) section.problem("more than 65535 scenarios");
    section.finish();
    return taxonomy;
  }

 private:
  using Ids = std::set<std::string>;

  void read_version(YamlSection& section, Taxonomy& taxonomy) {
    if (const auto text = section.text("version")) {
      const char* end = text->data() + text->size();
      const auto [stop, error] = std::from_chars(text->data(), end, taxonomy.version);
      if (error != std::errc() || stop != end || taxonomy.version == 0) {
        section.problem_at(section.get("version"), "version must be a whole number from 1");
        taxonomy.version = 1;
      }
    }
    if (const auto text = section.text("effective_from")) {
      taxonomy.effective_from = parse_rfc3339(*text);
      if (!taxonomy.effective_from) {
        section.problem_at(section.get("effective_from"),
                           "effective_from must be an RFC 3339 time with offset");
      }
    } else if (taxonomy.version > 1) {
      section.problem("effective_from is required from the second version on");
    }
  }

  Line read_line(YamlSection section) {
    Line line;
    line.id = read_id(section, line_ids_);
    line.name = read_name(section);
    line.lifecycle = section.choice("lifecycle", kLifecycles);
    read_time_zone(section, line);
    read_exposure(section, line);
    line.trust_given_scenario = section.boolean("trust_given_scenario").value_or(false);
    const std::vector<YAML::Node> feeds = section.list("feeds");
    for (std::size_t i = 0; i < feeds.size(); ++i) {
      line.feeds.push_back(
          read_feed(YamlSection(feeds[i], section.child_path("feeds", i), problems_)));
    }
    Ids stage_ids;
    const std::vector<YAML::Node> stages = section.list("stages");
    for (std::size_t i = 0; i < stages.size(); ++i) {
      line.stages.push_back(read_stage(
          YamlSection(stages[i], section.child_path("stages", i), problems_), stage_ids));
    }
    section.finish();
    return line;
  }

  Stage read_stage(YamlSection section, Ids& stage_ids) {
    Stage stage;
    stage.id = read_id(section, stage_ids);
    stage.name = read_name(section);
    const std::vector<YAML::Node> scenarios = section.list("scenarios");
    for (std::size_t i = 0; i < scenarios.size(); ++i) {
      stage.scenarios.push_back(
          read_scenario(YamlSection(scenarios[i], section.child_path("scenarios", i), problems_)));
    }
    section.finish();
    return stage;
  }

  Scenario read_scenario(YamlSection section) {
    Scenario scenario;
    scenario.id = read_id(section, scenario_ids_);
    scenario.name = read_name(section);
    scenario.definition = section.text("definition").value_or("");
    scenario.examples = section.texts("examples");
    scenario.counter_examples = section.texts("counter_examples");
    const std::vector<YAML::Node> rules = section.list("rules");
    for (std::size_t i = 0; i < rules.size(); ++i) {
      YamlSection rule(rules[i], section.child_path("rules", i), problems_);
      scenario.rules.push_back({rule.texts("any")});
      if (rules[i].IsMap() && rule.get("any").IsNull()) rule.problem("any is missing");
      rule.finish();
    }
    if (scenario.examples.empty() && scenario.rules.empty()) {
      section.problem("examples or rules are required");
    }
    scenario.owner = section.text("owner");
    scenario.target_per_10k = section.number("target_per_10k");
    scenario.cause = section.choice("cause", kCauses);
    scenario.need_layer = section.choice("need_layer", kNeedLayers);
    scenario.kano = section.text("kano");
    scenario.status = section.text("status");
    section.finish();
    return scenario;
  }

  // '|' separates the parts of output keys.
  std::string read_id(YamlSection& section, Ids& taken) {
    std::string id = section.required_text("id");
    if (id.empty()) return id;
    const bool clean = std::none_of(id.begin(), id.end(), [](char c) {
      return c == '|' || static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
    });
    if (!clean) section.problem("id must not contain '|' or control characters");
    if (std::find(std::begin(kReservedIds), std::end(kReservedIds), id) != std::end(kReservedIds)) {
      section.problem(fmt::format("id {} is reserved", id));
    }
    if (!taken.insert(id).second) section.problem(fmt::format("id {} is given twice", id));
    return id;
  }

  LocalizedText read_name(YamlSection& section) {
    const YAML::Node node = section.get("name");
    if (!node.IsMap()) {
      const std::string name = section.required_text("name");
      return name.empty() ? LocalizedText{} : LocalizedText{{"en", name}, {"zh", name}};
    }
    LocalizedText name;
    for (const auto& entry : node) {
      if (entry.first.IsScalar() && entry.second.IsScalar() && !entry.second.Scalar().empty()) {
        name[entry.first.Scalar()] = entry.second.Scalar();
      } else {
        section.problem_at(entry.first, "name must map languages to texts");
      }
    }
    if (node.size() == 0) section.problem("name is missing");
    return name;
  }

  void read_time_zone(YamlSection& section, Line& line) {
    const auto zone = section.text("time_zone");
    if (!zone) return;
    try {
      date::locate_zone(*zone);
      line.time_zone = *zone;
    } catch (const std::exception&) {
      section.problem_at(section.get("time_zone"), fmt::format("unknown time zone {}", *zone));
    }
  }

  void read_exposure(YamlSection& section, Line& line) {
    const YAML::Node node = section.get("exposure");
    if (node.IsNull()) return;
    YamlSection exposure(node, section.path() + ".exposure", problems_);
    if (const auto kind = exposure.choice("kind", kExposureKinds)) {
      const auto* found = std::find(std::begin(kExposureKinds), std::end(kExposureKinds), *kind);
      line.exposure_kind = static_cast<ExposureKind>(found - std::begin(kExposureKinds));
    }
    const YAML::Node lag = exposure.get("lag_hours");
    if (!(lag.IsScalar() && lag.Scalar() == "auto")) {
      if (const auto hours = exposure.number("lag_hours")) {
        constexpr double kMaxLagHours = 24 * 366;
        if (*hours > kMaxLagHours) exposure.problem("lag_hours must be at most 8784");
        line.exposure_lag = Duration{std::llround(std::min(*hours, kMaxLagHours) * 3'600'000)};
      }
    }
    exposure.finish();
  }

  Feed read_feed(YamlSection section) {
    Feed feed;
    const auto kind = section.choice("kind", kFeedKinds);
    const auto channel = section.choice("channel", kChannels);
    feed.exposure = kind == "exposure";
    if (section.get("kind").IsNull()) section.problem("kind is missing");
    if (kind == "channel" && section.get("channel").IsNull()) section.problem("channel is missing");
    if (feed.exposure && channel) section.problem("an exposure feed has no channel");
    feed.channel = channel.value_or("");
    feed.max_gap = section.duration("max_gap").value_or(Duration{0});
    section.finish();
    return feed;
  }

  YamlProblems& problems_;
  Ids line_ids_;
  Ids scenario_ids_;
};

}  // namespace

tl::expected<Taxonomy, std::vector<std::string>> load_taxonomy(std::string_view yaml_text) {
  if (!is_utf8(yaml_text)) return tl::make_unexpected(std::vector<std::string>{kNotUtf8});
  YamlProblems problems;
  Taxonomy taxonomy;
  try {
    taxonomy = TaxonomyReader(problems).read(YAML::Load(std::string(yaml_text)));
  } catch (const YAML::Exception& error) {
    problems.add(error.mark, "", error.msg);
  }
  if (!problems.empty()) return tl::make_unexpected(problems.take());
  taxonomy.hash = XXH64(yaml_text.data(), yaml_text.size(), 0);
  return taxonomy;
}

}  // namespace vocmap
