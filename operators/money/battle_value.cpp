#include "operators/money/battle_value.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <tuple>
#include <utility>

#include "operators/metrics/rate.h"
#include "pipeline/core/check.h"

namespace vocmap {

double confidence_above(double rate, double target, std::int64_t journeys) {
  if (journeys == 0) return .5;
  const double z = (std::log(rate) - std::log(target)) * std::sqrt(static_cast<double>(journeys));
  return std::erfc(-z / std::numbers::sqrt2) / 2;
}

BattleValue battle_value(FightInput of) {
  CHECK(of.exposure > 0, "a fight without exposure has no rate");
  BattleValue out;
  out.of = std::move(of);
  const FightInput& in = out.of;
  out.rate_per_10k = rate_per_10k(in.journeys, in.exposure);
  out.avoidable =
      std::max(0.0, static_cast<double>(in.journeys) - in.target_per_10k / kPer * in.exposure);
  if (in.minutes_per_journey) {
    out.time_per_journey = *in.minutes_per_journey * static_cast<double>(in.value_of_time);
  }
  out.value_per_journey = in.cost_per_journey.value_or(0) + in.revenue_per_journey.value_or(0) +
                          out.time_per_journey.value_or(0);
  out.value = out.avoidable * out.value_per_journey;
  out.confidence =
      in.target_assumed ? .5 : confidence_above(out.rate_per_10k, in.target_per_10k, in.journeys);
  out.expected_value = out.value * out.confidence;
  return out;
}

void rank(std::vector<BattleValue>& fights) {
  const auto order = [](const BattleValue& f) {
    return std::tuple{-f.expected_value, -f.avoidable * f.confidence,
                      std::string_view{f.of.scenario}};
  };
  std::sort(fights.begin(), fights.end(),
            [&](const BattleValue& a, const BattleValue& b) { return order(a) < order(b); });
}

}  // namespace vocmap
