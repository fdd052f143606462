#include "operators/discover/line_clusters.h"

#include <algorithm>

#include "pipeline/core/check.h"

// How clusters grow, decay and merge, and how they are stored. Their scenarios: line_scenarios.cpp.

namespace vocmap {
namespace {

constexpr Duration kDay = std::chrono::days{1};

}  // namespace

Discover::LineClusters::LineClusters(Discover& owner, std::string line, std::uint64_t space)
    : owner_(owner), line_(std::move(line)), space_(space), clustering_(*this) {
  const LineHead* stored = owner_.heads_.find({line_, space_});
  if (!stored) return;
  head_ = *stored;
  clustering_.restore(head_.clustering);
  owner_.micros_.scan_prefix(
      [&](const NumberKey& key, const MicroCluster& micro) {
        clustering_.restore(std::get<2>(key), micro);
        return true;
      },
      line_, space_);
  owner_.recent_.scan_prefix(
      [&](const NumberKey& key, const RecentText& text) {
        clustering_.restore_recent(std::get<2>(key), text);
        return true;
      },
      line_, space_);
  owner_.scenarios_.scan_prefix(
      [&](const GroupKey& key, const EmergentScenario& scenario) {
        if (!scenario.forgotten) (scenario.over() ? over_ : proposed_).insert(std::get<2>(key));
        return true;
      },
      line_, space_);
}

void Discover::LineClusters::add(const UnmatchedContact& contact) {
  const std::uint64_t micro = clustering_.place(contact.vector.value, contact.text_hash);
  owner_.tallies_.edit(key_of(micro)).add(contact);
  head_.latest = std::max(head_.latest, contact.bucket);
}

void Discover::LineClusters::close(EventTime end) {
  head_.now = std::max(head_.now, end);
  const EventTime today = floor_to(end, kDay);
  if (head_.day == EventTime{}) head_.day = today;
  constexpr int kMostDays = 60;  // after that nothing is left
  for (int i = 0; head_.day < today && i < kMostDays; ++i) {
    clustering_.decay();
    head_.day = head_.day + kDay;
  }
  head_.day = today;
  if (clustering_.regrouping_due()) regroup();
  const Members groups = members();
  propose(groups);
  apply_adoptions();
  apply_verdicts(end);
  renew(groups);
  save();
}

void Discover::LineClusters::tick(EventTime now) {
  if ((proposed_.empty() && over_.empty()) || now <= head_.now) return;
  head_.now = now;
  apply_adoptions();
  renew(members());
  save();
}

void Discover::LineClusters::retire() {
  clustering_.clear();
  for (const std::uint32_t group : std::set{proposed_}) {
    if (!scenario(group).decided()) end(group, EmergentStatus::gone, head_.now);
  }
  save();
}

void Discover::LineClusters::regroup() {
  std::map<std::uint32_t, std::uint64_t> ages;
  std::set<std::uint32_t> sealed;
  std::vector<std::tuple<EventTime, std::string, std::uint32_t>> by_age;
  for (const std::uint32_t group : proposed_) {
    const EmergentScenario& known = scenario(group);
    if (known.decided()) {
      sealed.insert(group);
    } else {
      by_age.emplace_back(known.proposed_at, known.id, group);
    }
  }
  std::sort(by_age.begin(), by_age.end());
  for (const auto& [at, id, group] : by_age) ages.emplace(group, ages.size());
  clustering_.regroup(ages, sealed);
}

void Discover::LineClusters::save() {
  head_.clustering = clustering_.head();
  owner_.heads_.edit({line_, space_}) = head_;
  const Clustering::Changes changes = clustering_.take_changes();
  for (const std::uint64_t number : changes.micros) {
    if (const MicroCluster* micro = clustering_.find(number)) {
      owner_.micros_.edit(key_of(number)) = *micro;
    } else {
      owner_.micros_.erase(key_of(number));
    }
  }
  for (const std::uint64_t slot : changes.recent) {
    if (const RecentText* text = clustering_.recent(slot)) {
      owner_.recent_.edit(key_of(slot)) = *text;
    } else {
      owner_.recent_.erase(key_of(slot));
    }
  }
  changed_ = true;
}

void Discover::LineClusters::micro_merged(std::uint64_t from, std::uint64_t into) {
  if (const Tally* tally = owner_.tallies_.find(key_of(from))) {
    const Tally moved = *tally;
    owner_.tallies_.edit(key_of(into)).add(moved);
  }
  owner_.tallies_.erase(key_of(from));
}

// A scenario keeps the counts of what it forgets.
void Discover::LineClusters::micro_dropped(std::uint64_t micro) {
  const MicroCluster* dropped = clustering_.find(micro);
  EmergentScenario* losing = edit(dropped->group);
  if (const Tally* tally = owner_.tallies_.find(key_of(micro)); losing && tally) {
    losing->retired.add(*tally);
  }
  owner_.tallies_.erase(key_of(micro));
}

void Discover::LineClusters::group_merged(std::uint32_t from, std::uint32_t into) {
  EmergentScenario* gone = edit(from);
  EmergentScenario* older = edit(into);
  CHECK(gone && older, "only known groups are told of");
  gone->merged_into = older->id;
  older->retired.add(gone->retired);
  end(from, EmergentStatus::merged, head_.now);
}

const EmergentScenario& Discover::LineClusters::scenario(std::uint32_t group) const {
  const EmergentScenario* found = owner_.scenarios_.find(key_of(group));
  CHECK(found, "a known group has its scenario");
  return *found;
}

EmergentScenario* Discover::LineClusters::edit(std::uint32_t group) {
  return owner_.scenarios_.find(key_of(group)) ? &owner_.scenarios_.edit(key_of(group)) : nullptr;
}

Discover::LineClusters::Members Discover::LineClusters::members() const {
  Members groups;
  for (const std::uint64_t number : clustering_.numbers()) {
    groups[clustering_.find(number)->group].push_back(number);
  }
  return groups;
}

}  // namespace vocmap
