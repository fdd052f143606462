#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "operators/scenario/check_examples.h"
#include "pipeline/cli/check/read_sample.h"

namespace vocmap {

// Two scenarios that are the best two of many texts, neither clearly: the second has at least half
// of what the best has. A text is a contact of the sample, else an example.
struct Overlap {
  std::array<std::uint16_t, 2> scenarios;  // the smaller index first
  std::uint32_t contested = 0;             // texts between the two
  std::uint32_t of = 0;                 // texts of the scenario of the two that has fewer of them
  std::int64_t mass = 0;                // in 1/1000 texts: twice the second share, summed
  std::vector<std::string> texts = {};  // at most kShownTexts different ones, the closest first
};

// Pairs with a contested share above kOverlapPercent, those with the greatest mass first.
constexpr std::uint32_t kOverlapPercent = 15;
std::vector<Overlap> overlaps_of_sample(const CheckedSample& sample);
// By examples, each beside its own scenario without it; squared cosines stand for shares.
std::vector<Overlap> overlaps_of_examples(std::span<const JudgedExample> judged);

}  // namespace vocmap
