#pragma once

#include <functional>
#include <vector>

#include "pipeline/cli/train/dense.h"
#include "pipeline/cli/train/sparse_rows.h"

namespace vocmap {

// One way to compare texts: the dot product of their rows times `weight`. Rows have length 1.
struct View {
  const SparseRows* sparse = nullptr;  // either this
  const DenseRows* dense = nullptr;    // or that
  float weight = 1;
};

// The graph of each text's `neighbours` most similar texts over the weighted views, made symmetric
// and scaled to D^-1/2 W D^-1/2, W = similarity^sharpness. Exact; costs texts^2 similarities, of
// which `done`, when set, hears the share that is behind.
SparseRows neighbour_graph(const std::vector<View>& views, std::size_t texts,
                           std::size_t neighbours, int sharpness,
                           const std::function<void(double)>& done = {});

// Label spreading (Zhou et al. 2004): F <- spread * graph * F + (1 - spread) * seeds, `rounds`
// times. Seeds have one row per text and one column per class.
DenseRows spread_labels(const SparseRows& graph, const DenseRows& seeds, float spread, int rounds);

}  // namespace vocmap
