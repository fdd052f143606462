#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "operators/taxonomy/taxonomy_history.h"

namespace vocmap {

// Reads one taxonomy version per file; on failure every problem of every file.
tl::expected<TaxonomyHistory, std::vector<std::string>> read_taxonomies(
    const std::vector<std::filesystem::path>& files);

// The whole file; the error is a sentence.
tl::expected<std::string, std::string> read_file(const std::filesystem::path& file);

}  // namespace vocmap
