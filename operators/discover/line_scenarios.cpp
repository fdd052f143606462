#include <xxhash.h>

#include <algorithm>

#include "operators/discover/label.h"
#include "operators/discover/line_clusters.h"
#include "pipeline/core/check.h"

// What groups of clusters are proposed as, and what becomes of it (Discover::LineClusters).

namespace vocmap {
namespace {

constexpr std::int64_t kLeastContacts = 10, kLeastCustomers = 10;
constexpr double kLeastCohesion = 0.4;  // mean cosine of two texts, in neighbourhoods
constexpr std::size_t kCentral = 5;
constexpr std::size_t kLabelTexts = 64, kOtherTexts = 512;

// After its end a scenario is remembered for so long.
constexpr Duration kRemembered = std::chrono::days{30};

// A group this near to a decided one is about the same matter.
constexpr std::int32_t kSameMatter = cosine_of(0.6);

bool is_chinese(const std::string& language) {
  return language.starts_with("zh");
}

}  // namespace

std::vector<std::uint64_t> Discover::LineClusters::micros_of(std::uint32_t group,
                                                             const Members& groups) {
  const auto found = groups.find(group);
  return found == groups.end() ? std::vector<std::uint64_t>{} : found->second;
}

Tally Discover::LineClusters::tally_of(const std::vector<std::uint64_t>& micros) const {
  Tally sum;
  for (const std::uint64_t micro : micros) {
    if (const Tally* tally = owner_.tallies_.find(key_of(micro))) sum.add(*tally, kLabelTexts);
  }
  return sum;
}

Tally Discover::LineClusters::tally_of(const EmergentScenario& of,
                                       const std::vector<std::uint64_t>& micros) const {
  Tally sum = tally_of(micros);
  sum.add(of.retired, kLabelTexts);
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
    return scenario(other).decided() &&
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
    EmergentScenario& proposal = owner_.scenarios_.edit(key_of(group));
    if (proposal.id.empty()) proposal.id = new_id(group, tally);  // else it returns
    proposal.status = EmergentStatus::proposed;
    proposal.proposed_at = head_.now;
    over_.erase(group);
    proposed_.insert(group);
  }
}

// The first contact of a scenario may be that of another one, from which it was split.
std::string Discover::LineClusters::new_id(std::uint32_t group, const Tally& tally) const {
  std::string id = emergent_id(line_, tally.first_at, tally.first_contact);
  if (!owner_.is_taken(line_, id)) return id;
  return emergent_id(
      line_, tally.first_at,
      tally.first_contact + '|' + std::to_string(space_) + '|' + std::to_string(group));
}

// With the first version in force that adopts it, whoever told or did not tell by feedback.
void Discover::LineClusters::apply_adoptions() {
  const std::uint32_t in_force = owner_.taxonomies_.at(head_.now).version();
  std::set<std::uint32_t> all = over_;
  all.insert(proposed_.begin(), proposed_.end());
  for (const std::uint32_t group : all) {
    const EmergentScenario& known = scenario(group);
    const auto* adoption = owner_.taxonomies_.adopted(known.id);
    if (!adoption || adoption->version > in_force || !known.adopted_as.empty()) continue;
    EmergentScenario& adopted = *edit(group);
    adopted.adopted_as = adoption->id;
    adopted.adopted_in = adoption->version;
    const auto from = owner_.taxonomies_.version(adoption->version)->taxonomy().effective_from;
    end(group, EmergentStatus::adopted, std::max(adopted.proposed_at, from.value_or(EventTime{})));
  }
}

// A scenario is decided or over. `at` must not depend on the steps in which time passes.
void Discover::LineClusters::end(std::uint32_t group, EmergentStatus status, EventTime at) {
  EmergentScenario& ended = *edit(group);
  ended.status = status;
  ended.ended_at = at;
  (ended.over() ? proposed_ : over_).erase(group);
  (ended.over() ? over_ : proposed_).insert(group);
}

// Its id never returns: what is left of its clusters goes, too.
void Discover::LineClusters::forget(std::uint32_t group) {
  clustering_.drop(group);
  edit(group)->forgotten = true;
  proposed_.erase(group);
  over_.erase(group);
}

void Discover::LineClusters::apply_verdicts(EventTime until) {
  std::map<std::string, std::uint32_t> groups;
  for (const std::uint32_t group : proposed_) {
    groups[scenario(group).id] = group;
  }
  std::vector<ProposalVerdict> due;
  owner_.verdicts_.scan_prefix(
      [&](const VerdictKey&, const ProposalVerdict& verdict) {
        if (verdict.bucket < until && groups.contains(verdict.proposal_id)) due.push_back(verdict);
        return true;
      },
      line_);
  for (const ProposalVerdict& verdict : due) {
    const std::uint32_t group = groups.at(verdict.proposal_id);
    EmergentScenario& judged = *edit(group);
    owner_.verdicts_.erase({line_, verdict.proposal_id});
    if (judged.verdict && verdict <= *judged.verdict) continue;
    judged.verdict = verdict;
    if (judged.status == EmergentStatus::adopted) continue;  // the taxonomy has the last word
    end(group, verdict.accepted ? EmergentStatus::accepted : EmergentStatus::rejected, head_.now);
  }
}

void Discover::LineClusters::renew(const Members& groups) {
  for (const std::uint32_t group : std::set{over_}) {
    if (scenario(group).ended_at + kRemembered <= head_.now) forget(group);
  }
  for (const std::uint32_t group : std::set{proposed_}) {
    const std::vector<std::uint64_t> micros = micros_of(group, groups);
    const EmergentScenario& stored = scenario(group);
    const Tally tally = tally_of(stored, micros);
    if (stored.decided() && micros.empty() &&
        std::max(stored.ended_at, tally.last_at) + kRemembered <= head_.now) {
      forget(group);
      continue;
    }
    const EmergentStatus status = status_at(stored, tally, head_.now);
    const bool relabel = 4 * tally.contacts >= 5 * stored.labelled_contacts + 4;
    if (status == stored.status && !relabel) continue;
    EmergentScenario& renewed = *edit(group);
    renewed.status = status;
    if (status == EmergentStatus::gone) end(group, status, tally.last_at + kGoneAfter);
    if (!relabel) continue;
    renewed.labelled_contacts = tally.contacts;
    label(renewed, micros);
  }
}

// A language that does not occur gets no label.
void Discover::LineClusters::label(EmergentScenario& labelled,
                                   const std::vector<std::uint64_t>& micros) {
  const Tally own = tally_of(labelled, micros);
  const std::set<std::uint64_t> inside(micros.begin(), micros.end());
  std::vector<std::string> others;
  std::vector<std::string_view> texts[2], background[2];
  for (const Verbatim& verbatim : own.verbatims) {
    texts[is_chinese(verbatim.language) ? 1 : 0].push_back(verbatim.text);
  }
  for (const std::uint64_t number : clustering_.numbers()) {
    if (inside.contains(number) || others.size() >= kOtherTexts) continue;
    const Tally* tally = owner_.tallies_.find(key_of(number));
    if (!tally || tally->verbatims.empty()) continue;
    others.push_back(tally->verbatims.front().text);
    background[is_chinese(tally->verbatims.front().language) ? 1 : 0].push_back(
        tally->verbatims.front().text);
  }
  labelled.label_en = label_of(texts[0], background[0], false);
  labelled.label_zh = label_of(texts[1], background[1], true);
}

std::vector<const Verbatim*> Discover::LineClusters::central(
    std::uint32_t group, const std::vector<std::uint64_t>& micros) const {
  const UnitVector middle = clustering_.group_direction(group);
  std::vector<std::tuple<std::int32_t, std::string, const Verbatim*>> ranked;
  std::set<std::uint64_t> texts;
  for (const std::uint64_t micro : micros) {
    const Tally* tally = owner_.tallies_.find(key_of(micro));
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

bool Discover::LineClusters::publish(Outbox& out) {
  if (!std::exchange(changed_, false)) return true;
  const Members groups = members();
  std::vector<std::uint32_t> all;
  owner_.scenarios_.scan_prefix(
      [&](const GroupKey& key, const EmergentScenario&) {
        all.push_back(std::get<2>(key));
        return true;
      },
      line_, space_);
  for (const std::uint32_t group : all) publish(group, micros_of(group, groups), out);
  return !clustering_.numbers().empty() || clustering_.head().texts > 0 || !proposed_.empty() ||
         !over_.empty();
}

void Discover::LineClusters::publish(std::uint32_t group, const std::vector<std::uint64_t>& micros,
                                     Outbox& out) {
  const EmergentScenario& stored = scenario(group);
  if (stored.forgotten) {
    out.send(Topic::scenarios, stored.id, std::nullopt);
    owner_.scenarios_.erase(key_of(group));
    return;
  }
  const std::string json =
      write_emergent(line_, stored, tally_of(stored, micros), central(group, micros), head_.now,
                     owner_.taxonomies_.at(head_.now).version());
  const std::uint64_t hash = XXH3_64bits(json.data(), json.size());
  if (hash == stored.hash) return;
  EmergentScenario& published = *edit(group);
  published.hash = hash;
  ++published.revision;
  out.send(Topic::scenarios, published.id,
           json + ",\"revision\":" + std::to_string(published.revision) + '}');
}

}  // namespace vocmap
