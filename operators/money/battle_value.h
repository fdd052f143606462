#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace vocmap {

// A scenario over the trailing 28 final days, with the prices of one journey in minor units. A
// price that is not known counts as nothing, and is published as unknown.
struct FightInput {
  std::string scenario;
  std::int64_t journeys = 0;
  double exposure = 0;  // REQUIRES: above 0
  // Configured, or, if `target_assumed`, the scenario's best 4-week rate of the past year; these 28
  // days are one of them.
  double target_per_10k = 0;
  bool target_assumed = false;
  std::optional<double> cost_per_journey;
  std::optional<double> revenue_per_journey;  // at risk; may be negative
  std::optional<double> minutes_per_journey;  // that the customer lost
  std::int64_t value_of_time = 0;             // of one minute
};

// What a fight is worth, with every part of it.
struct BattleValue {
  FightInput of;
  double rate_per_10k = 0;                 // journeys / exposure
  double avoidable = 0;                    // journeys that the target would have avoided
  std::optional<double> time_per_journey;  // minutes x value of a minute
  double value_per_journey = 0;            // cost + revenue + time
  double value = 0;                        // avoidable x value_per_journey
  double confidence = 0;      // that the rate is above the target; 0.5 when that is assumed
  double expected_value = 0;  // value x confidence; by it fights are ranked
};

// Phi((ln rate - ln target) sqrt(journeys)). Without journeys it is 0.5, its limit; above a
// target of 0, whose logarithm is minus infinity, it is 1.
double confidence_above(double rate, double target, std::int64_t journeys);

BattleValue battle_value(FightInput of);

// Greatest expected value first. Of equals, as are all where nothing has a price, the one with more
// avoidable journeys x confidence; then the smallest scenario id.
void rank(std::vector<BattleValue>& fights);

}  // namespace vocmap
