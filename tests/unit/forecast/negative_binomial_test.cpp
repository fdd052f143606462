#include "operators/forecast/negative_binomial.h"

#include <gtest/gtest.h>

#include <cmath>

namespace vocmap {
namespace {

// The distribution function from its closed form, by logarithms of the gamma function.
double up_to(std::int64_t count, double mean, double dispersion) {
  const double size = 1 / dispersion;
  double sum = 0;
  for (std::int64_t k = 0; k <= count; ++k) {
    const double x = static_cast<double>(k);
    sum += std::exp(std::lgamma(x + size) - std::lgamma(size) - std::lgamma(x + 1) -
                    size * std::log1p(dispersion * mean) +
                    x * (std::log(dispersion * mean) - std::log1p(dispersion * mean)));
  }
  return sum;
}

TEST(Middle95, ends_where_the_distribution_function_reaches_its_tails) {
  for (const double mean : {0.01, 0.4, 3.0, 50.0, 800.0}) {
    for (const double dispersion : {0.01, 0.3, 1.0, 5.0}) {
      const auto [low, high] = middle_95(mean, dispersion);
      EXPECT_GE(up_to(low, mean, dispersion), 0.025 - 1e-9) << mean << ' ' << dispersion;
      EXPECT_LT(up_to(low - 1, mean, dispersion), 0.025 + 1e-9) << mean << ' ' << dispersion;
      EXPECT_GE(up_to(high, mean, dispersion), 0.975 - 1e-9) << mean << ' ' << dispersion;
      EXPECT_LT(up_to(high - 1, mean, dispersion), 0.975 + 1e-9) << mean << ' ' << dispersion;
    }
  }
}

TEST(Middle95, of_large_counts_is_right_to_a_step) {
  // Mean 1e6 and dispersion 0.01 is nearly normal with a deviation of 100,005, skewness 0.2: by
  // Cornish and Fisher, mean + deviation (z + 0.2 (z^2 - 1) / 6), less 0.003 for z^3.
  const auto [low, high] = middle_95(1e6, 0.01);
  EXPECT_NEAR(static_cast<double>(low), 813'600, 700);
  EXPECT_NEAR(static_cast<double>(high), 1'205'300, 700);
  // A step apart or not: the same distribution just below and just above the change.
  const auto [fine_low, fine_high] = middle_95(19'990, 0.01);
  const auto [coarse_low, coarse_high] = middle_95(20'010, 0.01);
  EXPECT_NEAR(static_cast<double>(coarse_low - fine_low), 20 * 0.81, 8);
  EXPECT_NEAR(static_cast<double>(coarse_high - fine_high), 20 * 1.2, 8);
}

}  // namespace
}  // namespace vocmap
