#include <xxhash.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "operators/scenario/features.h"
#include "operators/scenario/fixed_point.h"
#include "operators/scenario/fold.h"
#include "operators/scenario/leave_one_out.h"
#include "operators/scenario/line_model.h"
#include "operators/scenario/rule_matcher.h"
#include "operators/scenario/scorer.h"
#include "pipeline/core/check.h"

// The evidence of a text t for a scenario with centroid c, all in fixed point:
//
//   similarity  = cos(t, c) * sqrt(known share of |t|^2) + bonus of a firing rule
//   information = |t|^2 / (|t|^2 + 2 idf_max^2)           (a greeting: near 0, a sentence: near 1)
//   evidence    = information * similarity^2
//   none        = information * threshold^2                (fit_none_thresholds)
//
// Unseen features are part of t, never renormalised away. The square makes one clear text outweigh
// several unclear ones when the evidence of a contact is summed; for one text it changes nothing.

namespace vocmap {
namespace {

constexpr std::int64_t kUnit = std::int64_t{1} << kUnitBits;
constexpr std::int64_t kRuleBonus = kUnit * 40 / 100;
constexpr std::int64_t kRuleInformation = kUnit * 3 / 4;  // at least this much when a rule fires
constexpr std::int64_t kCourtesyDivisor = 8;
constexpr int kEvidenceShift = 3 * kUnitBits - 20;  // three unit factors to kMaxTextScore = 2^20

class LexicalScorer final : public ScenarioScorer {
 public:
  explicit LexicalScorer(const TaxonomyIndex& index) : index_(index) {
    for (std::size_t line = 0; line < index.taxonomy().lines.size(); ++line) {
      const LexicalFit fit(index, line);
      LineModel model(fit);
      const NoneThresholds thresholds = fit_none_thresholds(fit, model);
      lines_.push_back({std::move(model), RuleMatcher(index, line), thresholds});
    }
  }

  void score(std::size_t line_position, std::string_view text, Evidence& out) override {
    CHECK(line_position < lines_.size(), "the line position belongs to this taxonomy version");
    const Line& line = lines_[line_position];
    out.reset(index_.version(), false);
    fold_text(text, folded_);
    extract_features(folded_, bag_);
    line.rules.match(folded_, fired_);
    if (bag_.features.empty() && fired_.empty()) return;
    add_up(line.model);
    collect(line, index_.scenarios_of(line_position), out);
    offer_to_discovery(out, folded_, kProjectedSpace, [&] { return direction(line.model); });
  }

 private:
  struct Line {
    LineModel model;
    RuleMatcher rules;
    NoneThresholds thresholds;
  };

  void add_up(const LineModel& model) {
    dots_.assign(model.scenario_count(), 0);
    mass_ = known_mass_ = 0;
    for (const Feature& feature : bag_.features) {
      const LineModel::Entry* entry = model.find(feature.hash);
      const std::int64_t value =
          term_value(feature.weight, entry != nullptr ? entry->idf : model.unknown_idf());
      mass_ += value * value;
      if (entry == nullptr) continue;
      known_mass_ += value * value;
      for (const auto& posting : model.postings(*entry)) {
        dots_[posting.scenario] += value * posting.weight;
      }
    }
  }

  void collect(const Line& line, std::span<const std::uint16_t> scenarios, Evidence& out) {
    const std::int64_t information =
        text_information(mass_, line.model.unknown_idf(), bag_.courtesy_only, !fired_.empty());
    out.none = evidence(information, bag_.han ? line.thresholds.han : line.thresholds.other);
    // dot / |t| * sqrt(known_mass) / |t| = dot * known / mass
    const auto known =
        static_cast<std::int64_t>(integer_sqrt(static_cast<std::uint64_t>(known_mass_)));
    auto rule = fired_.begin();
    for (std::size_t s = 0; s < dots_.size(); ++s) {
      std::int64_t similarity = 0;
      if (dots_[s] > 0) similarity = std::min(dots_[s] * known / mass_, kUnit);
      if (rule != fired_.end() && *rule == s) {
        similarity = std::min(similarity + kRuleBonus, kUnit);
        ++rule;
      }
      if (const auto score = evidence(information, similarity); score > 0) {
        out.top.push_back({scenarios[s], score});
      }
    }
    keep_best(out.top);
  }

  TextVector direction(const LineModel& model) const {
    VectorSum sum{};
    for (const Feature& feature : bag_.features) {
      const LineModel::Entry* entry = model.find(feature.hash);
      add_feature(sum, feature.hash,
                  term_value(feature.weight, entry != nullptr ? entry->idf : model.unknown_idf()));
    }
    return scaled(sum);
  }

  static std::int32_t evidence(std::int64_t information, std::int64_t similarity) {
    return static_cast<std::int32_t>((information * similarity * similarity) >> kEvidenceShift);
  }

  const TaxonomyIndex& index_;
  std::vector<Line> lines_;
  // Scratch of one text, kept for its capacity.
  std::u32string folded_;
  FeatureBag bag_;
  std::vector<std::size_t> fired_;
  std::vector<std::int64_t> dots_;
  std::int64_t mass_ = 0, known_mass_ = 0;
};

}  // namespace

std::int64_t text_information(std::int64_t mass, std::int64_t unknown_idf, bool courtesy_only,
                              bool rule_fires) {
  const std::int64_t half = 2 * unknown_idf * unknown_idf;
  std::int64_t information = mass == 0 ? 0 : (mass << kUnitBits) / (mass + half);
  if (courtesy_only) information /= kCourtesyDivisor;
  return rule_fires ? std::max(information, kRuleInformation) : information;
}

void keep_best(std::vector<ScenarioScore>& top) {
  if (top.size() <= Evidence::kMaxScenarios) return;
  std::nth_element(top.begin(), top.begin() + Evidence::kMaxScenarios, top.end(),
                   [](const ScenarioScore& a, const ScenarioScore& b) {
                     return a.score != b.score ? a.score > b.score : a.scenario < b.scenario;
                   });
  top.resize(Evidence::kMaxScenarios);
  std::sort(top.begin(), top.end(),
            [](const ScenarioScore& a, const ScenarioScore& b) { return a.scenario < b.scenario; });
}

void offer_to_discovery(Evidence& evidence, std::u32string_view folded, std::uint64_t space,
                        const std::function<TextVector()>& direction) {
  const bool is_serious = std::all_of(
      evidence.top.begin(), evidence.top.end(),
      [&](const ScenarioScore& s) { return 2 * std::int64_t{evidence.none} >= s.score; });
  if (!is_serious) return;
  evidence.vector = direction();
  if (is_zero(evidence.vector)) return;
  evidence.space = space;
  evidence.text_hash = XXH3_64bits(folded.data(), folded.size() * sizeof(char32_t));
}

std::unique_ptr<ScenarioScorer> make_lexical_scorer(const TaxonomyIndex& index) {
  return std::make_unique<LexicalScorer>(index);
}

}  // namespace vocmap
