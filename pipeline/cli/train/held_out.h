#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace vocmap {

// What a fit says of an example that it did not know. Scenarios are positions in the line.
struct HeldOutAnswer {
  std::uint32_t scenario;  // the true one
  std::uint32_t best;      // the likeliest
  float probability;       // of the likeliest
};
using HeldOutAnswers = std::vector<HeldOutAnswer>;

// A share with its 95 % interval (Wilson's).
struct Proportion {
  std::size_t right = 0, all = 0;

  double share() const;
  double low() const;
  double high() const;
};

// A tenth of the probabilities: what was said, and what came true.
struct ReliabilityBin {
  double predicted = 0;  // mean probability
  Proportion observed;
};

// Examples of `scenario` that were taken for `said`.
struct HeldOutConfusion {
  std::uint32_t scenario, said;
  std::size_t examples;
};

Proportion accuracy_of(const HeldOutAnswers& answers);
std::array<ReliabilityBin, 10> reliability_of(const HeldOutAnswers& answers);
// Expected calibration error: the mean gap of the bins, weighted by their answers.
double calibration_error_of(const HeldOutAnswers& answers);
std::vector<Proportion> accuracy_by_scenario(const HeldOutAnswers& answers, std::size_t scenarios);
std::vector<HeldOutConfusion> confusions_of(
    const HeldOutAnswers& answers);  // the most frequent first

}  // namespace vocmap
