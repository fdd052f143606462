#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

// An example that, left out of its own scenario, lies nearer to another scenario of its line.
// Scores are cosines with 14 bits of fraction; indexes are those of the TaxonomyIndex.
struct ExampleConfusion {
  std::uint16_t scenario;
  std::string example;
  std::uint16_t other;
  std::int32_t own_score;
  std::int32_t other_score;
};

// All of them, by scenario index and order of the examples. An example that is all its scenario
// has (no name in its language, no other example) cannot be judged and is left out.
std::vector<ExampleConfusion> confused_examples(const TaxonomyIndex& index);

}  // namespace vocmap
