#include "operators/enrich/explain_decision.h"

#include <algorithm>

namespace vocmap {
namespace {

std::int64_t score_of(const Evidence& evidence, std::uint16_t scenario) {
  for (const ScenarioScore& s : evidence.top) {
    if (s.scenario == scenario) return s.score;
  }
  return 0;
}

// The phrase at a position among all phrases of a scenario's rules.
std::string phrase_of(const Scenario& scenario, std::size_t position) {
  for (const ScenarioRule& rule : scenario.rules) {
    if (position < rule.any.size()) return rule.any[position];
    position -= rule.any.size();
  }
  return {};
}

TextPlace within(const TextPlace& text, std::uint32_t begin, std::uint32_t end) {
  return {text.begin + begin, text.begin + end};
}

// What the texts say of the scenario that most speaks from them.
std::vector<DecidedSpan> spans_of(std::span<const PlacedEvidence> texts, const Decision& decision) {
  std::vector<DecidedSpan> spans;
  for (const auto& [evidence, place] : texts) {
    const ScenarioScore* best = evidence->best();
    if (best == nullptr || best->scenario != *decision.scenario) continue;
    for (const EvidenceSpan& span : evidence->spans) {
      std::string rule;
      if (span.rule != 0) {
        rule = phrase_of(decision.taxonomy->scenario(*decision.scenario), span.rule - 1);
      }
      spans.push_back(
          {within(place, span.begin, span.end),
           static_cast<std::int32_t>(span.share * std::int64_t{best->score} / decision.score),
           std::move(rule)});
    }
  }
  return spans;
}

// A scenario may win as everybody's second: then the text that says most for it, as a whole.
DecidedSpan strongest_text(std::span<const PlacedEvidence> texts, const Decision& decision) {
  const PlacedEvidence* strongest = nullptr;
  std::int64_t most = 0;
  for (const PlacedEvidence& text : texts) {
    const std::int64_t score = score_of(*text.evidence, *decision.scenario);
    if (score > most) most = score, strongest = &text;
  }
  return {strongest->place, static_cast<std::int32_t>(1000 * most / decision.score), {}};
}

void keep_strongest(std::vector<DecidedSpan>& spans) {
  std::stable_sort(spans.begin(), spans.end(), [](const DecidedSpan& a, const DecidedSpan& b) {
    if (a.rule.empty() != b.rule.empty()) return b.rule.empty();
    return a.share > b.share;
  });
  if (spans.size() > Evidence::kMaxSpans) spans.resize(Evidence::kMaxSpans);
  std::sort(spans.begin(), spans.end(), [](const DecidedSpan& a, const DecidedSpan& b) {
    return a.place.begin < b.place.begin;
  });
}

// Other matters only beside one that is as clear: texts that speak for the scenario dimly and for
// another clearly are about one matter, perhaps wrongly read.
std::vector<OtherMatter> also_of(std::span<const PlacedEvidence> texts, const Decision& decision) {
  struct Named {
    Matter matter;
    OtherMatter other;
  };
  std::vector<Named> named;
  bool clear = false;
  for (const auto& [evidence, place] : texts) {
    for (const Matter& matter : evidence->matters) {
      if (matter.scenario == *decision.scenario) clear = true;
      if (matter.scenario == *decision.scenario ||
          &decision.taxonomy->line_of(matter.scenario) != decision.line) {
        continue;
      }
      OtherMatter other{matter.scenario, within(place, matter.begin, matter.end), {}};
      if (evidence->calibrated) other.probability = matter.share;
      named.push_back({matter, other});
    }
  }
  if (!clear) return {};
  std::stable_sort(named.begin(), named.end(), [](const Named& a, const Named& b) {
    return a.matter.share != b.matter.share ? a.matter.share > b.matter.share
                                            : a.matter.scenario < b.matter.scenario;
  });
  std::vector<OtherMatter> also;
  for (const auto& [matter, other] : named) {
    const bool listed = std::any_of(also.begin(), also.end(), [&](const OtherMatter& o) {
      return o.scenario == other.scenario;
    });
    if (!listed && also.size() < kMaxAlso) also.push_back(other);
  }
  return also;
}

}  // namespace

void explain_decision(std::span<const PlacedEvidence> texts, Decision& decision) {
  if (!decision.scenario) return;
  decision.also = also_of(texts, decision);
  if (decision.given || decision.corrected || decision.score == 0) return;
  decision.spans = spans_of(texts, decision);
  if (decision.spans.empty()) decision.spans.push_back(strongest_text(texts, decision));
  keep_strongest(decision.spans);
}

}  // namespace vocmap
