#pragma once

#include <vector>

#include "pipeline/cli/train/line_space.h"

namespace vocmap {

// A labelled text that the fit had not seen: logits of the classes, none last when it is learned.
struct CalibrationCase {
  Eigen::RowVectorXf logits;
  std::uint32_t scenario;
  float known_root;  // sqrt of the known share of the text
};

// How logits become honest shares.
struct Calibration {
  float temperature = 1;     // logits are divided by it
  float none_threshold = 0;  // as FittedLine::none_threshold, after the temperature
  float none_slope = 2;
  HeldOutAnswers answers = {};  // of the cases, with this temperature
};

// The temperature of the greatest likelihood of the cases, and the threshold that kAcceptance of
// them pass. With few cases it leans on a prior.
constexpr double kAcceptance = 0.9;
Calibration calibrate(const std::vector<CalibrationCase>& cases, std::size_t scenarios);

// The integers of a fitted line. `weights`: inputs x classes; `scores`: of all texts of the space.
FittedLine quantise(const LineTexts& texts, const LineSpace& space, const DenseRows& weights,
                    const DenseRows& scores, bool learned_none, const Calibration& calibration);

}  // namespace vocmap
