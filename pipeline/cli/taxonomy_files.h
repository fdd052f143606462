#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "operators/scenario/text_model.h"
#include "operators/taxonomy/taxonomy_history.h"

namespace vocmap {

// The files of taxonomy versions: those given, and the *.yaml of each folder given, by name.
std::vector<std::filesystem::path> taxonomy_files(const std::vector<std::filesystem::path>& paths);

// Why versions were not read: every problem of every file.
struct UnreadVersions {
  std::vector<std::string> problems;
  bool unreadable = false;  // there are files that cannot be read, whatever is in them
};

// Reads one taxonomy version per file.
tl::expected<std::vector<Taxonomy>, UnreadVersions> read_versions(
    const std::vector<std::filesystem::path>& paths);
tl::expected<TaxonomyHistory, std::vector<std::string>> read_taxonomies(
    const std::vector<std::filesystem::path>& paths);

// A model file; null when `file` is empty. The error is a sentence.
tl::expected<std::shared_ptr<const TextModel>, std::string> read_text_model(
    const std::filesystem::path& file);
// The lines that the model was not made for, or whose scenarios have other texts since.
std::vector<std::string> lines_without_model(const TaxonomyIndex& index, const TextModel& model);
// A sentence for each such line of any version; none without a model.
std::vector<std::string> describe_lines_without_model(const TaxonomyHistory& taxonomies,
                                                      const TextModel* model);

// The whole file; the error is a sentence.
tl::expected<std::string, std::string> read_file(const std::filesystem::path& file);

}  // namespace vocmap
