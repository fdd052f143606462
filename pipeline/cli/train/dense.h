#pragma once

#include <Eigen/Core>

namespace vocmap {

// One row per text or class.
using DenseRows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

// Eigen cuts products into blocks that fit the caches, and so adds up in another order on another
// machine. This makes it believe in the same caches everywhere.
inline void fix_summation_order() {
  Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 4 << 20);
}

}  // namespace vocmap
