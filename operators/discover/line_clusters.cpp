#include "operators/discover/line_clusters.h"

#include <xxhash.h>

#include <algorithm>

#include "operators/discover/label.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr Duration kDay = std::chrono::days{1};

constexpr std::int64_t kLeastContacts = 10, kLeastCustomers = 10;
constexpr double kLeastCohesion = 0.4;  // mean cosine of two texts, in neighbourhoods
constexpr std::size_t kCentral = 5;
constexpr std::size_t kLabelTexts = 64, kOtherTexts = 512;

// A group this near to a decided one is about the same matter.
constexpr std::int32_t kSameMatter = cosine_of(0.6);

bool is_chinese(const std::string& language) {
  return language.starts_with("zh");
}

}  // namespace

Discover::LineClusters::LineClusters(Discover& owner, std::string line)
    : owner_(owner), line_(std::move(line)), clustering_(*this) {
  const LineHead* stored = owner_.heads_.find({line_});
  if (!stored) return;
  head_ = *stored;
  clustering_.restore(head_.clustering);
  owner_.micros_.scan_prefix(
      [&](const NumberKey& key, const MicroCluster& micro) {
        clustering_.restore(std::get<1>(key), micro);
        return true;
      },
      line_);
  owner_.recent_.scan_prefix(
      [&](const NumberKey& key, const RecentText& text) {
        clustering_.restore_recent(std::get<1>(key), text);
        return true;
      },
      line_);
  owner_.scenarios_.scan_prefix(
      [&](const GroupKey& key, const EmergentScenario& scenario) {
        if (!scenario.over()) proposed_.insert(std::get<1>(key));
        return true;
      },
      line_);
}

void Discover::LineClusters::add(const UnmatchedContact& contact) {
  const std::uint64_t micro = clustering_.place(contact.vector.value, contact.text_hash);
  owner_.tallies_.edit({line_, micro}).add(contact);
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
  apply_verdicts(end);
  renew(groups);
  save();
}

void Discover::LineClusters::tick(EventTime now) {
  if (proposed_.empty() || now <= head_.now) return;
  head_.now = now;
  renew(members());
  save();
}

void Discover::LineClusters::regroup() {
  std::map<std::uint32_t, std::uint64_t> ages;
  std::set<std::uint32_t> sealed;
  std::vector<std::tuple<EventTime, std::string, std::uint32_t>> by_age;
  for (const std::uint32_t group : proposed_) {
    const EmergentScenario& scenario = *owner_.scenarios_.find({line_, group});
    if (scenario.decided()) {
      sealed.insert(group);
    } else {
      by_age.emplace_back(scenario.proposed_at, scenario.id, group);
    }
  }
  std::sort(by_age.begin(), by_age.end());
  for (const auto& [at, id, group] : by_age) ages.emplace(group, ages.size());
  clustering_.regroup(ages, sealed);
}

void Discover::LineClusters::save() {
  head_.clustering = clustering_.head();
  owner_.heads_.edit({line_}) = head_;
  const Clustering::Changes changes = clustering_.take_changes();
  for (const std::uint64_t number : changes.micros) {
    if (const MicroCluster* micro = clustering_.find(number)) {
      owner_.micros_.edit({line_, number}) = *micro;
    } else {
      owner_.micros_.erase({line_, number});
    }
  }
  for (const std::size_t slot : changes.recent) {
    owner_.recent_.edit({line_, slot}) = clustering_.recent(slot);
  }
  changed_ = true;
}

void Discover::LineClusters::micro_merged(std::uint64_t from, std::uint64_t into) {
  if (const Tally* tally = owner_.tallies_.find({line_, from})) {
    const Tally moved = *tally;
    owner_.tallies_.edit({line_, into}).add(moved);
  }
  owner_.tallies_.erase({line_, from});
}

// A scenario keeps the counts of what it forgets.
void Discover::LineClusters::micro_dropped(std::uint64_t micro) {
  const MicroCluster* dropped = clustering_.find(micro);
  EmergentScenario* scenario = edit(dropped->group);
  if (const Tally* tally = owner_.tallies_.find({line_, micro}); scenario && tally) {
    scenario->retired.add(*tally, kCentral);
  }
  owner_.tallies_.erase({line_, micro});
}

void Discover::LineClusters::group_merged(std::uint32_t from, std::uint32_t into) {
  EmergentScenario* gone = edit(from);
  EmergentScenario* older = edit(into);
  CHECK(gone && older, "only known groups are told of");
  gone->status = EmergentStatus::merged;
  gone->merged_into = older->id;
  older->retired.add(gone->retired, kCentral);
  proposed_.erase(from);
}

EmergentScenario* Discover::LineClusters::edit(std::uint32_t group) {
  return owner_.scenarios_.find({line_, group}) ? &owner_.scenarios_.edit({line_, group}) : nullptr;
}

Discover::LineClusters::Members Discover::LineClusters::members() const {
  Members groups;
  for (const std::uint64_t number : clustering_.numbers()) {
    groups[clustering_.find(number)->group].push_back(number);
  }
  return groups;
}

Tally Discover::LineClusters::tally_of(const std::vector<std::uint64_t>& micros) const {
  Tally sum;
  for (const std::uint64_t micro : micros) {
    if (const Tally* tally = owner_.tallies_.find({line_, micro})) sum.add(*tally, kLabelTexts);
  }
  return sum;
}

Tally Discover::LineClusters::tally_of(const EmergentScenario& scenario,
                                       const std::vector<std::uint64_t>& micros) const {
  Tally sum = tally_of(micros);
  sum.add(scenario.retired, kLabelTexts);
  return sum;
}

// The mean cosine between two different texts of the group.
double Discover::LineClusters::cohesion(const std::vector<std::uint64_t>& micros) const {
  VectorSum sum{};
  std::int64_t mass = 0;
  for (const std::uint64_t number : micros) {
    const MicroCluster& micro = *clustering_.find(number);
    mass += micro.mass;
    for (std::size_t i = 0; i < kVectorSize; ++i) sum[i] += micro.sum[i];
  }
  constexpr double kScale = 127.0 * MicroCluster::kTextMass;
  const double texts = static_cast<double>(mass) / MicroCluster::kTextMass;
  double squares = 0;
  for (const std::int64_t x : sum) squares += static_cast<double>(x) * static_cast<double>(x);
  return texts > 1 ? (squares / (kScale * kScale) - texts) / (texts * (texts - 1)) : 1;
}

bool Discover::LineClusters::resembles_decided(std::uint32_t group) const {
  const UnitVector direction = clustering_.group_direction(group);
  return std::any_of(proposed_.begin(), proposed_.end(), [&](std::uint32_t other) {
    return owner_.scenarios_.find({line_, other})->decided() &&
           cosine(direction, clustering_.group_direction(other)) >= kSameMatter;
  });
}

void Discover::LineClusters::propose(const Members& groups) {
  const double least =
      kLeastCohesion * static_cast<double>(clustering_.head().neighbourhood) / kOne;
  for (const auto& [group, micros] : groups) {
    if (proposed_.contains(group)) continue;
    const Tally tally = tally_of(micros);
    if (tally.contacts < kLeastContacts || tally.customers.value() < kLeastCustomers) continue;
    if (cohesion(micros) < least || resembles_decided(group)) continue;
    if (status_at({}, tally, head_.now) == EmergentStatus::gone) continue;
    EmergentScenario& scenario = owner_.scenarios_.edit({line_, group});
    scenario = {};
    scenario.id = emergent_id(line_, tally.first_at, tally.first_contact);
    scenario.proposed_at = head_.now;
    proposed_.insert(group);
  }
}

void Discover::LineClusters::apply_verdicts(EventTime end) {
  std::map<std::string, std::uint32_t> groups;
  for (const std::uint32_t group : proposed_) {
    groups[owner_.scenarios_.find({line_, group})->id] = group;
  }
  std::vector<ProposalVerdict> due;
  owner_.verdicts_.scan_prefix(
      [&](const VerdictKey&, const ProposalVerdict& verdict) {
        if (verdict.bucket < end && groups.contains(verdict.proposal_id)) due.push_back(verdict);
        return true;
      },
      line_);
  for (const ProposalVerdict& verdict : due) {
    EmergentScenario& scenario = owner_.scenarios_.edit({line_, groups.at(verdict.proposal_id)});
    owner_.verdicts_.erase({line_, verdict.proposal_id});
    if (scenario.verdict && verdict <= *scenario.verdict) continue;
    scenario.verdict = verdict;
    scenario.status = verdict.accepted ? EmergentStatus::accepted : EmergentStatus::rejected;
  }
}

void Discover::LineClusters::renew(const Members& groups) {
  const std::set<std::uint32_t> proposed = proposed_;
  for (const std::uint32_t group : proposed) {
    const auto found = groups.find(group);
    const std::vector<std::uint64_t> micros =
        found == groups.end() ? std::vector<std::uint64_t>{} : found->second;
    const EmergentScenario& stored = *owner_.scenarios_.find({line_, group});
    const Tally tally = tally_of(stored, micros);
    const EmergentStatus status = status_at(stored, tally, head_.now);
    const bool relabel = 4 * tally.contacts >= 5 * stored.labelled_contacts + 4;
    if (status == stored.status && !relabel) continue;
    EmergentScenario& scenario = owner_.scenarios_.edit({line_, group});
    scenario.status = status;
    if (status == EmergentStatus::gone) proposed_.erase(group);
    if (!relabel) continue;
    scenario.labelled_contacts = tally.contacts;
    label(scenario, micros);
  }
}

// A language that does not occur gets no label.
void Discover::LineClusters::label(EmergentScenario& scenario,
                                   const std::vector<std::uint64_t>& micros) {
  const Tally own = tally_of(scenario, micros);
  const std::set<std::uint64_t> inside(micros.begin(), micros.end());
  std::vector<std::string> others;
  std::vector<std::string_view> texts[2], background[2];
  for (const Verbatim& verbatim : own.verbatims) {
    texts[is_chinese(verbatim.language) ? 1 : 0].push_back(verbatim.text);
  }
  for (const std::uint64_t number : clustering_.numbers()) {
    if (inside.contains(number) || others.size() >= kOtherTexts) continue;
    const Tally* tally = owner_.tallies_.find({line_, number});
    if (!tally || tally->verbatims.empty()) continue;
    others.push_back(tally->verbatims.front().text);
    background[is_chinese(tally->verbatims.front().language) ? 1 : 0].push_back(
        tally->verbatims.front().text);
  }
  scenario.label_en = label_of(texts[0], background[0], false);
  scenario.label_zh = label_of(texts[1], background[1], true);
}

std::vector<const Verbatim*> Discover::LineClusters::central(
    std::uint32_t group, const std::vector<std::uint64_t>& micros) const {
  const UnitVector middle = clustering_.group_direction(group);
  std::vector<std::tuple<std::int32_t, std::string, const Verbatim*>> ranked;
  std::set<std::uint64_t> texts;
  for (const std::uint64_t micro : micros) {
    const Tally* tally = owner_.tallies_.find({line_, micro});
    if (!tally) continue;
    for (const Verbatim& verbatim : tally->verbatims) {
      if (!texts.insert(verbatim.text_hash).second) continue;
      ranked.emplace_back(-cosine(middle, unit_of(verbatim.vector.value)), verbatim.contact_id,
                          &verbatim);
    }
  }
  std::sort(ranked.begin(), ranked.end());
  std::vector<const Verbatim*> chosen;
  for (const auto& [distance, contact, verbatim] : ranked) {
    if (chosen.size() < kCentral) chosen.push_back(verbatim);
  }
  return chosen;
}

void Discover::LineClusters::publish(Outbox& out) {
  if (!std::exchange(changed_, false)) return;
  const Members groups = members();
  std::vector<std::uint32_t> all;
  owner_.scenarios_.scan_prefix(
      [&](const GroupKey& key, const EmergentScenario&) {
        all.push_back(std::get<1>(key));
        return true;
      },
      line_);
  for (const std::uint32_t group : all) {
    const EmergentScenario& stored = *owner_.scenarios_.find({line_, group});
    const auto found = groups.find(group);
    const std::vector<std::uint64_t> micros =
        found == groups.end() ? std::vector<std::uint64_t>{} : found->second;
    const std::string json =
        write_emergent(line_, stored, tally_of(stored, micros), central(group, micros), head_.now,
                       owner_.taxonomies_.at(head_.now).version());
    const std::uint64_t hash = XXH3_64bits(json.data(), json.size());
    if (hash == stored.hash) continue;
    EmergentScenario& scenario = owner_.scenarios_.edit({line_, group});
    scenario.hash = hash;
    ++scenario.revision;
    out.send(Topic::scenarios, scenario.id,
             json + ",\"revision\":" + std::to_string(scenario.revision) + '}');
  }
}

}  // namespace vocmap
