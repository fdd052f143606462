#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "operators/scenario/fitted_line.h"
#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

// What `vocmap train` learned, for any number of lines: a value, safe to read from every thread.
struct TextModel {
  std::vector<FittedLine> lines;
  std::uint64_t hash = 0;  // xxh64 of the file's body; named in every lineage header

  // Null when the model was not fitted to these texts of the line's scenarios.
  const FittedLine* line(std::string_view id, std::uint64_t texts_hash) const;
};

// The file: "vocmap-text-model", a format number, the hash of the body, the body. Parsing refuses,
// with a sentence, what is no model, is of another format, or is damaged.
std::string serialise(const TextModel& model);
tl::expected<TextModel, std::string> parse_text_model(std::string_view bytes);

// Of everything that a fit of the line depends on: ids, names, definitions, examples and
// counter-examples of its scenarios.
std::uint64_t scenario_texts_hash(const TaxonomyIndex& index, std::size_t line_position);

}  // namespace vocmap
