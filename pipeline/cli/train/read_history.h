#pragma once

#include <filesystem>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"
#include "pipeline/cli/train/train_line.h"

namespace vocmap {

// The contacts of a line's history, numbered from 0; some have no text.
struct LineContacts {
  std::uint32_t count = 0;
  std::vector<std::uint32_t> of_texts;  // of each text in LineTexts::history
};

// The texts of a training, and what was read for them.
struct TrainingTexts {
  std::vector<LineTexts> lines;        // in the order of the taxonomy; without teacher
  std::vector<LineContacts> contacts;  // of the same lines
  std::size_t records = 0, refused = 0, other_lines = 0, texts = 0;
};

// Reads voc.contacts records from JSONL files as INTAKE does: decoded, redacted, the customer's
// words only. The error is a sentence.
tl::expected<TrainingTexts, std::string> read_history(
    const TaxonomyIndex& index, const std::vector<std::filesystem::path>& files);

// All texts in the order of the rows that a teacher has to give: for each line its history, then
// what describes its scenarios.
std::vector<const std::string*> texts_in_order(const TrainingTexts& training);

}  // namespace vocmap
