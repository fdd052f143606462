#include "pipeline/cli/train/history_shares.h"

#include <algorithm>

namespace vocmap {

HistoryShares share_history(ScenarioScorer& scorer, std::size_t line_position,
                            std::span<const std::uint16_t> scenarios,
                            const std::vector<HistoryText>& history, int wanted_precision) {
  HistoryShares shares;
  shares.scenarios.assign(scenarios.size(), 0);
  double all = 0;
  for (const HistoryText& text : history) all += static_cast<double>(text.times);
  Evidence evidence;
  for (const HistoryText& text : history) {
    scorer.score(line_position, text.text, evidence);
    const double weight = static_cast<double>(text.times) / all;
    const auto best = std::max_element(evidence.top.begin(), evidence.top.end(),
                                       [](auto& a, auto& b) { return a.score < b.score; });
    if (best == evidence.top.end() || evidence.none > best->score) {
      shares.none += weight;
      continue;
    }
    const auto place = std::find(scenarios.begin(), scenarios.end(), best->scenario);
    shares.scenarios[static_cast<std::size_t>(place - scenarios.begin())] += weight;
    const bool sure =
        100 * std::int64_t{best->score} >= std::int64_t{wanted_precision} * evidence.whole;
    (sure ? shares.assigned : shares.probable) += weight;
  }
  return shares;
}

}  // namespace vocmap
