#pragma once

#include <cmath>
#include <cstdint>
#include <utility>

namespace vocmap {

inline constexpr double kPer = 10'000;  // service rates are per 10,000 transactions

// 95 % score interval for a Poisson mean y over exposure X, per 10k:
// (y + z^2/2 -+ z sqrt(y + z^2/4)) / X, z = 1.959963984540054 (DOMAIN, metric 2).
inline std::pair<double, double> rate_interval(std::int64_t y, double exposure) {
  constexpr double z = 1.959963984540054;
  const double centre = static_cast<double>(y) + z * z / 2;
  const double half = z * std::sqrt(static_cast<double>(y) + z * z / 4);
  return {(centre - half) / exposure * kPer, (centre + half) / exposure * kPer};
}

inline double rate_per_10k(std::int64_t y, double exposure) {
  return static_cast<double>(y) / exposure * kPer;
}

}  // namespace vocmap
