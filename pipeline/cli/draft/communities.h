#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/cli/train/sparse_rows.h"

namespace vocmap {

// The communities of a symmetric weighted graph, by greedy modularity over growing aggregates
// (Blondel et al. 2008) with a resolution (Reichardt and Bornholdt 2006): the higher, the smaller
// they are. Numbered from 0 by their first node. The same graph gives the same communities.
std::vector<std::uint32_t> communities(const SparseRows& graph, double resolution);

}  // namespace vocmap
