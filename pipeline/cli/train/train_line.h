#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/scenario/fitted_line.h"
#include "pipeline/cli/train/dense.h"

namespace vocmap {

// A text that is known to speak for a scenario (position in LineTexts::scenarios).
struct LabelledText {
  std::string text;
  std::uint32_t scenario = 0;
  float voice = 1;      // how much it counts beside an example; negative: a counter-example
  bool example = true;  // examples are held out in turn to calibrate
};

// What a line is fitted from. `teacher` has one row per text, the history's first, then those of
// `labelled`, of any width; or no rows at all.
struct LineTexts {
  std::string line;
  std::uint64_t texts_hash = 0;
  std::vector<std::string> scenarios;
  std::vector<std::string> history;
  std::vector<LabelledText> labelled;
  DenseRows teacher;
};

// How a fit went, for the training report. Shares are in [0, 1].
struct LineReport {
  std::size_t history = 0, distinct = 0, features = 0, examples = 0;
  bool learned_none = false;
  double held_out_accuracy = 0;  // of examples that a fold was fitted without
  double plain_accuracy = 0;     // the same from the examples alone, without the history
  double calibration_error = 0;  // expected, 10 bins, on the held-out examples
  double beyond_reach = 0;       // of the history, far from every example
  double none_share = 0;         // of the history, by the fitted line
  double seconds = 0;
};

// Fits a line: TF-IDF of the history, a graph of similar texts, label spreading from the examples
// over it, and one linear soft-max model of what was spread; calibrated on held-out examples. The
// same texts and seed give the same line. At most kMaxHistory distinct texts of the history are
// used, those with the smallest hashes.
constexpr std::size_t kMaxHistory = 20'000;
FittedLine train_line(const LineTexts& texts, std::uint64_t seed, LineReport& report);

}  // namespace vocmap
