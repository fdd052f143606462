#pragma once

#include <vector>

#include "pipeline/cli/train/dense.h"
#include "pipeline/cli/train/held_out.h"

namespace vocmap {

// A labelled text that the fit had not seen: logits of the classes, none last when it is learned.
struct CalibrationCase {
  Eigen::RowVectorXf logits;
  std::uint32_t scenario;  // one past the last: none, of a text whose scenario the fit lacked
  float known_root;        // sqrt of the known share of the text
};

// How logits become honest shares.
struct Calibration {
  float temperature = 1;     // logits are divided by it
  float none_threshold = 0;  // as FittedLine::none_threshold, after the temperature
  float none_slope = 2;
  HeldOutAnswers answers = {};  // of the cases that have a scenario, by the fits without them
};

// The threshold that kAcceptance of the cases pass, and the temperature of the greatest likelihood:
// where none is learned, of what the cases are; else of whether the answers are right, as no case
// is none. With few cases it leans on a prior.
constexpr double kAcceptance = 0.9;
Calibration calibrate(const std::vector<CalibrationCase>& cases, std::size_t scenarios);

}  // namespace vocmap
