#include "pipeline/config/yaml_fields.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <climits>
#include <set>

#include "pipeline/core/duration.h"

namespace vocmap {
namespace {

std::string join_path(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

std::string known_names(const std::vector<YamlField>& fields) {
  std::vector<std::string_view> names;
  for (const YamlField& field : fields) names.push_back(field.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

std::optional<std::int64_t> parse_integer(const std::string& text) {
  std::int64_t value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || rest != end) return std::nullopt;
  return value;
}

// The largest unit that divides the duration, as the file would say it.
std::string in_words(Duration d) {
  const auto ms = d.count();
  if (ms != 0 && ms % 86'400'000 == 0) return fmt::format("{}d", ms / 86'400'000);
  if (ms != 0 && ms % 3'600'000 == 0) return fmt::format("{}h", ms / 3'600'000);
  if (ms != 0 && ms % 60'000 == 0) return fmt::format("{}m", ms / 60'000);
  return ms % 1000 == 0 ? fmt::format("{}s", ms / 1000) : fmt::format("{}ms", ms);
}

}  // namespace

void SettingsProblems::add(const YAML::Node& at, std::string_view path, std::string_view sentence) {
  const int line = at.Mark().line + 1;
  sentences_.emplace_back(line, path.empty()
                                    ? fmt::format("line {}: {}", line, sentence)
                                    : fmt::format("line {}: {}: {}", line, path, sentence));
}

std::vector<std::string> SettingsProblems::take() {
  std::stable_sort(sentences_.begin(), sentences_.end(), [](const auto& a, const auto& b) {
    return (a.first == 0 ? INT_MAX : a.first) < (b.first == 0 ? INT_MAX : b.first);
  });
  std::vector<std::string> out;
  for (auto& [line, sentence] : sentences_) out.push_back(std::move(sentence));
  return out;
}

std::optional<double> parse_number(const YAML::Node& node, double least, double most) {
  if (!node.IsScalar()) return std::nullopt;
  const std::string& text = node.Scalar();
  double value = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value);
  const bool inside = value >= least && value <= most;  // false for "nan"
  if (error != std::errc{} || rest != end || !inside) return std::nullopt;
  return value;
}

void read_mapping(const YAML::Node& node, const std::string& path,
                  const std::vector<YamlField>& fields, SettingsProblems& problems) {
  if (!node.IsMap()) return problems.add(node, path, "must be a mapping of keys to values");
  std::set<std::string> seen;
  for (const auto& entry : node) {
    if (!entry.first.IsScalar()) {
      problems.add(entry.first, path, "a key must be a plain word");
      continue;
    }
    const std::string& key = entry.first.Scalar();
    const std::string key_path = join_path(path, key);
    const auto field = std::find_if(fields.begin(), fields.end(),
                                    [&](const YamlField& f) { return f.name == key; });
    if (field == fields.end()) {
      problems.add(entry.first, key_path,
                   fmt::format("unknown key; known here: {}", known_names(fields)));
    } else if (!seen.insert(key).second) {
      problems.add(entry.first, key_path, "is given twice");
    } else if (!entry.second.IsNull()) {
      field->read(entry.second, key_path);
    }
  }
}

YamlReader text_field(std::string& out, SettingsProblems& problems) {
  return [&out, &problems](const YAML::Node& node, const std::string& path) {
    if (!node.IsScalar() || node.Scalar().empty()) {
      return problems.add(node, path, "must be a text that is not empty");
    }
    out = node.Scalar();
  };
}

YamlReader duration_field(Duration least, Duration most, std::function<void(Duration)> take,
                          SettingsProblems& problems) {
  return [=, take = std::move(take), &problems](const YAML::Node& node, const std::string& path) {
    const auto value = node.IsScalar() ? parse_duration(node.Scalar()) : std::nullopt;
    if (!value || *value < least || *value > most) {
      return problems.add(node, path,
                          fmt::format("must be a duration from {} to {}, such as 200ms, 30s, 90m, "
                                      "6h or 1d",
                                      in_words(least), in_words(most)));
    }
    take(*value);
  };
}

YamlReader number_field(std::optional<double>& out, double least, double most,
                        SettingsProblems& problems) {
  return [=, &out, &problems](const YAML::Node& node, const std::string& path) {
    const auto value = parse_number(node, least, most);
    if (!value) {
      return problems.add(node, path, fmt::format("must be a number from {} to {}", least, most));
    }
    out = value;
  };
}

YamlReader integer_field(std::int64_t least, std::int64_t most,
                         std::function<void(std::int64_t)> take, SettingsProblems& problems) {
  return [=, take = std::move(take), &problems](const YAML::Node& node, const std::string& path) {
    const auto value = node.IsScalar() ? parse_integer(node.Scalar()) : std::nullopt;
    if (!value || *value < least || *value > most) {
      return problems.add(node, path, fmt::format("must be an integer from {} to {}", least, most));
    }
    take(*value);
  };
}

bool is_currency(std::string_view text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace vocmap
