#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "operators/scenario/text_vector.h"
#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

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
  std::int32_t none = 0;
  std::vector<ScenarioScore> top;  // sorted by scenario, scores > 0, at most kMaxScenarios
  // For discovery, of a text for which `none` is a serious candidate: at least half of the best
  // score. Zero otherwise.
  TextVector vector{};
  std::uint64_t text_hash = 0;  // of the folded text

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

}  // namespace vocmap
