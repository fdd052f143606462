#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.h"

namespace vocmap {

// Everything wrong in a YAML file, as sentences with line number and path.
class YamlProblems {
 public:
  void add(const YAML::Mark& mark, const std::string& path, std::string_view sentence);
  std::vector<std::string> take() { return std::move(sentences_); }
  bool empty() const { return sentences_.empty(); }

 private:
  std::vector<std::string> sentences_;
};

// One mapping of a YAML file while it is read: every getter marks its key as known and reports a
// value of the wrong form; `finish` reports the keys nobody asked for. A null value is absent.
class YamlSection {
 public:
  YamlSection(YAML::Node node, std::string path, YamlProblems& problems);

  const std::string& path() const { return path_; }
  std::string child_path(std::string_view key, std::size_t position) const;

  YAML::Node get(std::string_view key);
  std::string required_text(std::string_view key);
  std::optional<std::string> text(std::string_view key);
  std::optional<std::string> choice(std::string_view key, std::span<const std::string_view> of);
  std::optional<double> number(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<Duration> duration(std::string_view key);
  std::vector<std::string> texts(std::string_view key);
  std::vector<YAML::Node> list(std::string_view key);

  void problem(std::string_view sentence) { problems_.add(node_.Mark(), path_, sentence); }
  void problem_at(const YAML::Node& node, std::string_view sentence);
  void finish();

 private:
  YAML::Node node_;
  std::string path_;
  YamlProblems& problems_;
  std::set<std::string, std::less<>> known_;
};

}  // namespace vocmap
