#include "operators/metrics/standardise.h"

#include <cmath>

namespace vocmap {
namespace {

double mean_of(const HandlerScores& scores) {
  return static_cast<double>(scores.sum) / static_cast<double>(scores.answers);
}

// Squared distances of the answers of one handler from their scenario's mean, over scenarios.
struct Spread {
  double squares = 0;
  std::int64_t freedom = 0;
  double weights = 0;  // sum of weight^2 / answers

  void add(const HandlerScores& scores, double weight) {
    const auto answers = static_cast<double>(scores.answers);
    const auto sum = static_cast<double>(scores.sum);
    squares += (static_cast<double>(scores.sum_of_squares) * answers - sum * sum) / answers;
    freedom += scores.answers - 1;
    weights += weight * weight / answers;
  }
  bool known() const { return freedom > 0 && squares > 0; }
  double variance_of_mean() const { return squares / static_cast<double>(freedom) * weights; }
};

}  // namespace

StandardisedGap satisfaction_gap_bot_human(const std::vector<ScenarioScores>& scenarios) {
  StandardisedGap out;
  std::int64_t all = 0;
  double difference = 0;
  Spread bot, human;
  for (const ScenarioScores& scenario : scenarios) {
    const std::int64_t contacts = scenario.bot.contacts + scenario.human.contacts;
    all += contacts;
    if (scenario.bot.answers == 0 || scenario.human.answers == 0) continue;
    const auto weight = static_cast<double>(contacts);
    out.compared_contacts += contacts;
    difference += weight * (mean_of(scenario.bot) - mean_of(scenario.human));
    bot.add(scenario.bot, weight);
    human.add(scenario.human, weight);
  }
  if (all > 0) {
    out.excluded_share =
        static_cast<double>(all - out.compared_contacts) / static_cast<double>(all);
  }
  if (out.compared_contacts == 0) return out;
  const auto compared = static_cast<double>(out.compared_contacts);
  out.gap = difference / compared;
  if (bot.known() && human.known()) {
    const double half =
        1.959963984540054 * std::sqrt(bot.variance_of_mean() + human.variance_of_mean()) / compared;
    out.interval = {*out.gap - half, *out.gap + half};
  }
  return out;
}

}  // namespace vocmap
