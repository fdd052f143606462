#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "operators/discover/hierarchy.h"

namespace vocmap {

// A text of the sample that judges partitions, and the point that it is part of.
struct SampleText {
  UnitVector direction;
  std::optional<std::uint32_t> point;
};

// Points in groups. Groups are numbered from 0; all points have one.
struct Partition {
  std::vector<std::uint32_t> group;
  std::size_t groups = 0;
};

// The directions of the groups' means.
std::vector<UnitVector> group_directions(const Points& points, const Partition& partition);

// Moves points to the nearest mean until none moves, at most `rounds` times (spherical k-means).
void refine(const Points& points, Partition& partition, int rounds);

// How clearly the sampled texts belong to one group: the mean over them of (c1 - c2) / (1 - c2),
// the simplified silhouette with c1, c2 the greatest cosines to groups; a text does not count in
// the mean of its own group. 0 without a sample.
double clearness(const Points& points, std::span<const SampleText> sample,
                 const Partition& partition);

// The number of groups is unknown: of the refined cuts of the hierarchy takes the finest whose
// clearness comes within 2 % of the best.
Partition best_partition(const Points& points, std::span<const SampleText> sample,
                         const Hierarchy& hierarchy, std::size_t most_groups);

}  // namespace vocmap
