#include "pipeline/cli/train/held_out.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "operators/metrics/rate.h"

namespace vocmap {
namespace {

std::pair<double, double> interval_of(const Proportion& p) {
  return share_interval(static_cast<std::int64_t>(p.right), static_cast<std::int64_t>(p.all));
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
  return interval_of(*this).first;
}
double Proportion::high() const {
  return interval_of(*this).second;
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

std::vector<HeldOutConfusion> confusions_of(const HeldOutAnswers& answers) {
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::size_t> counts;
  for (const HeldOutAnswer& answer : answers) {
    if (answer.best != answer.scenario) ++counts[{answer.scenario, answer.best}];
  }
  std::vector<HeldOutConfusion> out;
  for (const auto& [pair, examples] : counts) out.push_back({pair.first, pair.second, examples});
  std::stable_sort(out.begin(), out.end(),
                   [](const auto& a, const auto& b) { return a.examples > b.examples; });
  return out;
}

}  // namespace vocmap
