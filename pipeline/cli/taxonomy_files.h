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

// Reads one taxonomy version per file; on failure every problem of every file.
tl::expected<std::vector<Taxonomy>, std::vector<std::string>> read_versions(
    const std::vector<std::filesystem::path>& paths);
tl::expected<TaxonomyHistory, std::vector<std::string>> read_taxonomies(
    const std::vector<std::filesystem::path>& paths);

// A model file; null when `file` is empty. The error is a sentence.
tl::expected<std::shared_ptr<const TextModel>, std::string> read_text_model(
    const std::filesystem::path& file);
// The lines whose scenarios have other texts than those that the model was fitted to.
std::vector<std::string> lines_without_model(const TaxonomyIndex& index, const TextModel& model);

// The whole file; the error is a sentence.
tl::expected<std::string, std::string> read_file(const std::filesystem::path& file);

}  // namespace vocmap
