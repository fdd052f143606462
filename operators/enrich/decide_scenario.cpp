#include <algorithm>
#include <map>
#include <utility>

#include "operators/enrich/explain_decision.h"
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
  std::vector<PlacedEvidence> texts;

  void add(const Evidence& evidence, TextPlace place) {
    none += evidence.none;
    whole += evidence.whole;
    calibrated = calibrated && evidence.calibrated;
    for (const ScenarioScore& s : evidence.top) {
      by_scenario[s.scenario] += s.score;
    }
    texts.push_back({&evidence, place});
    if (is_zero(evidence.vector)) return;
    if (std::exchange(space, evidence.space) != evidence.space) {  // another model has read it
      vector = {};
      text_hash = 0;
    }
    for (std::size_t i = 0; i < kVectorSize; ++i) vector[i] += evidence.vector[i];
    text_hash += evidence.text_hash;
  }
};

Sums sum_evidence(const ContactState& state, const ContactView& view, std::uint64_t taxonomy_hash) {
  Sums sums;
  visit_texts(state, view.opened_at + kContactSpan, taxonomy_hash,
              [&](const ContactRecord& record, const TextEvidence& text) {
                sums.add(text.evidence, text.turn_seq
                                            ? view.turn_places.at(*text.turn_seq)
                                            : view.text_places.at(words_of(record.event)));
              });
  return sums;
}

std::optional<std::uint16_t> scenario_of_line(const std::string& id, const Decision& decision) {
  const auto scenario = decision.taxonomy->scenario_index(id);
  const bool of_line = scenario && &decision.taxonomy->line_of(*scenario) == decision.line;
  return of_line ? scenario : std::nullopt;
}

// What texts speak for, unless a trusted source or a person says otherwise.
void choose(const ContactView& view, const Correction* correction, Decision& decision) {
  decision.scenario = decision.by_text;
  if (decision.line->trust_given_scenario && view.given_scenario) {
    if (const auto given = scenario_of_line(*view.given_scenario, decision)) {
      decision.scenario = given;
      decision.given = true;
    }
  }
  if (!correction) return;
  const auto right = scenario_of_line(correction->scenario_id, decision);
  if (!right && correction->scenario_id != kNone) return;
  decision.scenario = right;
  decision.corrected = true;
}

void decide(const Sums& sums, const ContactView& view, const Correction* correction,
            Decision& decision) {
  std::vector<std::pair<std::uint16_t, std::int64_t>> ranked;
  for (const auto& [scenario, score] : sums.by_scenario) {
    if (&decision.taxonomy->line_of(scenario) == decision.line) {
      ranked.emplace_back(scenario, score);
    }
  }
  std::stable_sort(ranked.begin(), ranked.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  decision.none_score = sums.none;
  decision.vector = scaled(sums.vector);
  decision.space = sums.space;
  decision.text_hash = sums.text_hash;
  if (sums.calibrated) decision.whole = sums.whole;
  if (!ranked.empty() && sums.none <= ranked[0].second) decision.by_text = ranked[0].first;
  choose(view, correction, decision);
  for (const auto& [scenario, score] : ranked) {
    if (scenario == decision.scenario) {
      decision.score = score;
    } else if (decision.alternatives.size() < 3) {
      decision.alternatives.emplace_back(scenario, score);
    }
  }
  if (!decision.given && !decision.corrected && decision.whole > 0) {
    const std::int64_t chosen = decision.scenario ? decision.score : sums.none;
    decision.probability = static_cast<std::int32_t>(1000 * chosen / decision.whole);
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

}  // namespace

Decision decide_scenario(const ContactState& state, const ContactView& view,
                         const Correction* correction, const TaxonomyHistory& taxonomies) {
  Decision decision;
  decision.taxonomy = &version_of(state.records.front(), taxonomies, decision.unread_hash);
  decision.line = decision.taxonomy->line(view.line);
  if (!decision.line) return decision;
  const Sums sums = sum_evidence(state, view, decision.taxonomy->taxonomy().hash);
  decide(sums, view, correction, decision);
  explain_decision(sums.texts, decision);
  return decision;
}

std::string_view line_id(const Decision& decision) {
  return decision.line ? std::string_view{decision.line->id} : kUnknownLine;
}

std::string_view stage_id(const Decision& decision) {
  return decision.scenario ? std::string_view{decision.taxonomy->stage_of(*decision.scenario).id}
                           : kNone;
}

std::string_view scenario_id(const Decision& decision) {
  return decision.scenario ? std::string_view{decision.taxonomy->scenario(*decision.scenario).id}
                           : kNone;
}

}  // namespace vocmap
