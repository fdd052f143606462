#include "operators/discover/hierarchy.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace vocmap {
namespace {

constexpr float kFar = std::numeric_limits<float>::infinity();

// All floating-point operations run in one order, so the tree is the same on every machine.
class Chains {
 public:
  Chains(const Points& points, Linkage linkage)
      : linkage_(linkage),
        size_(points.size()),
        masses_(points.masses),
        costs_(size_ * size_, kFar),
        alive_(size_) {
    std::iota(alive_.begin(), alive_.end(), 0);
    std::vector<std::int32_t> cosines_to;
    for (std::uint32_t i = 0; i < size_; ++i) {
      cosines(points.directions[i], points.directions, cosines_to);
      for (std::uint32_t j = 0; j < i; ++j) {
        const double a = points.lengths[i], b = points.lengths[j];
        set(i, j, static_cast<float>(first_cost(i, j, a, b, a * b * cosines_to[j] / kOne)));
      }
    }
  }

  std::vector<Hierarchy::Merge> run() {
    std::vector<Hierarchy::Merge> merges;
    std::vector<std::uint32_t> chain;
    while (alive_.size() > 1) {
      if (chain.empty()) chain.push_back(alive_.front());
      const std::uint32_t top = chain.back();
      const std::uint32_t before = chain.size() > 1 ? chain[chain.size() - 2] : top;
      const std::uint32_t next = nearest_to(top, before);
      if (next != before) {
        chain.push_back(next);
        continue;
      }
      chain.resize(chain.size() - 2);
      merges.push_back({std::min(top, next), std::max(top, next), at(top, next)});
      unite(merges.back());
    }
    std::stable_sort(merges.begin(), merges.end(),
                     [](const auto& x, const auto& y) { return x.cost < y.cost; });
    return merges;
  }

 private:
  // `a`, `b`: lengths of the two means; `dot`: their product.
  double first_cost(std::uint32_t i, std::uint32_t j, double a, double b, double dot) const {
    if (linkage_ == Linkage::average) return 1.0 - dot;
    const double square = std::max(a * a + b * b - 2.0 * dot, 0.0);
    return masses_[i] * masses_[j] / (masses_[i] + masses_[j]) * square;
  }

  float at(std::uint32_t i, std::uint32_t j) const { return costs_[i * size_ + j]; }
  void set(std::uint32_t i, std::uint32_t j, float cost) {
    costs_[i * size_ + j] = costs_[j * size_ + i] = cost;
  }

  // `preferred` wins among equals, else the chain might run in circles.
  std::uint32_t nearest_to(std::uint32_t i, std::uint32_t preferred) const {
    std::uint32_t best = preferred;
    float least = preferred == i ? kFar : at(i, preferred);
    for (const std::uint32_t j : alive_) {
      if (j == i || at(i, j) >= least) continue;
      least = at(i, j);
      best = j;
    }
    if (best != i) return best;
    return alive_.front() == i ? alive_[1] : alive_.front();  // all are infinitely far
  }

  // The union takes the place of `a` (the formulas of Lance and Williams).
  void unite(const Hierarchy::Merge& merge) {
    const auto& [a, b, cost] = merge;
    alive_.erase(std::lower_bound(alive_.begin(), alive_.end(), b));
    const double both = masses_[a] + masses_[b];
    for (const std::uint32_t k : alive_) {
      if (k == a) continue;
      const double n = masses_[k];
      const double united =
          linkage_ == Linkage::average
              ? (masses_[a] * at(a, k) + masses_[b] * at(b, k)) / both
              : ((masses_[a] + n) * at(a, k) + (masses_[b] + n) * at(b, k) - n * cost) / (both + n);
      set(a, k, static_cast<float>(united));
    }
    masses_[a] = both;
  }

  Linkage linkage_;
  std::size_t size_;
  std::vector<double> masses_;
  std::vector<float> costs_;
  std::vector<std::uint32_t> alive_;  // ascending
};

}  // namespace

Hierarchy::Hierarchy(const Points& points, Linkage linkage)
    : size_(points.size()), merges_(Chains{points, linkage}.run()) {}

std::size_t Hierarchy::clusters_at(float cost) const {
  const auto dearer = std::find_if(merges_.begin(), merges_.end(),
                                   [&](const Merge& merge) { return merge.cost > cost; });
  return size_ - static_cast<std::size_t>(dearer - merges_.begin());
}

std::vector<std::uint32_t> Hierarchy::cut(std::size_t clusters) const {
  std::vector<std::uint32_t> root(size_);
  std::iota(root.begin(), root.end(), 0);
  const auto find = [&](std::uint32_t i) {
    while (root[i] != i) i = root[i] = root[root[i]];
    return i;
  };
  for (std::size_t done = 0; done + std::max<std::size_t>(clusters, 1) < size_; ++done) {
    const std::uint32_t a = find(merges_[done].a);
    const std::uint32_t b = find(merges_[done].b);
    root[std::max(a, b)] = std::min(a, b);
  }
  std::vector<std::uint32_t> number(size_, 0);
  std::uint32_t count = 0;
  for (std::uint32_t i = 0; i < size_; ++i) {
    const std::uint32_t first = find(i);
    number[i] = first == i ? count++ : number[first];
  }
  return number;
}

}  // namespace vocmap
