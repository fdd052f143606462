#include "pipeline/cli/train/calibrate.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "pipeline/cli/train/softmax_regression.h"

namespace vocmap {
namespace {

constexpr float kPriorCases = 8;
// A line knows one example of a scenario more than the fits that hold one out, and so may be surer:
// its temperature is less by this share over its examples per scenario. Chosen as the constants of
// train_line.cpp.
constexpr float kOneExampleMore = 0.25f;

// What is said of a case.
struct Answer {
  std::uint32_t best = 0;  // the likeliest scenario
  float share = 0;         // of it
  float none = 0;
  float right = 0;  // the probability of what is right
};

class Cases {
 public:
  Cases(const std::vector<CalibrationCase>& cases, std::size_t scenarios)
      : cases_(cases),
        scenarios_(static_cast<Eigen::Index>(scenarios)),
        learned_none_(cases[0].logits.cols() > scenarios_) {
    if (!learned_none_) cut_ = cut();
  }

  float threshold(float temperature) const { return cut_ / temperature; }

  // As LineReader answers.
  Answer answer(const CalibrationCase& c, const Calibration& by) const {
    DenseRows row(1, scenarios_ + 1);
    row.leftCols(c.logits.cols()) = c.logits / by.temperature;
    Eigen::Index best = 0;
    const float top = row.row(0).head(scenarios_).maxCoeff(&best);
    if (!learned_none_) {
      row(0, scenarios_) = top + (threshold(by.temperature) - top * c.known_root) * by.none_slope;
    }
    softmax(row);
    Answer out{static_cast<std::uint32_t>(best), row(0, best), row(0, scenarios_)};
    if (learned_none_) {
      out.right = row(0, c.scenario);
    } else if (out.none > out.share) {
      out.right = 1 - out.none;
    } else {
      out.right = out.best == c.scenario ? out.share : 1 - out.share;
    }
    return out;
  }

 private:
  // What kAcceptance of the cases pass; a prior that accepts everything draws it down.
  float cut() const {
    std::vector<float> passes;
    for (const auto& c : cases_) {
      passes.push_back(c.logits.head(scenarios_).maxCoeff() * c.known_root);
    }
    std::sort(passes.begin(), passes.end());
    const auto place =
        static_cast<std::size_t>((1 - kAcceptance) * static_cast<double>(passes.size()));
    const auto count = static_cast<float>(passes.size());
    return count / (count + kPriorCases) * passes[place];
  }

  const std::vector<CalibrationCase>& cases_;
  Eigen::Index scenarios_;
  bool learned_none_;
  float cut_ = 0;
};

// A product as mantissa and exponent: std::log rounds differently with and without fused
// multiply-add, and the temperature hangs on the comparison.
struct Likelihood {
  double mantissa = 1;  // [0.5, 1]
  std::int64_t exponent = 0;

  void times(float probability) {
    int shift = 0;
    mantissa = std::frexp(mantissa * double{std::max(probability, 1e-6f)}, &shift);
    exponent += shift;
  }
  bool operator>(const Likelihood& other) const {
    return exponent != other.exponent ? exponent > other.exponent : mantissa > other.mantissa;
  }
};

}  // namespace

Calibration calibrate(const std::vector<CalibrationCase>& cases, std::size_t scenarios) {
  const Cases all(cases, scenarios);
  Calibration out;
  Likelihood greatest{0.5, std::numeric_limits<std::int64_t>::min()};
  for (float t = 0.3f; t < 4; t *= 1.07f) {
    Calibration tried;
    tried.temperature = t;
    Likelihood likelihood;
    for (const auto& c : cases) likelihood.times(all.answer(c, tried).right);
    if (likelihood > greatest) {
      greatest = likelihood;
      out.temperature = t;
    }
  }
  for (const auto& c : cases) {
    if (c.scenario == scenarios) continue;
    const Answer answer = all.answer(c, out);
    out.answers.push_back({c.scenario, answer.best, answer.share});
  }
  const float per_scenario = static_cast<float>(out.answers.size()) / static_cast<float>(scenarios);
  out.temperature *= 1 - kOneExampleMore / std::max(per_scenario, 1.0f);
  out.none_threshold = all.threshold(out.temperature);
  return out;
}

}  // namespace vocmap
