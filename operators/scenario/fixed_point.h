#pragma once

#include <bit>
#include <cstdint>

namespace vocmap {

// Integer arithmetic of the scenario weights: the same bits on every machine, where libm and fused
// multiply-add would differ in the last place.

// Largest r with r * r <= x (digit by digit, Woo's method).
constexpr std::uint64_t integer_sqrt(std::uint64_t x) {
  std::uint64_t root = 0;
  for (std::uint64_t bit = std::uint64_t{1} << 62; bit != 0; bit >>= 2) {
    if (x >= root + bit) {
      x -= root + bit;
      root = (root >> 1) + bit;
    } else {
      root >>= 1;
    }
  }
  return root;
}

constexpr int kLogBits = 10;

// floor(log2(x) * 2^10) for x >= 1: the fraction bit by bit, by squaring a mantissa in [1, 2).
constexpr std::int32_t log2_fixed(std::uint32_t x) {
  const int exponent = std::bit_width(x) - 1;
  std::uint64_t mantissa = (std::uint64_t{x} << 31) >> exponent;  // [2^31, 2^32)
  std::int32_t log = exponent;
  for (int i = 0; i < kLogBits; ++i) {
    mantissa = (mantissa * mantissa) >> 31;
    const auto carry = static_cast<std::int32_t>(mantissa >> 32);
    mantissa >>= carry;
    log = 2 * log + carry;
  }
  return log;
}

}  // namespace vocmap
