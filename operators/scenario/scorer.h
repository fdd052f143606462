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

// Words of a text, [begin, end) in its code points, that speak for its best scenario.
struct EvidenceSpan {
  std::uint32_t begin = 0, end = 0;
  std::int32_t share = 0;  // of all that speaks for the scenario in the text, in 1/1000
  std::uint32_t rule = 0;  // 1 + position among the phrases of the scenario's rules; 0: no rule

  template <class Codec>
  void codec(Codec& c) {
    c(begin, end, share, rule);
  }
  friend bool operator==(const EvidenceSpan&, const EvidenceSpan&) = default;
};

// A segment of a text, [begin, end) in its code points, that by itself clearly names a scenario.
struct Matter {
  std::uint16_t scenario = 0;
  std::uint32_t begin = 0, end = 0;
  std::int32_t share = 0;  // of the segment's evidence, in 1/1000

  template <class Codec>
  void codec(Codec& c) {
    c(scenario, begin, end, share);
  }
  friend bool operator==(const Matter&, const Matter&) = default;
};

// What one text says about its scenario, in integers that are summed over the texts of a contact;
// one text gives at most kMaxTextScore per entry. The answer is the greatest sum; ties: smallest
// index, `none` only when strictly greater.
struct Evidence {
  static constexpr std::size_t kMaxScenarios = 16;
  static constexpr std::int32_t kMaxTextScore = 1 << 20;
  static constexpr std::size_t kMaxSpans = 3;
  static constexpr std::size_t kMaxMatters = 4;

  std::uint32_t taxonomy_version = 0;
  bool calibrated = false;  // shares of a fitted line: a score over the sum is a probability
  std::int32_t none = 0;
  std::vector<ScenarioScore> top;  // sorted by scenario, scores > 0, at most kMaxScenarios
  // Of a text that discovery may cluster (offer_to_discovery), zero of others.
  TextVector vector{};
  std::uint64_t space = 0;      // of the vector; 0 without one
  std::uint64_t text_hash = 0;  // of the folded text
  std::int32_t whole = 0;       // of calibrated evidence: what all its scores, cut ones too, sum to
  std::vector<EvidenceSpan> spans = {};  // at most kMaxSpans, in the order of the text
  std::vector<Matter> matters = {};  // at most kMaxMatters, each scenario once, in that order, too

  // Empty evidence under a taxonomy version; keeps the capacity of its lists.
  void reset(std::uint32_t version, bool is_calibrated) {
    top.clear();
    spans.clear();
    matters.clear();
    *this = {.taxonomy_version = version,
             .calibrated = is_calibrated,
             .top = std::move(top),
             .spans = std::move(spans),
             .matters = std::move(matters)};
  }

  // Greatest score, ties: smallest index. Null without scores.
  const ScenarioScore* best() const;

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

// Sets the vector, its space and the hash of a scored text for which `none` is a serious candidate:
// at least half of the best score. Not of one whose `direction`, asked only then, is zero.
void offer_to_discovery(Evidence& evidence, std::u32string_view folded, std::uint64_t space,
                        const std::function<TextVector()>& direction);

}  // namespace vocmap
