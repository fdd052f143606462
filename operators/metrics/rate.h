#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

namespace vocmap {

inline constexpr double kPer = 10'000;  // service rates are per 10,000 transactions

// 95 % score interval for a Poisson mean y over exposure X, per 10k:
// (y + z^2/2 -+ z sqrt(y + z^2/4)) / X, z = 1.959963984540054.
inline std::pair<double, double> rate_interval(std::int64_t y, double exposure) {
  constexpr double z = 1.959963984540054;
  const double centre = static_cast<double>(y) + z * z / 2;
  const double half = z * std::sqrt(static_cast<double>(y) + z * z / 4);
  return {(centre - half) / exposure * kPer, (centre + half) / exposure * kPer};
}

// 95 % score interval (Wilson) of a share k / n; of nothing it is [0, 1].
inline std::pair<double, double> share_interval(std::int64_t k, std::int64_t n) {
  if (n == 0) return {0, 1};
  constexpr double z2 = 1.959963984540054 * 1.959963984540054;
  const auto of = static_cast<double>(n);
  const double share = static_cast<double>(k) / of;
  const double centre = (share + z2 / (2 * of)) / (1 + z2 / of);
  const double half =
      std::sqrt(z2 * (share * (1 - share) / of + z2 / (4 * of * of))) / (1 + z2 / of);
  return {k == 0 ? 0 : std::max(0.0, centre - half), k == n ? 1 : std::min(1.0, centre + half)};
}

inline double rate_per_10k(std::int64_t y, double exposure) {
  return static_cast<double>(y) / exposure * kPer;
}

}  // namespace vocmap
