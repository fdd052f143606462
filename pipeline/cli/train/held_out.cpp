#include "pipeline/cli/train/held_out.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace vocmap {
namespace {

constexpr double kZ = 1.959964;  // of 95 %

// Wilson's score interval; `side` is -1 or 1.
double wilson(const Proportion& p, int side) {
  if (p.all == 0) return side < 0 ? 0 : 1;
  const auto n = static_cast<double>(p.all);
  const double share = p.share();
  const double half = kZ * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  return std::clamp((share + kZ * kZ / (2 * n) + side * half) / (1 + kZ * kZ / n), 0.0, 1.0);
}

void count(const HeldOutAnswer& answer, Proportion& proportion) {
  ++proportion.all;
  proportion.right += answer.best == answer.scenario ? 1 : 0;
}

}  // namespace

double Proportion::share() const {
  return all == 0 ? 0 : static_cast<double>(right) / static_cast<double>(all);
}
double Proportion::low() const {
  return wilson(*this, -1);
}
double Proportion::high() const {
  return wilson(*this, 1);
}

Proportion accuracy_of(const HeldOutAnswers& answers) {
  Proportion out;
  for (const HeldOutAnswer& answer : answers) count(answer, out);
  return out;
}

std::array<ReliabilityBin, 10> reliability_of(const HeldOutAnswers& answers) {
  std::array<ReliabilityBin, 10> bins;
  for (const HeldOutAnswer& answer : answers) {
    ReliabilityBin& bin =
        bins[std::min<std::size_t>(9, static_cast<std::size_t>(answer.probability * 10))];
    bin.predicted += answer.probability;
    count(answer, bin.observed);
  }
  for (ReliabilityBin& bin : bins) {
    if (bin.observed.all > 0) bin.predicted /= static_cast<double>(bin.observed.all);
  }
  return bins;
}

double calibration_error_of(const HeldOutAnswers& answers) {
  double error = 0;
  for (const ReliabilityBin& bin : reliability_of(answers)) {
    error += static_cast<double>(bin.observed.all) * std::abs(bin.predicted - bin.observed.share());
  }
  return answers.empty() ? 0 : error / static_cast<double>(answers.size());
}

std::vector<Proportion> accuracy_by_scenario(const HeldOutAnswers& answers, std::size_t scenarios) {
  std::vector<Proportion> out(scenarios);
  for (const HeldOutAnswer& answer : answers) count(answer, out[answer.scenario]);
  return out;
}

std::vector<Confusion> confusions_of(const HeldOutAnswers& answers) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> counts;
  for (const HeldOutAnswer& answer : answers) {
    if (answer.best != answer.scenario) ++counts[{answer.scenario, answer.best}];
  }
  std::vector<Confusion> out;
  for (const auto& [pair, examples] : counts) out.push_back({pair.first, pair.second, examples});
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.examples > b.examples; });
  return out;
}

}  // namespace vocmap
