#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "operators/scenario/text_vector.h"
#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

struct TextModel;

// A scenario (index in TaxonomyIndex) and how much a text speaks for it.
struct ScenarioScore {
  std::uint16_t scenario;
  std::int32_t score;

  friend bool operator==(const ScenarioScore&, const ScenarioScore&) = default;
};

// What one text says about its scenario, in integers that are summed over the texts of a contact;
// one text gives at most kMaxTextScore per entry. The answer is the greatest sum; ties: smallest
// index, `none` only when strictly greater.
struct Evidence {
  static constexpr std::size_t kMaxScenarios = 16;
  static constexpr std::int32_t kMaxTextScore = 1 << 20;

  std::uint32_t taxonomy_version = 0;
  bool calibrated = false;  // shares of a fitted line: a score over the sum is a probability
  std::int32_t none = 0;
  std::vector<ScenarioScore> top;  // sorted by scenario, scores > 0, at most kMaxScenarios
  // Of a text that discovery may cluster (offer_to_discovery), zero of others.
  TextVector vector{};
  std::uint64_t space = 0;      // of the vector; 0 without one
  std::uint64_t text_hash = 0;  // of the folded text
  std::int32_t whole = 0;       // of calibrated evidence: what all its scores, cut ones too, sum to

  // Empty evidence under a taxonomy version; keeps the capacity of `top`.
  void reset(std::uint32_t version, bool is_calibrated) {
    std::vector<ScenarioScore> kept = std::move(top);
    kept.clear();
    *this = {.taxonomy_version = version, .calibrated = is_calibrated, .top = std::move(kept)};
  }

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

// Scores texts against the scenarios of one line. One per thread; the same taxonomy and text give
// the same evidence on every machine. A text that says little (a greeting, an empty text) gives
// little evidence of any kind; a clear text outweighs several unclear ones.
class ScenarioScorer {
 public:
  virtual ~ScenarioScorer() = default;

  // Replaces `out`. `line_position` is a position in taxonomy.lines; `text` may be any bytes.
  virtual void score(std::size_t line_position, std::string_view text, Evidence& out) = 0;
};

// The lexical matcher: n-gram TF-IDF centroids of the scenarios. `index` must outlive the scorer.
std::unique_ptr<ScenarioScorer> make_lexical_scorer(const TaxonomyIndex& index);

// The model for the lines that it was fitted to, the lexical matcher for the others and for all
// without a model. Both must outlive the scorer.
std::unique_ptr<ScenarioScorer> make_scorer(const TaxonomyIndex& index, const TextModel* model);

// For scorers. How much a text of squared length `mass` says, 1.0 is 1 << kUnitBits: a greeting
// near 0, a sentence near 1; a firing rule says much by itself.
std::int64_t text_information(std::int64_t mass, std::int64_t unknown_idf, bool courtesy_only,
                              bool rule_fires);
// Cuts to the kMaxScenarios greatest scores, sorted by scenario.
void keep_best(std::vector<ScenarioScore>& top);
// Sets the vector, its space and the hash of a scored text for which `none` is a serious candidate:
// at least half of the best score. Not of one whose `direction`, asked only then, is zero.
void offer_to_discovery(Evidence& evidence, std::u32string_view folded, std::uint64_t space,
                        const std::function<TextVector()>& direction);

}  // namespace vocmap
