#pragma once

#include <cstdint>
#include <vector>

#include "operators/discover/partition.h"
#include "pipeline/cli/train/line_space.h"

namespace vocmap {

// The texts of a line in groups about one matter each; how many is found out. Rows are those of
// the space.
struct TextGroups {
  static constexpr std::uint32_t kNone = UINT32_MAX;

  std::size_t groups = 0;
  std::vector<std::uint32_t> group;    // by row; kNone: near no group
  std::vector<UnitVector> directions;  // of the texts
  std::vector<UnitVector> means;       // of the groups
};

// All texts at once: communities of the neighbour graph at several resolutions, each refined to the
// nearest means; the coarsest that separates the texts about as clearly as the best is taken. The
// same space gives the same groups.
TextGroups group_texts(const LineSpace& space);

}  // namespace vocmap
