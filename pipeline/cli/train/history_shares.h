#pragma once

#include <vector>

#include "operators/scenario/scorer.h"
#include "pipeline/cli/train/train_line.h"

namespace vocmap {

// What a model makes of the history that it was trained on, text by text as INTAKE scores them: the
// shares to expect in the stream, in [0, 1].
struct HistoryShares {
  double assigned = 0, probable = 0, none = 0;
  std::vector<double> scenarios;  // sum to assigned + probable
};

// `scenarios`: those of the line, as positions in the taxonomy. `wanted_precision` in percent.
HistoryShares share_history(ScenarioScorer& scorer, std::size_t line_position,
                            std::span<const std::uint16_t> scenarios,
                            const std::vector<HistoryText>& history, int wanted_precision);

}  // namespace vocmap
