#pragma once

#include <vector>

#include "pipeline/cli/train/dense.h"
#include "pipeline/cli/train/held_out.h"

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
  HeldOutAnswers answers = {};  // of the cases, by the fits that had not seen them
};

// The threshold that kAcceptance of the cases pass, and the temperature that makes the likeliest
// whether the answers are right, where none is wrong. With few cases it leans on a prior.
constexpr double kAcceptance = 0.9;
Calibration calibrate(const std::vector<CalibrationCase>& cases, std::size_t scenarios);

}  // namespace vocmap
