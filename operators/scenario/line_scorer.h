#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "operators/scenario/features.h"
#include "operators/scenario/fitted_line.h"
#include "operators/scenario/scorer.h"

namespace vocmap {

// Scores texts for one line from their features; how, is its own (lexical_scorer.cpp,
// fitted_scorer.cpp). Scenarios are positions in TaxonomyIndex::scenarios_of(line). Not for sharing
// between threads; allocates nothing per text once its buffers have grown.
class LineScorer {
 public:
  virtual ~LineScorer() = default;

  virtual bool calibrated() const = 0;  // see Evidence

  // Sets the scores of empty evidence. `fired`: scenarios whose rules fire in the text, ascending.
  virtual void score(const FeatureBag& text, std::span<const std::size_t> fired, Evidence& out) = 0;

  // Of the text scored last: where it lies for discovery.
  virtual TextVector direction() const = 0;
  virtual std::uint64_t space() const = 0;  // of these vectors

  // Of the text scored last: how much each of its features speaks for `winner` rather than for
  // `runner_up`, in any unit. A rule that fires speaks `rule_contribution` in the same unit.
  virtual void contributions(std::size_t winner, std::optional<std::size_t> runner_up,
                             std::vector<std::int64_t>& out) = 0;
  virtual std::int64_t rule_contribution() const = 0;
};

// `index` must outlive them; so must `fitted`.
std::unique_ptr<LineScorer> make_lexical_line_scorer(const TaxonomyIndex& index, std::size_t line);
std::unique_ptr<LineScorer> make_fitted_line_scorer(const TaxonomyIndex& index, std::size_t line,
                                                    const FittedLine& fitted);

// How much a text of squared length `mass` says, 1.0 is 1 << kUnitBits: a greeting near 0, a
// sentence near 1; a firing rule says much by itself.
std::int64_t text_information(std::int64_t mass, std::int64_t unknown_idf, bool courtesy_only,
                              bool rule_fires);

// Cuts to the kMaxScenarios greatest scores, sorted by scenario.
void keep_best(std::vector<ScenarioScore>& top);

}  // namespace vocmap
