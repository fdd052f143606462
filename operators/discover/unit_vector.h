#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "operators/scenario/text_vector.h"

namespace vocmap {

// A unit vector in fixed point: 1.0 is kUnitLength, so a product of two fits 32 bits in any order
// of summation. Zero has no direction and is near nothing.
inline constexpr std::int32_t kUnitLength = 4096;
using UnitVector = std::array<std::int16_t, kVectorSize>;

// Cosines are integers, 1.0 = kOne.
inline constexpr std::int32_t kOne = kUnitLength * kUnitLength;
constexpr std::int32_t cosine_of(double x) {
  return static_cast<std::int32_t>(x * kOne);
}

UnitVector unit_of(std::span<const std::int64_t> sum);
UnitVector unit_of(const TextVector& vector);

std::int32_t cosine(const UnitVector& a, const UnitVector& b);

// The nearest of `directions`, the first of equals; `position` is directions.size() when empty.
struct Nearest {
  std::size_t position = 0;
  std::int32_t cosine = -kOne;
};
Nearest nearest(const UnitVector& to, std::span<const UnitVector> directions);

// The cosines to all of them.
void cosines(const UnitVector& to, std::span<const UnitVector> directions,
             std::vector<std::int32_t>& out);

}  // namespace vocmap
