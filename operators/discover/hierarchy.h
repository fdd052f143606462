#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "operators/discover/unit_vector.h"

namespace vocmap {

// The weighted points of a clustering: each stands for some texts, whose mean has this direction
// and this length (1: all alike).
struct Points {
  std::vector<UnitVector> directions;
  std::vector<double> lengths;
  std::vector<double> masses;  // > 0

  std::size_t size() const { return directions.size(); }
};

// What a union costs: the squared distance to the means that it adds (Ward 1963), or 1 - the mean
// cosine between texts of the two sides (average link).
enum class Linkage : std::uint8_t { ward, average };

// The merge tree of points, always the cheapest union first, found by nearest-neighbour chains
// (Murtagh 1983) in O(n^2).
class Hierarchy {
 public:
  struct Merge {
    std::uint32_t a, b;  // points of the two sides, a < b
    float cost;
  };

  Hierarchy(const Points& points, Linkage linkage);

  // Cheapest first.
  std::span<const Merge> merges() const { return merges_; }

  // The cluster of each point when there are `clusters` of them, numbered by their first point.
  std::vector<std::uint32_t> cut(std::size_t clusters) const;
  // How many clusters there are when all unions up to this cost are made.
  std::size_t clusters_at(float cost) const;

 private:
  std::size_t size_;
  std::vector<Merge> merges_;
};

}  // namespace vocmap
