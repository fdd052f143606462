#include "operators/discover/partition.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace vocmap {
namespace {

constexpr double kTolerance = 0.98;  // of the best clearness
constexpr int kTrialRounds = 3, kFinalRounds = 10;

// The sums of the groups' unit texts, in units of one text.
struct Means {
  std::vector<std::array<double, kVectorSize>> sums;
  std::vector<double> squares;  // of the sums' lengths
  std::vector<UnitVector> directions;
};

Means means_of(const Points& points, const Partition& partition) {
  Means means;
  means.sums.resize(partition.groups);
  means.squares.resize(partition.groups);
  means.directions.resize(partition.groups);
  for (std::size_t p = 0; p < points.size(); ++p) {
    auto& sum = means.sums[partition.group[p]];
    const double scale = points.masses[p] * points.lengths[p] / kUnitLength;
    for (std::size_t i = 0; i < kVectorSize; ++i) sum[i] += scale * points.directions[p][i];
  }
  for (std::size_t g = 0; g < partition.groups; ++g) {
    for (const double x : means.sums[g]) means.squares[g] += x * x;
    if (means.squares[g] == 0) continue;
    const double scale = kUnitLength / std::sqrt(means.squares[g]);
    for (std::size_t i = 0; i < kVectorSize; ++i) {
      means.directions[g][i] =
          static_cast<std::int16_t>(std::floor(means.sums[g][i] * scale + 0.5));
    }
  }
  return means;
}

void drop_empty_groups(Partition& partition) {
  std::vector<std::uint32_t> number(partition.groups, 0);
  for (const std::uint32_t g : partition.group) number[g] = 1;
  std::uint32_t count = 0;
  for (std::uint32_t& n : number) n = n != 0 ? count++ : 0;
  for (std::uint32_t& g : partition.group) g = number[g];
  partition.groups = count;
}

// The cosine of a text to the mean of its group without itself.
double cosine_without_itself(double square, double length, double to_mean) {
  const double dot = to_mean * length - 1.0;
  const double rest = square - 2.0 * to_mean * length + 1.0;
  return rest < 1e-3 ? 0.0 : dot / std::sqrt(rest);
}

Partition cut(const Hierarchy& hierarchy, std::size_t groups) {
  Partition partition{hierarchy.cut(groups), groups};
  return partition;
}

}  // namespace

std::vector<UnitVector> group_directions(const Points& points, const Partition& partition) {
  return means_of(points, partition).directions;
}

void refine(const Points& points, Partition& partition, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    const std::vector<UnitVector> means = group_directions(points, partition);
    bool moved = false;
    for (std::size_t p = 0; p < points.size(); ++p) {
      std::uint32_t& group = partition.group[p];
      const Nearest best = nearest(points.directions[p], means);
      if (best.cosine <= cosine(points.directions[p], means[group])) continue;
      group = static_cast<std::uint32_t>(best.position);
      moved = true;
    }
    if (!moved) break;
  }
  drop_empty_groups(partition);
}

double clearness(const Points& points, std::span<const SampleText> sample,
                 const Partition& partition) {
  if (sample.empty() || partition.groups < 2) return 0;
  const Means means = means_of(points, partition);
  std::vector<std::int32_t> to_means;
  double sum = 0;
  for (const SampleText& text : sample) {
    cosines(text.direction, means.directions, to_means);
    double first = -1, second = -1;
    for (std::size_t g = 0; g < to_means.size(); ++g) {
      double here = static_cast<double>(to_means[g]) / kOne;
      if (text.point && partition.group[*text.point] == g) {
        here = cosine_without_itself(means.squares[g], std::sqrt(means.squares[g]), here);
      }
      if (here > first) {
        second = std::exchange(first, here);
      } else if (here > second) {
        second = here;
      }
    }
    sum += second < 1 ? (first - second) / (1 - second) : 0;
  }
  return sum / static_cast<double>(sample.size());
}

Partition best_partition(const Points& points, std::span<const SampleText> sample,
                         const Hierarchy& hierarchy, std::size_t most_groups) {
  std::vector<std::pair<double, Partition>> trials;
  double best = 0;
  const std::size_t most = std::min(most_groups, points.size());
  for (std::size_t groups = std::min<std::size_t>(2, most); groups <= most;
       groups = std::max(groups + 1, groups * 5 / 4)) {
    Partition partition = cut(hierarchy, groups);
    refine(points, partition, kTrialRounds);
    const double clear = clearness(points, sample, partition);
    best = std::max(best, clear);
    trials.emplace_back(clear, std::move(partition));
  }
  const auto finest = std::find_if(trials.rbegin(), trials.rend(), [&](const auto& trial) {
    return trial.first >= best * kTolerance;
  });
  Partition chosen = std::move(finest->second);
  refine(points, chosen, kFinalRounds);
  return chosen;
}

}  // namespace vocmap
