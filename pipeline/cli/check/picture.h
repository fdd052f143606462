#pragma once

#include <span>
#include <string>

#include "operators/scenario/check_examples.h"

namespace vocmap {

// The confusion matrix of the judged examples as one SVG without scripts and outside resources, one
// matrix per line, its scenarios in the order of the journey. Of a line with more than
// kMostScenarios only those are drawn whose examples are confused, or which attract such examples,
// at most so many with the most of them; the picture says so.
constexpr std::size_t kMostScenarios = 60;
std::string draw_confusions(const TaxonomyIndex& index, std::span<const JudgedExample> judged);

}  // namespace vocmap
