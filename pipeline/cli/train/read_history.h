#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"
#include "pipeline/cli/train/train_line.h"

namespace vocmap {

// The texts of a training, and what was read for them.
struct TrainingTexts {
  std::vector<LineTexts> lines;  // in the order of the taxonomy; without teacher
  std::size_t records = 0, refused = 0, other_lines = 0, texts = 0;
};

// The texts of the taxonomy's lines in JSONL files (read_contacts). The error is a sentence.
tl::expected<TrainingTexts, std::string> read_history(
    const TaxonomyIndex& index, const std::vector<std::filesystem::path>& files);

// All texts in the order of the rows that a teacher has to give: for each line its history, then
// what describes its scenarios.
std::vector<const std::string*> texts_in_order(const TrainingTexts& training);

}  // namespace vocmap
