#include "operators/forecast/negative_binomial.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr double kFineDeviation = 1000;
constexpr double kNegligible = 1e-15;  // of the most probable count
constexpr double kTail = 0.025;

}  // namespace

std::pair<std::int64_t, std::int64_t> middle_95(double mean, double dispersion) {
  CHECK(mean > 0 && dispersion >= 0.01, "a forecast is above 0, and counts are overdispersed");
  const double deviation = std::sqrt(mean + dispersion * mean * mean);
  const double step = std::max(1.0, std::floor(deviation / kFineDeviation));
  // In steps: mean m and variance (mean + a mean^2) / step^2 = m + b m^2.
  const double m = mean / step;
  const double b = dispersion - (step - 1) / mean;
  // p(k + 1) / p(k) = (1 + b k) / (k + 1) * m / (1 + b m), outward from the mode.
  const double growth = m / (1 + b * m);
  const auto ratio = [&](double k) { return (1 + b * k) / (k + 1) * growth; };
  const double mode = std::max(0.0, std::floor((1 - b) * m));
  std::vector<double> below, above{1};
  for (double k = mode; k > 0 && (below.empty() || below.back() > kNegligible); --k) {
    below.push_back((below.empty() ? 1 : below.back()) / ratio(k - 1));
  }
  for (double k = mode; above.back() > kNegligible; ++k) above.push_back(above.back() * ratio(k));

  std::reverse(below.begin(), below.end());
  const double first = mode - static_cast<double>(below.size());
  below.insert(below.end(), above.begin(), above.end());
  double all = 0;
  for (const double weight : below) all += weight;
  const auto quantile = [&](double share) {
    double sum = 0;
    std::size_t i = 0;
    while (i + 1 < below.size() && (sum += below[i]) < share * all) ++i;
    return static_cast<std::int64_t>((first + static_cast<double>(i)) * step);
  };
  return {quantile(kTail), quantile(1 - kTail)};
}

}  // namespace vocmap
