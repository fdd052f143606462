#pragma once

#include "pipeline/cli/train/calibrate.h"
#include "pipeline/cli/train/line_space.h"

namespace vocmap {

// The integers of a fitted line. `weights`: inputs x classes; `scores`: of all texts of the space.
FittedLine quantise(const LineTexts& texts, const LineSpace& space, const DenseRows& weights,
                    const DenseRows& scores, bool learned_none, const Calibration& calibration);

}  // namespace vocmap
