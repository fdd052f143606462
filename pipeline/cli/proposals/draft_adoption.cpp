#include "pipeline/cli/proposals/draft_adoption.h"

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>

#include "operators/taxonomy/load_taxonomy.h"
#include "operators/taxonomy/write_taxonomy.h"
#include "operators/taxonomy/yaml_text.h"

namespace vocmap {
namespace {

using Lines = std::vector<std::string>;
constexpr std::string_view kSpaces = " \r";

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

// Blank lines and comments belong to no block.
std::optional<std::size_t> indent_of(const std::string& line) {
  const std::size_t indent = line.find_first_not_of(kSpaces);
  return indent == line.npos || line[indent] == '#' ? std::nullopt : std::optional{indent};
}

// Behind the last line of what begins in line `first` and stands deeper than `column`.
std::size_t end_of_block(const Lines& lines, std::size_t first, std::size_t column) {
  std::size_t end = first + 1;
  for (std::size_t i = end; i < lines.size(); ++i) {
    const auto indent = indent_of(lines[i]);
    if (!indent) continue;
    if (*indent <= column) break;
    end = i + 1;
  }
  return end;
}

// The column of the dash of a list entry whose content is at `mark`; unset when the dash is not the
// first character of that line.
std::optional<std::size_t> dash_before(const Lines& lines, const YAML::Mark& mark) {
  const auto row = static_cast<std::size_t>(mark.line),
             column = static_cast<std::size_t>(mark.column);
  if (row >= lines.size() || column > lines[row].size()) return std::nullopt;
  const std::string_view before = std::string_view(lines[row]).substr(0, column);
  const std::size_t dash = before.find_first_not_of(' ');
  if (dash == before.npos || before[dash] != '-') return std::nullopt;
  if (before.find_first_not_of(' ', dash + 1) != before.npos) return std::nullopt;
  return dash;
}

// A key of the file itself, its value, and the comments inside.
void remove_key(Lines& lines, const std::string& key) {
  const auto begin = std::find_if(lines.begin(), lines.end(),
                                  [&](const std::string& l) { return l.starts_with(key + ':'); });
  if (begin == lines.end()) return;
  auto end = begin + 1;
  for (auto it = end; it != lines.end(); ++it) {
    const auto indent = indent_of(*it);
    if (!indent) continue;
    if (*indent == 0 && it->front() != '-') break;
    end = it + 1;
  }
  lines.erase(begin, end);
}

Lines lines_of(const Adoption& adoption, std::size_t column) {
  const std::string indent(column, ' ');
  Lines lines = {fmt::format("{}- id: {}", indent, yaml_text(adoption.scenario))};
  std::string names;
  for (const auto& [language, name] : adoption.name) {
    names += fmt::format("{}{}: {}", names.empty() ? "" : ", ", language, yaml_text(name));
  }
  lines.push_back(fmt::format("{}  name: {{{}}}", indent, names));
  if (!adoption.examples.empty()) lines.push_back(indent + "  examples:");
  for (const std::string& example : adoption.examples) {
    lines.push_back(fmt::format("{}    - {}", indent, yaml_text(example)));
  }
  return lines;
}

YAML::Node stage_of(const YAML::Node& file, const Adoption& adoption) {
  for (const YAML::Node& line : file["lines"]) {
    for (const YAML::Node& stage : line["stages"]) {
      const std::string prefix =
          line["id"].as<std::string>("") + '.' + stage["id"].as<std::string>("") + '.';
      if (adoption.scenario.starts_with(prefix) && adoption.scenario.size() > prefix.size()) {
        return stage;
      }
    }
  }
  return YAML::Node{YAML::NodeType::Undefined};
}

bool insert_scenario(Lines& lines, const YAML::Node& stage, const Adoption& adoption) {
  const YAML::Node scenarios = stage["scenarios"];
  Lines added;
  std::size_t place = 0;
  if (scenarios.IsDefined() && scenarios.IsSequence() && scenarios.size() > 0) {
    const YAML::Mark last = scenarios[scenarios.size() - 1].Mark();
    const auto dash = dash_before(lines, last);
    if (!dash) return false;
    added = lines_of(adoption, *dash);
    place = end_of_block(lines, static_cast<std::size_t>(last.line), *dash);
  } else if (!scenarios.IsDefined() && stage.Style() != YAML::EmitterStyle::Flow) {
    const auto dash = dash_before(lines, stage.Mark());
    if (!dash) return false;
    const auto column = static_cast<std::size_t>(stage.Mark().column);
    added = lines_of(adoption, column + 2);
    added.insert(added.begin(), std::string(column, ' ') + "scenarios:");
    place = end_of_block(lines, static_cast<std::size_t>(stage.Mark().line), *dash);
  } else {
    return false;
  }
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(place), added.begin(), added.end());
  return true;
}

void change_version(Lines& lines, std::uint32_t version, const Adoption& adoption) {
  for (const char* key : {"effective_from", "changes"}) remove_key(lines, key);
  auto place = std::find_if(lines.begin(), lines.end(),
                            [](const std::string& line) { return line.starts_with("version:"); });
  if (place != lines.end()) {
    place = lines.erase(place);
  } else {  // a first version that does not say so
    place = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
      return indent_of(line) && !line.starts_with("---") && !line.starts_with('%');
    });
  }
  lines.insert(place, {fmt::format("version: {}", version),
                       "effective_from: " + format_rfc3339(adoption.effective_from), "changes:",
                       fmt::format("  - adopt: {{emergent: {}, as: {}}}",
                                   yaml_text(adoption.emergent), yaml_text(adoption.scenario))});
}

// Whether `after` is `before` with the adoption and nothing else.
bool is_only_change(Taxonomy before, Taxonomy after, const Adoption& adoption) {
  std::size_t found = 0;
  for (Line& line : after.lines) {
    for (Stage& stage : line.stages) {
      found += std::erase_if(stage.scenarios, [&](const Scenario& scenario) {
        return scenario.id == adoption.scenario && scenario.examples == adoption.examples &&
               scenario.name == adoption.name;
      });
    }
  }
  const bool adopts = after.version == before.version + 1 && after.changes.size() == 1 &&
                      after.effective_from == adoption.effective_from;
  after.version = before.version;
  after.hash = before.hash;
  after.effective_from = before.effective_from;
  after.changes = before.changes;
  return found == 1 && adopts && write_taxonomy(before) == write_taxonomy(after);
}

}  // namespace

tl::expected<LocalizedText, std::string> read_names(const std::vector<std::string>& given) {
  LocalizedText names;
  std::optional<std::string> both;
  for (const std::string& name : given) {
    const bool of_one = name.starts_with("zh=") || name.starts_with("en=");
    const std::string text = of_one ? name.substr(3) : name;
    if (text.empty()) return tl::unexpected(fmt::format("'{}' is no name", name));
    if (of_one ? names.contains(name.substr(0, 2)) : both.has_value()) {
      return tl::unexpected(fmt::format(
          "'{}' is a second name; give one, or one a language: zh=... and en=...", name));
    }
    (of_one ? names[name.substr(0, 2)] : both.emplace()) = text;
  }
  for (const char* language : {"en", "zh"}) {
    if (both) names.try_emplace(language, *both);
  }
  return names;
}

tl::expected<std::string, std::string> draft_adoption(std::string_view yaml,
                                                      const Adoption& adoption) {
  const auto before = load_taxonomy(yaml);
  if (!before) return tl::unexpected(before.error().front());
  const YAML::Node file = YAML::Load(std::string{yaml});
  const YAML::Node stage = stage_of(file, adoption);
  if (!stage.IsDefined()) {
    return tl::unexpected(fmt::format(
        "{} is in no stage of the taxonomy; an id is <line>.<stage>.<name>", adoption.scenario));
  }
  Lines lines = lines_of(yaml);
  const std::string layout = fmt::format(
      "the scenarios of stage {} do not stand one below the other, each after a dash of its own; "
      "write them so, and the new one can be added",
      stage["id"].as<std::string>(""));
  if (!insert_scenario(lines, stage, adoption)) return tl::unexpected(layout);
  change_version(lines, before->version + 1, adoption);
  std::string draft;
  for (const std::string& line : lines) draft += line + '\n';
  const auto after = load_taxonomy(draft);
  if (!after) return tl::unexpected(after.error().front());
  if (!is_only_change(*before, *after, adoption)) return tl::unexpected(layout);
  return draft;
}

}  // namespace vocmap
