#include "pipeline/cli/draft/group_texts.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "pipeline/cli/draft/communities.h"

// Constants were chosen on the training splits of Banking77, CLINC150, MASSIVE zh-CN and
// StackOverflow.

namespace vocmap {
namespace {

constexpr double kResolutions[] = {1, 2, 3, 4, 6, 8, 12};  // coarsest first
constexpr double kClearEnough = 0.93;                      // of the best clearness
constexpr std::size_t kJudges = 2'000;                     // texts that judge partitions
constexpr std::size_t kLeastTexts = 3, kMostGroups = 500;
constexpr int kRounds = 3;
constexpr double kStranger = 0.4;  // a smaller cosine to the mean of its group is near to none

Points points_of(const LineSpace& space) {
  Points points;
  std::vector<std::int64_t> row(kVectorSize);
  for (std::size_t r = 0; r < space.history; ++r) {
    std::fill(row.begin(), row.end(), 0);
    for (Eigen::Index c = 0; c < space.vectors.cols(); ++c) {
      const float value = space.vectors(static_cast<Eigen::Index>(r), c);
      row[static_cast<std::size_t>(c)] = std::llround(double{value} * kUnitLength);
    }
    points.directions.push_back(unit_of(row));
  }
  points.lengths.assign(space.history, 1);
  points.masses.assign(space.history, 1);
  return points;
}

// Communities of a few texts are no groups: these texts join the nearest of the others.
Partition partition_of(const Points& points, const std::vector<std::uint32_t>& community) {
  std::map<std::uint32_t, std::size_t> sizes;
  for (const std::uint32_t c : community) ++sizes[c];
  std::vector<std::pair<std::size_t, std::uint32_t>> ranked;  // small first
  for (const auto& [c, size] : sizes) {
    if (size >= kLeastTexts) ranked.emplace_back(size, c);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > kMostGroups) ranked.erase(ranked.begin(), ranked.end() - kMostGroups);
  std::map<std::uint32_t, std::uint32_t> names;
  for (const auto& [size, c] : ranked) names.emplace(c, 0);
  Partition partition;
  for (auto& [c, name] : names) name = static_cast<std::uint32_t>(partition.groups++);
  const auto rest = static_cast<std::uint32_t>(partition.groups);
  for (const std::uint32_t c : community) {
    const auto name = names.find(c);
    partition.group.push_back(name == names.end() ? rest : name->second);
  }
  partition.groups += 1;
  std::vector<UnitVector> means = group_directions(points, partition);
  means.pop_back();
  for (std::size_t p = 0; !means.empty() && p < points.size(); ++p) {
    if (partition.group[p] != rest) continue;
    partition.group[p] = static_cast<std::uint32_t>(nearest(points.directions[p], means).position);
  }
  partition.groups = std::max<std::size_t>(means.size(), 1);
  return partition;
}

Partition best_of(const LineSpace& space, const Points& points) {
  std::vector<SampleText> judges;
  const std::size_t step = std::max<std::size_t>(1, points.size() / kJudges);
  for (std::size_t p = 0; p < points.size(); p += step) {
    judges.push_back({points.directions[p], static_cast<std::uint32_t>(p)});
  }
  std::vector<std::pair<double, Partition>> trials;
  double best = 0;
  for (const double resolution : kResolutions) {
    Partition partition = partition_of(points, communities(space.graph, resolution));
    refine(points, partition, kRounds);
    const double clear = clearness(points, judges, partition);
    best = std::max(best, clear);
    trials.emplace_back(clear, std::move(partition));
  }
  const auto coarsest = std::find_if(trials.begin(), trials.end(), [&](const auto& trial) {
    return trial.first >= best * kClearEnough;
  });
  return std::move(coarsest->second);
}

}  // namespace

TextGroups group_texts(const LineSpace& space) {
  TextGroups out;
  if (space.history == 0) return out;
  Points points = points_of(space);
  const Partition partition = best_of(space, points);
  out.groups = partition.groups;
  out.group = partition.group;
  out.means = group_directions(points, partition);
  for (std::size_t r = 0; r < out.group.size(); ++r) {
    const std::int32_t near = cosine(points.directions[r], out.means[out.group[r]]);
    if (near < cosine_of(kStranger)) out.group[r] = TextGroups::kNone;
  }
  out.directions = std::move(points.directions);
  return out;
}

}  // namespace vocmap
