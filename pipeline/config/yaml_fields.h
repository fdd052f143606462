#pragma once

#include <yaml-cpp/yaml.h>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.h"

namespace vocmap {

// Collects what is wrong in a YAML file: sentences that start with "line N: path: ".
class SettingsProblems {
 public:
  void add(const YAML::Node& at, std::string_view path, std::string_view sentence);
  void add(std::string_view sentence) { sentences_.emplace_back(0, sentence); }
  std::vector<std::string> take();  // in the order of the lines; without a line last

 private:
  std::vector<std::pair<int, std::string>> sentences_;
};

// One key that a mapping may have, and what takes its value: (value, path of the key).
struct YamlField {
  std::string_view name;
  std::function<void(const YAML::Node&, const std::string&)> read;
};

// Empty unless it is one number in [least, most].
std::optional<double> parse_number(const YAML::Node& node, double least, double most);

// Hands each value of the mapping to its field. A key without a field, a key given twice and a
// node that is no mapping are problems; a null value counts as left out.
void read_mapping(const YAML::Node& node, const std::string& path,
                  const std::vector<YamlField>& fields, SettingsProblems& problems);

// Readers of one scalar; they leave `out` as it is when the value is a problem.
using YamlReader = std::function<void(const YAML::Node&, const std::string&)>;
YamlReader text_field(std::string& out, SettingsProblems& problems);
YamlReader duration_field(Duration least, Duration most, std::function<void(Duration)> take,
                          SettingsProblems& problems);
YamlReader number_field(std::optional<double>& out, double least, double most,
                        SettingsProblems& problems);
YamlReader integer_field(std::int64_t least, std::int64_t most,
                         std::function<void(std::int64_t)> take, SettingsProblems& problems);

template <class Out>
YamlReader duration_field(Out& out, Duration least, Duration most, SettingsProblems& problems) {
  return duration_field(
      least, most, [&out](Duration d) { out = d; }, problems);
}

template <class Integer>
YamlReader integer_field(Integer& out, std::int64_t least, std::int64_t most,
                         SettingsProblems& problems) {
  return integer_field(
      least, most, [&out](std::int64_t v) { out = static_cast<Integer>(v); }, problems);
}

// Whether it looks like ISO 4217: three capital letters.
bool is_currency(std::string_view text);

}  // namespace vocmap
