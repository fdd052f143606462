#include <algorithm>
#include <map>
#include <utility>

#include "operators/enrich/fold_contact.h"

namespace vocmap {
namespace {

struct Sums {
  std::int64_t none = 0;
  std::int64_t whole = 0;
  bool calibrated = true;
  std::map<std::uint16_t, std::int64_t> by_scenario;
  VectorSum vector{};
  std::uint64_t space = 0;
  std::uint64_t text_hash = 0;  // in any order of the texts

  void add(const Evidence& evidence) {
    none += evidence.none;
    whole += evidence.whole;
    calibrated = calibrated && evidence.calibrated;
    for (const ScenarioScore& s : evidence.top) {
      by_scenario[s.scenario] += s.score;
    }
    if (is_zero(evidence.vector)) return;
    if (std::exchange(space, evidence.space) != evidence.space) {  // another model has read it
      vector = {};
      text_hash = 0;
    }
    for (std::size_t i = 0; i < kVectorSize; ++i) vector[i] += evidence.vector[i];
    text_hash += evidence.text_hash;
  }
};

Sums sum_evidence(const ContactState& state, EventTime opened_at, std::uint64_t taxonomy_hash) {
  Sums sums;
  std::set<std::pair<std::string, std::string>> texts;
  std::set<std::int64_t> seen;
  const EventTime limit = opened_at + kContactSpan;
  for (const ContactRecord& record : state.records) {
    if (record.event.occurred_at > limit) continue;
    std::set<std::int64_t> fresh;  // a repeated seq counts in its first record only
    for (const Turn& turn : record.event.turns) {
      if (seen.insert(turn.seq).second) fresh.insert(turn.seq);
    }
    for (const TextEvidence& text : record.evidence) {
      if (text.at > limit || text.taxonomy_hash != taxonomy_hash) continue;
      const bool is_new =
          text.turn_seq
              ? fresh.erase(*text.turn_seq) > 0
              : texts.emplace(record.event.subject.value_or(""), record.event.text.value_or(""))
                    .second;
      if (!is_new) continue;
      sums.add(text.evidence);
    }
  }
  return sums;
}

void pick_best(const Sums& sums, const Line& line, Decision& decision) {
  std::vector<std::pair<std::uint16_t, std::int64_t>> ranked;
  for (const auto& [scenario, score] : sums.by_scenario) {
    if (&decision.taxonomy->line_of(scenario) == &line) ranked.emplace_back(scenario, score);
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  decision.none_score = sums.none;
  decision.vector = scaled(sums.vector);
  decision.space = sums.space;
  decision.text_hash = sums.text_hash;
  std::size_t next = 0;
  if (!ranked.empty() && sums.none <= ranked[0].second) {
    decision.scenario = ranked[0].first;
    decision.score = ranked[0].second;
    next = 1;
  }
  if (sums.calibrated && sums.whole > 0) {
    const std::int64_t chosen = decision.scenario ? decision.score : sums.none;
    decision.probability = static_cast<std::int32_t>(1000 * chosen / sums.whole);
  }
  for (; next < ranked.size() && decision.alternatives.size() < 3; ++next) {
    decision.alternatives.push_back(ranked[next]);
  }
}

// That under which the first record was scored, so a version that is added later leaves the contact
// with the one that its evidence names; without evidence the one in force.
const TaxonomyIndex& version_of(const ContactRecord& first, const TaxonomyHistory& taxonomies,
                                std::uint64_t& unread_hash) {
  if (!first.evidence.empty()) {
    const std::uint64_t hash = first.evidence.front().taxonomy_hash;
    const TaxonomyIndex* scored = taxonomies.version_of_hash(hash);
    if (scored) return *scored;
    unread_hash = hash;
  }
  return taxonomies.at(first.event.opened_at.value_or(first.event.occurred_at));
}

void take_given(const std::string& scenario_id, Decision& decision) {
  const auto given = decision.taxonomy->scenario_index(scenario_id);
  if (!given || &decision.taxonomy->line_of(*given) != decision.line) return;
  decision.scenario = given;
  decision.given = true;
}

void take_correction(const std::string& scenario_id, Decision& decision) {
  if (scenario_id == kNone) {
    decision.scenario.reset();
  } else {
    const auto right = decision.taxonomy->scenario_index(scenario_id);
    if (!right || &decision.taxonomy->line_of(*right) != decision.line) return;
    decision.scenario = right;
  }
  decision.corrected = true;
}

}  // namespace

Decision decide_scenario(const ContactState& state, const ContactView& view,
                         const Correction* correction, const TaxonomyHistory& taxonomies) {
  Decision decision;
  decision.taxonomy = &version_of(state.records.front(), taxonomies, decision.unread_hash);
  decision.line = decision.taxonomy->line(view.line);
  if (!decision.line) return decision;
  pick_best(sum_evidence(state, view.opened_at, decision.taxonomy->taxonomy().hash), *decision.line,
            decision);
  decision.by_text = decision.scenario;
  if (decision.line->trust_given_scenario && view.given_scenario) {
    take_given(*view.given_scenario, decision);
  }
  if (correction) take_correction(correction->scenario_id, decision);
  if (decision.given || decision.corrected) decision.probability.reset();
  return decision;
}

}  // namespace vocmap
