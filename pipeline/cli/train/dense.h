#pragma once

#include <Eigen/Core>

namespace vocmap {

// One row per text or class.
using DenseRows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

}  // namespace vocmap
