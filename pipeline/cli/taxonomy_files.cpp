#include "pipeline/cli/taxonomy_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "operators/taxonomy/load_taxonomy.h"

namespace vocmap {

tl::expected<std::string, std::string> read_file(const std::filesystem::path& file) {
  std::ifstream in{file, std::ios::binary};
  std::ostringstream bytes;
  if (in) bytes << in.rdbuf();
  if (!in || !bytes) {
    return tl::unexpected(file.string() + " cannot be read: " + std::strerror(errno));
  }
  return std::move(bytes).str();
}

std::vector<std::filesystem::path> taxonomy_files(const std::vector<std::filesystem::path>& paths) {
  std::vector<std::filesystem::path> files;
  for (const std::filesystem::path& path : paths) {
    std::error_code absent;
    std::filesystem::directory_iterator entries{path, absent};
    if (absent) {
      files.push_back(path);  // a file, or what reading it will tell
      continue;
    }
    std::set<std::filesystem::path> found;
    for (const auto& entry : entries) {
      const std::string name = entry.path().filename().string();
      if (name.front() != '.' && entry.path().extension() == ".yaml") found.insert(entry.path());
    }
    if (found.empty()) files.push_back(path);
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

tl::expected<std::vector<Taxonomy>, UnreadVersions> read_versions(
    const std::vector<std::filesystem::path>& paths) {
  UnreadVersions unread;
  std::vector<std::string>& problems = unread.problems;
  std::vector<Taxonomy> versions;
  for (const std::filesystem::path& file : taxonomy_files(paths)) {
    if (std::error_code absent; std::filesystem::is_directory(file, absent)) {
      problems.push_back(file.string() + " has no *.yaml");
      continue;
    }
    const auto text = read_file(file);
    if (!text) {
      problems.push_back(text.error());
      unread.unreadable = true;
      continue;
    }
    auto taxonomy = load_taxonomy(*text);
    if (taxonomy) {
      versions.push_back(std::move(*taxonomy));
    } else {
      for (const std::string& p : taxonomy.error()) problems.push_back(file.string() + ": " + p);
    }
  }
  if (!problems.empty()) return tl::unexpected(std::move(unread));
  return versions;
}

tl::expected<TaxonomyHistory, std::vector<std::string>> read_taxonomies(
    const std::vector<std::filesystem::path>& paths) {
  auto versions = read_versions(paths);
  if (!versions) return tl::unexpected(std::move(versions.error().problems));
  return TaxonomyHistory::make(std::move(*versions));
}

tl::expected<std::shared_ptr<const TextModel>, std::string> read_text_model(
    const std::filesystem::path& file) {
  if (file.empty()) return nullptr;
  const auto bytes = read_file(file);
  if (!bytes) return tl::unexpected(bytes.error());
  auto model = parse_text_model(*bytes);
  if (!model) return tl::unexpected(file.string() + " " + model.error());
  return std::make_shared<const TextModel>(std::move(*model));
}

std::vector<std::string> lines_without_model(const TaxonomyIndex& index, const TextModel& model) {
  std::vector<std::string> lines;
  for (std::size_t line = 0; line < index.taxonomy().lines.size(); ++line) {
    const std::string& id = index.taxonomy().lines[line].id;
    if (model.line(id, scenario_texts_hash(index, line)) == nullptr) lines.push_back(id);
  }
  return lines;
}

std::vector<std::string> describe_lines_without_model(const TaxonomyHistory& taxonomies,
                                                      const TextModel* model) {
  std::map<std::string, std::vector<std::uint32_t>> versions;  // by line
  for (const auto& index : taxonomies.versions()) {
    if (model == nullptr) break;
    for (const std::string& line : lines_without_model(*index, *model)) {
      versions[line].push_back(index->version());
    }
  }
  std::vector<std::string> sentences;
  for (const auto& [line, in] : versions) {
    sentences.push_back(
        fmt::format("the text model is not fitted to the scenarios of line {} in taxonomy version "
                    "{}: the lexical matcher decides there; train it again",
                    line, fmt::join(in, ", ")));
  }
  return sentences;
}

}  // namespace vocmap
