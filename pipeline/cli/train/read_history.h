#pragma once

#include <filesystem>
#include <functional>
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

// Told of each record of a line (its position in the taxonomy) and the texts of it, maybe none.
using OnContact = std::function<void(std::size_t line, const std::string& contact_id,
                                     const std::vector<std::string>& texts)>;

// Reads voc.contacts records from JSONL files as INTAKE does: decoded, redacted, the customer's
// words only. The error is a sentence.
tl::expected<TrainingTexts, std::string> read_history(
    const TaxonomyIndex& index, const std::vector<std::filesystem::path>& files,
    const OnContact& on_contact = {});

// All texts in the order of the rows that a teacher has to give: for each line its history, then
// what describes its scenarios.
std::vector<const std::string*> texts_in_order(const TrainingTexts& training);

}  // namespace vocmap
