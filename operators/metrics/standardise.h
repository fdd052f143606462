#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace vocmap {

// What customers answered after contacts of one scenario with one handler.
struct HandlerScores {
  std::int64_t contacts = 0;                              // with and without an answer
  std::int64_t answers = 0, sum = 0, sum_of_squares = 0;  // of the scores
};

struct ScenarioScores {
  HandlerScores bot, human;
};

// How much more satisfied customers of the bot are than those of people, had both the same mix of
// scenarios: the mean over scenarios of (mean of the bot - mean of people), each scenario weighing
// as many contacts as both had together (direct standardisation).
struct StandardisedGap {
  std::optional<double> gap;  // empty when no scenario has answers to both
  // 95 %, normal; the spread of a handler's scores is taken to be the same in all scenarios. Empty
  // when the answers to a handler never differ within a scenario, which says nothing of the spread.
  std::optional<std::pair<double, double>> interval;
  std::int64_t compared_contacts = 0;
  // Contacts of scenarios that have no answers to one of the two, as a share of all; 0 of nothing.
  double excluded_share = 0;
};

StandardisedGap satisfaction_gap_bot_human(const std::vector<ScenarioScores>& scenarios);

}  // namespace vocmap
