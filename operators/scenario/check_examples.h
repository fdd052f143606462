#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

// An example beside its own scenario without it, and the best other scenario of its line. Scores
// are cosines with 14 bits of fraction; indexes are those of the TaxonomyIndex.
struct JudgedExample {
  std::uint16_t scenario;
  std::string example;
  std::uint16_t other;
  std::int32_t own_score;
  std::int32_t other_score;

  bool confused() const { return other_score > own_score; }  // nearer to the other one
};

// All examples by scenario index and in their order. One that is all its scenario has (no name in
// its language, no other example) or has no other scenario beside it cannot be judged and is left
// out.
std::vector<JudgedExample> judge_examples(const TaxonomyIndex& index);

}  // namespace vocmap
