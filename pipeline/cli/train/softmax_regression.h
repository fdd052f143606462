#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "pipeline/cli/train/dense.h"
#include "pipeline/cli/train/sparse_rows.h"

namespace vocmap {

struct SoftmaxOptions {
  int epochs = 20;
  float rate = 8;                         // of the first step; falls linearly to 0
  float decay = 0;                        // L2: the weights shrink by this share per epoch
  std::uint64_t seed = 1;                 // order of the texts
  std::function<void(double)> done = {};  // hears the share of the epochs that is behind
};

// Multinomial logistic regression on soft targets by stochastic gradient descent: the weights,
// shape rows.columns x targets.cols(). `targets` has one distribution per row, `voices` how much
// each row counts (0: not at all).
DenseRows fit_softmax(const SparseRows& rows, const DenseRows& targets,
                      const std::vector<float>& voices, const SoftmaxOptions& options);

// Scores of the rows, shape rows x classes.
DenseRows logits(const SparseRows& rows, const DenseRows& weights);
// In place, row by row.
void softmax(DenseRows& scores, float temperature = 1);

}  // namespace vocmap
