#include "operators/scenario/text_vector.h"

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "operators/scenario/fixed_point.h"

namespace vocmap {
namespace {

constexpr std::int64_t kLength = 127;

std::uint64_t mix(std::uint64_t x) {  // the finalizer of splitmix64
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

}  // namespace

void add_feature(VectorSum& sum, std::uint64_t hash, std::int64_t value) {
  for (std::size_t word = 0; word < kVectorSize / 64; ++word) {
    const std::uint64_t signs = mix(hash + word * 0x9E3779B97F4A7C15u);
    for (std::size_t bit = 0; bit < 64; ++bit) {
      sum[word * 64 + bit] += ((signs >> bit) & 1) != 0 ? -value : value;
    }
  }
}

TextVector scaled(const VectorSum& sum) {
  std::int64_t largest = 0;
  for (const std::int64_t x : sum) largest = std::max(largest, std::abs(x));
  TextVector vector{};
  if (largest == 0) return vector;
  // Twenty bits each: the squares of 128 of them fit, and small sums do not vanish.
  const int shift = 44 - static_cast<int>(std::countl_zero(static_cast<std::uint64_t>(largest)));
  std::array<std::int64_t, kVectorSize> part{};
  std::uint64_t squares = 0;
  for (std::size_t i = 0; i < kVectorSize; ++i) {
    part[i] =
        shift >= 0 ? sum[i] / (std::int64_t{1} << shift) : sum[i] * (std::int64_t{1} << -shift);
    squares += static_cast<std::uint64_t>(part[i] * part[i]);
  }
  const auto length = static_cast<std::int64_t>(integer_sqrt(squares));
  for (std::size_t i = 0; i < kVectorSize; ++i) {
    const std::int64_t twice = 2 * part[i] * kLength / length;
    vector[i] = static_cast<std::int8_t>((twice + (twice < 0 ? -1 : 1)) / 2);  // to the nearest
  }
  return vector;
}

}  // namespace vocmap
