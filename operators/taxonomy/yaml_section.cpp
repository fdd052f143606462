#include "operators/taxonomy/yaml_section.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "pipeline/core/duration.h"

namespace vocmap {

void YamlProblems::add(const YAML::Mark& mark, const std::string& path, std::string_view sentence) {
  sentences_.push_back(path.empty()
                           ? fmt::format("line {}: {}", mark.line + 1, sentence)
                           : fmt::format("line {}: {}: {}", mark.line + 1, path, sentence));
}

YamlSection::YamlSection(YAML::Node node, std::string path, YamlProblems& problems)
    : node_(std::move(node)), path_(std::move(path)), problems_(problems) {
  if (!node_.IsMap()) problem("must be a mapping");
}

std::string YamlSection::child_path(std::string_view key, std::size_t position) const {
  return fmt::format("{}{}{}[{}]", path_, path_.empty() ? "" : ".", key, position);
}

void YamlSection::problem_at(const YAML::Node& node, std::string_view sentence) {
  problems_.add(node.Mark(), path_, sentence);
}

YAML::Node YamlSection::get(std::string_view key) {
  known_.emplace(key);
  if (!node_.IsMap()) return YAML::Node();
  for (const auto& entry : node_) {
    if (entry.first.IsScalar() && entry.first.Scalar() == key) return entry.second;
  }
  return YAML::Node();
}

std::string YamlSection::required_text(std::string_view key) {
  const YAML::Node node = get(key);
  if (node.IsScalar() && !node.Scalar().empty()) return node.Scalar();
  if (!node_.IsMap()) return {};
  if (node.IsNull() || node.IsScalar()) {
    problem(fmt::format("{} is missing", key));
  } else {
    problem_at(node, fmt::format("{} must be a text", key));
  }
  return {};
}

std::optional<std::string> YamlSection::text(std::string_view key) {
  const YAML::Node node = get(key);
  if (node.IsNull()) return std::nullopt;
  if (node.IsScalar()) return node.Scalar();
  problem_at(node, fmt::format("{} must be a text", key));
  return std::nullopt;
}

std::optional<std::string> YamlSection::choice(std::string_view key,
                                               std::span<const std::string_view> of) {
  const YAML::Node node = get(key);
  if (node.IsNull()) return std::nullopt;
  if (node.IsScalar() && std::find(of.begin(), of.end(), node.Scalar()) != of.end()) {
    return node.Scalar();
  }
  problem_at(node, fmt::format("{} must be one of {}", key, fmt::join(of, ", ")));
  return std::nullopt;
}

std::optional<double> YamlSection::number(std::string_view key) {
  const YAML::Node node = get(key);
  if (node.IsNull()) return std::nullopt;
  double value = 0;
  if (node.IsScalar() && YAML::convert<double>::decode(node, value) && std::isfinite(value) &&
      value >= 0) {
    return value;
  }
  problem_at(node, fmt::format("{} must be a number of at least 0", key));
  return std::nullopt;
}

std::optional<bool> YamlSection::boolean(std::string_view key) {
  const YAML::Node node = get(key);
  if (node.IsNull()) return std::nullopt;
  bool value = false;
  if (node.IsScalar() && YAML::convert<bool>::decode(node, value)) return value;
  problem_at(node, fmt::format("{} must be true or false", key));
  return std::nullopt;
}

std::optional<Duration> YamlSection::duration(std::string_view key) {
  const YAML::Node node = get(key);
  if (node.IsNull()) return std::nullopt;
  if (node.IsScalar()) {
    if (const auto parsed = parse_duration(node.Scalar())) return parsed;
  }
  problem_at(node, fmt::format("{} must be a duration such as 90m, 24h or 7d", key));
  return std::nullopt;
}

std::vector<YAML::Node> YamlSection::list(std::string_view key) {
  const YAML::Node node = get(key);
  if (node.IsNull()) return {};
  if (!node.IsSequence()) {
    problem_at(node, fmt::format("{} must be a list", key));
    return {};
  }
  return {node.begin(), node.end()};
}

std::vector<std::string> YamlSection::texts(std::string_view key) {
  std::vector<std::string> out;
  std::size_t position = 0;
  for (const YAML::Node& item : list(key)) {
    if (item.IsScalar() && !item.Scalar().empty()) {
      out.push_back(item.Scalar());
    } else {
      problem_at(item, fmt::format("{}[{}] must be a text that is not empty", key, position));
    }
    ++position;
  }
  return out;
}

void YamlSection::finish() {
  if (!node_.IsMap()) return;
  std::set<std::string, std::less<>> seen;
  for (const auto& entry : node_) {
    const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : "(not a text)";
    if (!known_.contains(key)) problem_at(entry.first, fmt::format("unknown key {}", key));
    if (!seen.insert(key).second) problem_at(entry.first, fmt::format("{} is given twice", key));
  }
}

}  // namespace vocmap
