#pragma once

#include <cstdint>

#include "pipeline/cli/train/dense.h"
#include "pipeline/cli/train/sparse_rows.h"

namespace vocmap {

// Latent semantic analysis: the `dimensions` leading right singular vectors of the rows (columns
// of the result, shape rows.columns x dimensions), by a randomised range finder with power
// iterations (Halko, Martinsson, Tropp 2011). The same seed gives the same vectors. Fewer columns
// when there are fewer rows or features.
DenseRows latent_space(const SparseRows& rows, std::size_t dimensions, std::uint64_t seed);

// rows * projection, each row scaled to length 1 (a zero row stays zero).
DenseRows project(const SparseRows& rows, const DenseRows& projection);

// Ridge regression of `targets` (one row per text) on the rows, by conjugate gradients:
// shape rows.columns x targets.cols().
DenseRows regress(const SparseRows& rows, const DenseRows& targets, float ridge);

// The rows in their main directions, the greatest first: shape rows x at most `dimensions`.
DenseRows principal(const DenseRows& rows, std::size_t dimensions);

// Each row scaled to length 1; centred: the mean row is taken off before.
void normalise_rows(DenseRows& matrix);
void centre_rows(DenseRows& matrix);

}  // namespace vocmap
