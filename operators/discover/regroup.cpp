#include <cmath>
#include <set>

#include "operators/discover/clustering.h"
#include "pipeline/core/check.h"

// How groups form out of micro-clusters (Clustering::regroup).

namespace vocmap {
namespace {

constexpr std::int64_t kTextMass = MicroCluster::kTextMass;
constexpr double kVectorLength = 127;

constexpr double kSmallGroup = 10;         // texts; smaller groups are united by average link
constexpr std::size_t kEnoughTexts = 200;  // of the sample, to judge partitions
constexpr double kClearlyBetter = 1.01;
constexpr double kMergeShare = 0.5, kStrangerShare = 0.3;  // of the neighbourhood

double as_cosine(std::int32_t x) {
  return static_cast<double>(x) / kOne;
}

}  // namespace

bool Clustering::regrouping_due() const {
  return head_.unsettled >= std::max<std::size_t>(10, numbers_.size() / 10) ||
         head_.since_grouped >= std::max<std::uint64_t>(50, head_.texts / 8);
}

// The median over the recent texts of the cosine to the nearest hundredth of the others: what
// counts as near in this stream.
void Clustering::measure_neighbourhood() {
  constexpr std::size_t kEnough = 20;
  if (recent_.size() < kEnough) return;
  std::vector<UnitVector> directions;
  for (const RecentText& text : recent_) directions.push_back(unit_of(text.vector));
  const std::size_t rank = std::max<std::size_t>(1, directions.size() / 100);
  std::vector<std::int32_t> neighbours, all;
  for (std::size_t i = 0; i < directions.size(); ++i) {
    cosines(directions[i], directions, all);
    all[i] = -kOne;
    std::nth_element(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(rank - 1), all.end(),
                     std::greater<>{});
    neighbours.push_back(all[rank - 1]);
  }
  const auto middle = neighbours.begin() + static_cast<std::ptrdiff_t>(neighbours.size() / 2);
  std::nth_element(neighbours.begin(), middle, neighbours.end());
  head_.neighbourhood = std::clamp(*middle, cosine_of(0.3), cosine_of(0.8));
}

Points Clustering::points_of(const Positions& positions) const {
  Points points;
  for (const std::size_t p : positions) {
    double squares = 0;
    for (const std::int64_t x : micros_[p].sum) {
      squares += static_cast<double>(x) * static_cast<double>(x);
    }
    const auto mass = static_cast<double>(micros_[p].mass);
    points.directions.push_back(directions_[p]);
    points.masses.push_back(mass / static_cast<double>(kTextMass));
    points.lengths.push_back(std::min(std::sqrt(squares) / (mass * kVectorLength), 1.0));
  }
  return points;
}

std::vector<SampleText> Clustering::sample_of(const Positions& positions) const {
  std::map<std::uint64_t, std::uint32_t> points;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    points[numbers_[positions[i]]] = static_cast<std::uint32_t>(i);
  }
  std::vector<SampleText> sample;
  for (const RecentText& text : recent_) {
    const auto point = points.find(text.micro);
    if (point == points.end()) continue;  // dropped since, or sealed
    sample.push_back({unit_of(text.vector), point->second});
  }
  return sample;
}

Partition Clustering::present_partition(const Positions& positions) const {
  Partition partition;
  std::map<std::uint32_t, std::uint32_t> groups;
  for (const std::size_t p : positions) {
    const auto next = static_cast<std::uint32_t>(groups.size());
    partition.group.push_back(groups.try_emplace(micros_[p].group, next).first->second);
  }
  partition.groups = groups.size();
  return partition;
}

// Leaves the groups with enough texts as they are and unites the others by average link.
void Clustering::unite_small_groups(const Points& points, Partition& partition) const {
  std::vector<double> masses(partition.groups, 0);
  for (std::size_t p = 0; p < points.size(); ++p) masses[partition.group[p]] += points.masses[p];
  Points small;
  std::vector<std::size_t> places;
  for (std::size_t p = 0; p < points.size(); ++p) {
    if (masses[partition.group[p]] >= kSmallGroup) continue;
    places.push_back(p);
    small.directions.push_back(points.directions[p]);
    small.lengths.push_back(points.lengths[p]);
    small.masses.push_back(points.masses[p]);
  }
  if (places.empty()) return;
  const Hierarchy hierarchy{small, Linkage::average};
  const double least = kMergeShare * as_cosine(head_.neighbourhood);
  const auto cut = hierarchy.cut(hierarchy.clusters_at(static_cast<float>(1.0 - least)));
  for (std::size_t i = 0; i < places.size(); ++i) {
    partition.group[places[i]] = static_cast<std::uint32_t>(partition.groups) + cut[i];
  }
  partition.groups += small.size();
}

// A point far from the mean of its group belongs to none: it becomes a group of its own.
void Clustering::split_strangers(const Points& points, Partition& partition) const {
  const std::vector<UnitVector> means = group_directions(points, partition);
  const std::int32_t least = static_cast<std::int32_t>(kStrangerShare * head_.neighbourhood);
  for (std::size_t p = 0; p < points.size(); ++p) {
    if (cosine(points.directions[p], means[partition.group[p]]) >= least) continue;
    partition.group[p] = static_cast<std::uint32_t>(partition.groups++);
  }
}

void Clustering::regroup(const std::map<std::uint32_t, std::uint64_t>& ages,
                         const std::set<std::uint32_t>& sealed) {
  head_.unsettled = head_.since_grouped = 0;
  measure_neighbourhood();
  Positions positions;
  for (std::size_t p = 0; p < micros_.size(); ++p) {
    if (!sealed.contains(micros_[p].group)) positions.push_back(p);
  }
  if (positions.size() < 2) return;
  const Points points = points_of(positions);
  const std::vector<SampleText> sample = sample_of(positions);
  Partition partition = present_partition(positions);
  unite_small_groups(points, partition);
  refine(points, partition, 3);
  std::optional<Hierarchy> hierarchy;
  if (sample.size() >= kEnoughTexts) {
    hierarchy.emplace(points, Linkage::ward);
    Partition best = best_partition(points, sample, *hierarchy, kGroups);
    split_strangers(points, best);
    if (clearness(points, sample, best) > kClearlyBetter * clearness(points, sample, partition)) {
      partition = std::move(best);
    }
  }
  name_groups(partition, positions, ages);
  if (hierarchy && micros_.size() > kMicroClusters * 3 / 4) compact(*hierarchy, positions);
}

// A group's heir is the cluster that holds most of it.
void Clustering::name_groups(const Partition& partition, const Positions& positions,
                             const std::map<std::uint32_t, std::uint64_t>& ages) {
  std::map<std::uint32_t, std::map<std::uint32_t, std::int64_t>> shares;  // by old and new group
  for (std::size_t i = 0; i < positions.size(); ++i) {
    const MicroCluster& micro = micros_[positions[i]];
    shares[micro.group][partition.group[i]] += micro.mass;
  }
  struct Claim {
    std::uint64_t age;
    std::int64_t mass;  // negative, so that the greatest comes first
    std::uint32_t group;
    auto operator<=>(const Claim&) const = default;
  };
  std::map<std::uint32_t, std::set<Claim>> claims;  // by new group
  for (const auto& [group, parts] : shares) {
    const auto heir =
        std::max_element(parts.begin(), parts.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    const auto age = ages.find(group);
    const std::uint64_t rank = age == ages.end() ? UINT64_MAX : age->second;
    claims[heir->first].insert({rank, -heir->second, group});
  }
  std::map<std::uint32_t, std::uint32_t> names;
  for (const auto& [group, claimants] : claims) {
    names[group] = claimants.begin()->group;
    for (const Claim& claim : claimants) {
      if (claim.group == names[group] || !ages.contains(claim.group)) continue;
      events_.group_merged(claim.group, names[group]);
    }
  }
  for (std::size_t i = 0; i < positions.size(); ++i) {
    MicroCluster& micro = micros_[positions[i]];
    const auto [name, is_new] = names.try_emplace(partition.group[i], head_.next_group);
    if (is_new) ++head_.next_group;
    if (micro.group == name->second) continue;
    micro.group = name->second;
    changes_.micros.push_back(numbers_[positions[i]]);
  }
  index_groups();
}

void Clustering::index_groups() {
  groups_.clear();
  group_directions_.clear();
  for (std::size_t p = 0; p < micros_.size(); ++p) join_group(p);
}

// Merges neighbours inside their groups until half of the places are free.
void Clustering::compact(const Hierarchy& hierarchy, const Positions& positions) {
  std::vector<std::uint64_t> numbers;  // of the point's union
  for (const std::size_t p : positions) numbers.push_back(numbers_[p]);
  std::vector<std::uint32_t> root(numbers.size());
  for (std::uint32_t i = 0; i < root.size(); ++i) root[i] = i;
  const auto find_root = [&](std::uint32_t i) {
    while (root[i] != i) i = root[i] = root[root[i]];
    return i;
  };
  std::vector<bool> mixed(numbers.size(), false);
  for (const Hierarchy::Merge& step : hierarchy.merges()) {
    if (micros_.size() <= kMicroClusters / 2) break;
    const std::uint32_t a = find_root(step.a), b = find_root(step.b);
    const std::uint32_t first = std::min(a, b), second = std::max(a, b);
    root[second] = first;
    if (mixed[a] || mixed[b] || find(numbers[a])->group != find(numbers[b])->group) {
      mixed[first] = true;  // nothing above can be of one group
      continue;
    }
    merge(numbers[second], numbers[first]);
  }
}

}  // namespace vocmap
