#include "operators/discover/clustering.h"

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr std::int64_t kTextMass = MicroCluster::kTextMass;

// A group of fewer texts has no reliable mean yet: what joins it must be as near as to a
// micro-cluster.
constexpr std::int64_t kFirmMass = 4 * kTextMass;

// Shares of the neighbourhood, in 1/100; tuned on the training splits of Banking77, CLINC150,
// StackOverflow and MASSIVE zh-CN.
std::int32_t share(std::int32_t neighbourhood, std::int64_t percent) {
  return static_cast<std::int32_t>(neighbourhood * percent / 100);
}
constexpr std::int64_t kLeaderPercent = 100, kGroupPercent = 45;

// Below this, two texts of different matters are as near by chance.
constexpr std::int32_t kChance = cosine_of(0.2);

}  // namespace

void Clustering::restore(const Head& head) {
  head_ = head;
}

void Clustering::restore(std::uint64_t number, MicroCluster micro) {
  numbers_.push_back(number);
  directions_.push_back(unit_of(micro.sum));
  micros_.push_back(std::move(micro));
  join_group(numbers_.size() - 1);
}

void Clustering::restore_recent(std::size_t slot, const RecentText& text) {
  if (recent_.size() <= slot) recent_.resize(slot + 1);
  recent_[slot] = text;
}

std::size_t Clustering::position_of(std::uint64_t number) const {
  const auto place = std::lower_bound(numbers_.begin(), numbers_.end(), number);
  return place != numbers_.end() && *place == number
             ? static_cast<std::size_t>(place - numbers_.begin())
             : numbers_.size();
}

const MicroCluster* Clustering::find(std::uint64_t number) const {
  const std::size_t position = position_of(number);
  return position < micros_.size() ? &micros_[position] : nullptr;
}

UnitVector Clustering::group_direction(std::uint32_t group) const {
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    if (groups_[g].number == group) return group_directions_[g];
  }
  return {};
}

std::uint64_t Clustering::place(const TextVector& vector, std::uint64_t hash) {
  CHECK(!is_zero(vector), "a text without words is near to nothing");
  ++head_.since_grouped;
  const UnitVector direction = unit_of(vector);
  const std::optional<std::size_t> group = group_for(direction);
  std::size_t best = numbers_.size();
  std::int32_t best_cosine = share(head_.neighbourhood, kLeaderPercent) - 1;
  if (group) {
    for (const std::uint64_t number : groups_[*group].members) {
      const std::size_t position = position_of(number);
      const std::int32_t here = cosine(direction, directions_[position]);
      if (here <= best_cosine) continue;
      best_cosine = here;
      best = position;
    }
  }
  if (!group || groups_[*group].mass < kFirmMass) ++head_.unsettled;
  if (best == numbers_.size()) {
    const std::uint32_t number = group ? groups_[*group].number : head_.next_group++;
    if (numbers_.size() == kMicroClusters) make_room();
    best = open(number);
  }
  add(best, vector, hash);
  return numbers_[best];
}

// The nearest group of those that are near enough.
std::optional<std::size_t> Clustering::group_for(const UnitVector& direction) {
  std::optional<std::size_t> found;
  std::int32_t best = -kOne - 1;
  const std::int32_t loose = std::max(share(head_.neighbourhood, kGroupPercent), kChance);
  const std::int32_t tight = share(head_.neighbourhood, kLeaderPercent);
  cosines(direction, group_directions_, to_groups_);
  for (std::size_t g = 0; g < to_groups_.size(); ++g) {
    const std::int32_t here = to_groups_[g];
    if (here <= best || here < (groups_[g].mass < kFirmMass ? tight : loose)) continue;
    best = here;
    found = g;
  }
  return found;
}

// REQUIRES: the micro-cluster is part of it.
std::size_t Clustering::group_of(const MicroCluster& micro) const {
  const auto place = std::lower_bound(groups_.begin(), groups_.end(), micro.group,
                                      [](const Group& g, std::uint32_t n) { return g.number < n; });
  return static_cast<std::size_t>(place - groups_.begin());
}

std::size_t Clustering::open(std::uint32_t group) {
  MicroCluster micro;
  micro.group = group;
  micro.sum.assign(kVectorSize, 0);
  numbers_.push_back(head_.next_micro++);
  micros_.push_back(std::move(micro));
  directions_.emplace_back();
  join_group(numbers_.size() - 1);
  return numbers_.size() - 1;
}

void Clustering::add(std::size_t position, const TextVector& vector, std::uint64_t hash) {
  MicroCluster& micro = micros_[position];
  const auto known = std::find(micro.hashes.begin(), micro.hashes.end(), hash);
  if (known != micro.hashes.end()) return;  // a near-duplicate adds no mass
  if (micro.hashes.size() == MicroCluster::kHashes) micro.hashes.erase(micro.hashes.begin());
  micro.hashes.push_back(hash);
  const auto group = group_of(micro);
  Group& whole = groups_[group];
  micro.mass += kTextMass;
  whole.mass += kTextMass;
  for (std::size_t i = 0; i < kVectorSize; ++i) {
    micro.sum[i] += kTextMass * vector[i];
    whole.sum[i] += kTextMass * vector[i];
  }
  directions_[position] = unit_of(micro.sum);
  group_directions_[group] = unit_of(whole.sum);
  changes_.micros.push_back(numbers_[position]);
  const std::size_t slot = head_.texts++ % kRecentTexts;
  if (recent_.size() <= slot) recent_.resize(slot + 1);
  recent_[slot] = {numbers_[position], vector};
  changes_.recent.push_back(slot);
}

Clustering::Changes Clustering::take_changes() {
  const auto sort_each_once = [](auto& numbers) {
    std::sort(numbers.begin(), numbers.end());
    numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  };
  sort_each_once(changes_.micros);
  sort_each_once(changes_.recent);
  return std::exchange(changes_, {});
}

void Clustering::join_group(std::size_t position) {
  const MicroCluster& micro = micros_[position];
  auto place = std::lower_bound(groups_.begin(), groups_.end(), micro.group,
                                [](const Group& g, std::uint32_t n) { return g.number < n; });
  const auto at = place - groups_.begin();
  if (place == groups_.end() || place->number != micro.group) {
    place = groups_.insert(place, Group{});
    place->number = micro.group;
    group_directions_.emplace(group_directions_.begin() + at);
  }
  const std::uint64_t number = numbers_[position];
  place->members.insert(std::lower_bound(place->members.begin(), place->members.end(), number),
                        number);
  place->mass += micro.mass;
  for (std::size_t i = 0; i < kVectorSize; ++i) place->sum[i] += micro.sum[i];
  group_directions_[at] = unit_of(place->sum);
}

void Clustering::leave_group(std::size_t position) {
  const MicroCluster& micro = micros_[position];
  const auto place = groups_.begin() + static_cast<std::ptrdiff_t>(group_of(micro));
  place->members.erase(
      std::lower_bound(place->members.begin(), place->members.end(), numbers_[position]));
  place->mass -= micro.mass;
  for (std::size_t i = 0; i < kVectorSize; ++i) place->sum[i] -= micro.sum[i];
  const auto at = group_directions_.begin() + (place - groups_.begin());
  if (!place->members.empty()) {
    *at = unit_of(place->sum);
    return;
  }
  group_directions_.erase(at);
  groups_.erase(place);
}

// Drops the lightest micro-cluster of the smallest group, the oldest of equals: a flood of texts
// that resemble nothing evicts itself.
void Clustering::make_room() {
  std::map<std::uint32_t, std::int64_t> masses;
  for (const Group& group : groups_) masses[group.number] = group.mass;
  std::size_t lightest = 0;
  const auto weight = [&](std::size_t p) {
    return std::pair{masses[micros_[p].group], micros_[p].mass};
  };
  for (std::size_t p = 1; p < micros_.size(); ++p) {
    if (weight(p) < weight(lightest)) lightest = p;
  }
  forget(lightest);
}

void Clustering::forget(std::size_t position) {
  events_.micro_dropped(numbers_[position]);
  erase(position);
}

void Clustering::drop(std::uint32_t group) {
  for (std::size_t p = micros_.size(); p-- > 0;) {
    if (micros_[p].group == group) forget(p);
  }
}

void Clustering::clear() {
  while (!micros_.empty()) forget(micros_.size() - 1);
  for (std::size_t slot = 0; slot < recent_.size(); ++slot) changes_.recent.push_back(slot);
  recent_.clear();
  head_ = {.next_micro = head_.next_micro, .next_group = head_.next_group};
}

void Clustering::erase(std::size_t position) {
  leave_group(position);
  changes_.micros.push_back(numbers_[position]);
  const auto at = static_cast<std::ptrdiff_t>(position);
  numbers_.erase(numbers_.begin() + at);
  micros_.erase(micros_.begin() + at);
  directions_.erase(directions_.begin() + at);
}

void Clustering::merge(std::uint64_t from, std::uint64_t into) {
  const std::size_t source = position_of(from);
  const std::size_t target = position_of(into);
  MicroCluster& micro = micros_[target];
  leave_group(target);
  micro.mass += micros_[source].mass;
  for (std::size_t i = 0; i < kVectorSize; ++i) micro.sum[i] += micros_[source].sum[i];
  micro.hashes.insert(micro.hashes.end(), micros_[source].hashes.begin(),
                      micros_[source].hashes.end());
  const std::size_t most = MicroCluster::kHashes;
  if (micro.hashes.size() > most)
    micro.hashes.erase(micro.hashes.begin(), micro.hashes.end() - most);
  directions_[target] = unit_of(micro.sum);
  join_group(target);
  changes_.micros.push_back(into);
  for (std::size_t slot = 0; slot < recent_.size(); ++slot) {
    if (recent_[slot].micro != from) continue;
    recent_[slot].micro = into;
    changes_.recent.push_back(slot);
  }
  events_.micro_merged(from, into);
  erase(source);
}

void Clustering::decay() {
  constexpr std::int64_t kLightest = kTextMass / 4;
  for (std::size_t p = micros_.size(); p-- > 0;) {
    MicroCluster& micro = micros_[p];
    leave_group(p);
    micro.mass -= (micro.mass * 3 + 63) / 64;  // half in 14 days; upwards, so that it ends
    for (std::int64_t& x : micro.sum) x -= x * 3 / 64;
    directions_[p] = unit_of(micro.sum);
    join_group(p);
    changes_.micros.push_back(numbers_[p]);
    if (micro.mass < kLightest) forget(p);
  }
}

}  // namespace vocmap
