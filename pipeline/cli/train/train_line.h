#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "operators/scenario/fitted_line.h"
#include "pipeline/cli/train/dense.h"
#include "pipeline/cli/train/held_out.h"
#include "pipeline/cli/train/lexicon.h"
#include "pipeline/cli/train/progress.h"

namespace vocmap {

// A text that is known to speak for a scenario (position in LineTexts::scenarios).
struct LabelledText {
  std::string text;
  std::uint32_t scenario = 0;
  float voice = 1;      // how much it counts beside an example; negative: a counter-example
  bool example = true;  // examples are held out in turn to calibrate
};

// One of the distinct texts of a history (HistorySample).
struct HistoryText {
  std::string text;
  std::uint64_t times = 1;
};

// What a line is fitted from. `teacher` has one row per text, the history's first, then those of
// `labelled`, of any width; or no rows at all.
struct LineTexts {
  std::string line;
  std::uint64_t texts_hash = 0;
  std::vector<std::string> scenarios;
  std::vector<HistoryText> history;
  std::size_t texts = 0;  // that the history is a sample of
  std::vector<LabelledText> labelled;
  DenseRows teacher;
  const Lexicon* lexicon = nullptr;  // what is known of words without a teacher; may be null
};

// How a fit went, for the training report. Shares are in [0, 1].
struct LineReport {
  std::size_t features = 0, examples = 0;
  bool learned_none = false;
  HeldOutAnswers held_out = {};  // of examples, by folds that were fitted without them
  double plain_accuracy = 0;     // of those from the examples alone, without the history
  double beyond_reach = 0;       // of the history, far from every example
  double seconds = 0;
};

// Fits a line: TF-IDF of the history, a graph of similar texts, label spreading from the examples
// over it, and one linear soft-max model of what was spread; calibrated on held-out examples. The
// same texts, in the same order, and seed give the same line, on every x86-64 machine. At most
// kMaxHistory texts of a line's history are sampled for it.
constexpr std::size_t kMaxHistory = 20'000;
FittedLine train_line(const LineTexts& texts, std::uint64_t seed, LineReport& report,
                      ProgressDisplay& progress = ProgressDisplay::silent());

}  // namespace vocmap
