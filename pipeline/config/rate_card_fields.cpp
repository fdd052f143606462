#include "pipeline/config/rate_card_fields.h"

#include <fmt/format.h>

#include <algorithm>

namespace vocmap {
namespace {

// So that sums of many contacts stay far below the bounds of their type.
constexpr std::int64_t kMostMinor = 1'000'000'000;

class RateCardSection {
 public:
  RateCardSection(RateCard& out, SettingsProblems& problems) : out_(out), problems_(problems) {}

  void read(const YAML::Node& node, const std::string& path) {
    const std::vector<YamlField> fields = {
        {"currency", [this](auto& value, auto& at) { read_currency(value, at); }},
        {"wage_minor_per_hour", amount(out_.wage_minor_per_hour)},
        {"team_wage_minor_per_hour", [this](auto& value, auto& at) { read_teams(value, at); }},
        {"bot_minor_per_contact", amount(out_.bot_minor_per_contact)},
        {"channel_minor_per_contact",
         [this](auto& value, auto& at) { read_mapping(value, at, by_channel(), problems_); }},
    };
    read_mapping(node, path, fields, problems_);
    if (!node.IsMap()) return;
    for (const char* needed : {"currency", "wage_minor_per_hour"}) {
      if (node[needed] && !node[needed].IsNull()) continue;
      problems_.add(node, path, fmt::format("needs '{}': nothing is priced by a guess", needed));
    }
  }

 private:
  YamlReader amount(std::int64_t& out) { return integer_field(out, 0, kMostMinor, problems_); }

  void read_currency(const YAML::Node& node, const std::string& path) {
    if (!node.IsScalar() || !is_currency(node.Scalar())) {
      return problems_.add(node, path, "must be a currency of three capital letters, such as CNY");
    }
    out_.currency = node.Scalar();
  }

  void read_teams(const YAML::Node& node, const std::string& path) {
    if (!node.IsMap()) {
      return problems_.add(node, path, "must be a mapping of teams to their wages");
    }
    for (const auto& entry : node) {
      const std::string team = entry.first.IsScalar() ? entry.first.Scalar() : "";
      const std::string at = fmt::format("{}.{}", path, team);
      if (team.empty()) {
        problems_.add(entry.first, path, "must have the id of a team as each key");
      } else if (out_.team_wage_minor_per_hour.contains(team)) {
        problems_.add(entry.first, at, "is given twice");
      } else {
        amount(out_.team_wage_minor_per_hour[team])(entry.second, at);
      }
    }
  }

  std::vector<YamlField> by_channel() {
    std::vector<YamlField> fields;
    for (std::size_t i = 0; i < EnumNames<Channel>::values.size(); ++i) {
      fields.push_back({EnumNames<Channel>::values[i], amount(out_.channel_minor_per_contact[i])});
    }
    return fields;
  }

  RateCard& out_;
  SettingsProblems& problems_;
};

}  // namespace

YamlReader rate_card_field(std::optional<RateCard>& out, SettingsProblems& problems) {
  return [&](const YAML::Node& node, const std::string& path) {
    RateCardSection{out.emplace(), problems}.read(node, path);
  };
}

}  // namespace vocmap
