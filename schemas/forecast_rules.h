#pragma once

#include <optional>

#include "schemas/time.h"

namespace vocmap {

// What vocmap.yaml says of the agents whom a forecast needs; what it leaves out has a default.
struct ForecastRules {
  std::optional<double> service_level;    // share of contacts that are answered within the wait
  std::optional<Duration> answer_within;  // the wait
  std::optional<double> shrinkage;        // share of paid time in which agents take no contact
  std::optional<Duration> patience;  // mean wait until a customer gives up; by default none does

  static constexpr double kServiceLevel = 0.8;
  static constexpr Duration kAnswerWithin = std::chrono::seconds{20};
  static constexpr double kShrinkage = 0.3;
};

}  // namespace vocmap
