#pragma once

#include <cstdint>
#include <optional>

#include "operators/scenario/line_model.h"

namespace vocmap {

// What the model says about an example that it was fitted without. Similarities are cosines with
// kUnitBits of fraction; scenarios are positions in the line.
struct LeftOutScores {
  std::int64_t own;
  std::size_t other;  // the best other scenario
  std::int64_t other_score;
  std::int64_t known_root;  // sqrt of the share of the example that the rest of the line knows
};

// Empty for a document that is no example, says nothing, or is all that its scenario has.
// `model` must be fitted from `fit`.
std::optional<LeftOutScores> leave_one_out(const LexicalFit& fit, const LineModel& model,
                                           std::size_t document);

// The similarity (see lexical_scorer.cpp) under which a text belongs to no scenario of the line,
// for Chinese and for other texts: nine of ten examples, each left out once, lie above it. A
// prior stands in where fewer than 20 examples can be judged.
struct NoneThresholds {
  std::int64_t han, other;
};
NoneThresholds fit_none_thresholds(const LexicalFit& fit, const LineModel& model);

}  // namespace vocmap
