#include <algorithm>

#include "operators/scenario/fixed_point.h"
#include "operators/scenario/leave_one_out.h"
#include "operators/scenario/line_model.h"
#include "operators/scenario/line_scorer.h"

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

class LexicalScorer final : public LineScorer {
 public:
  LexicalScorer(const TaxonomyIndex& index, std::size_t line)
      : LexicalScorer(index.scenarios_of(line), LexicalFit(index, line)) {}

  bool calibrated() const override { return false; }

  void score(const FeatureBag& text, std::span<const std::size_t> fired, Evidence& out) override {
    add_up(text);
    collect(text, fired, out);
  }

  TextVector direction() const override {
    VectorSum sum{};
    for (const Known& feature : features_) add_feature(sum, feature.hash, feature.value);
    return scaled(sum);
  }
  std::uint64_t space() const override { return kProjectedSpace; }

  void contributions(std::size_t winner, std::optional<std::size_t> runner_up,
                     std::vector<std::int64_t>& out) override {
    out.clear();
    for (const Known& feature : features_) {
      std::int64_t weight = 0;
      if (feature.entry != nullptr) {
        for (const auto& posting : model_.postings(*feature.entry)) {
          if (posting.scenario == winner) weight += posting.weight;
          if (posting.scenario == runner_up) weight -= posting.weight;
        }
      }
      out.push_back(mass_ == 0 ? 0 : feature.value * weight * known_ / mass_);
    }
  }

  std::int64_t rule_contribution() const override { return kRuleBonus; }

 private:
  struct Known {
    std::uint64_t hash;
    std::int64_t value;
    const LineModel::Entry* entry;  // null: no scenario knows it
  };

  LexicalScorer(std::span<const std::uint16_t> scenarios, const LexicalFit& fit)
      : scenarios_(scenarios), model_(fit), thresholds_(fit_none_thresholds(fit, model_)) {}

  void add_up(const FeatureBag& text) {
    dots_.assign(model_.scenario_count(), 0);
    features_.clear();
    mass_ = 0;
    std::int64_t known_mass = 0;
    for (const Feature& feature : text.features) {
      const LineModel::Entry* entry = model_.find(feature.hash);
      const std::int64_t value =
          term_value(feature.weight, entry != nullptr ? entry->idf : model_.unknown_idf());
      features_.push_back({feature.hash, value, entry});
      mass_ += value * value;
      if (entry == nullptr) continue;
      known_mass += value * value;
      for (const auto& posting : model_.postings(*entry)) {
        dots_[posting.scenario] += value * posting.weight;
      }
    }
    known_ = static_cast<std::int64_t>(integer_sqrt(static_cast<std::uint64_t>(known_mass)));
  }

  void collect(const FeatureBag& text, std::span<const std::size_t> fired, Evidence& out) const {
    const std::int64_t information =
        text_information(mass_, model_.unknown_idf(), text.courtesy_only, !fired.empty());
    out.none = evidence(information, text.han ? thresholds_.han : thresholds_.other);
    auto rule = fired.begin();
    for (std::size_t s = 0; s < dots_.size(); ++s) {
      std::int64_t similarity = 0;
      // dot / |t| * sqrt(known_mass) / |t| = dot * known / mass
      if (dots_[s] > 0) similarity = std::min(dots_[s] * known_ / mass_, kUnit);
      if (rule != fired.end() && *rule == s) {
        similarity = std::min(similarity + kRuleBonus, kUnit);
        ++rule;
      }
      if (const auto score = evidence(information, similarity); score > 0) {
        out.top.push_back({scenarios_[s], score});
      }
    }
    keep_best(out.top);
  }

  static std::int32_t evidence(std::int64_t information, std::int64_t similarity) {
    return static_cast<std::int32_t>((information * similarity * similarity) >> kEvidenceShift);
  }

  std::span<const std::uint16_t> scenarios_;
  LineModel model_;
  NoneThresholds thresholds_;
  // Of the text scored last, kept for their capacity.
  std::vector<Known> features_;
  std::vector<std::int64_t> dots_;
  std::int64_t mass_ = 0, known_ = 0;
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

std::unique_ptr<LineScorer> make_lexical_line_scorer(const TaxonomyIndex& index, std::size_t line) {
  return std::make_unique<LexicalScorer>(index, line);
}

}  // namespace vocmap
