#include "operators/discover/unit_vector.h"

#include <cmath>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define VOCMAP_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define VOCMAP_CLONES
#endif

namespace vocmap {
namespace {

inline std::int32_t product(const std::int16_t* a, const std::int16_t* b) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < kVectorSize; ++i) sum += std::int32_t{a[i]} * std::int32_t{b[i]};
  return sum;
}

// Sums of squares and their root are exact IEEE operations in a fixed order.
template <class Values>
UnitVector normalised(const Values& values) {
  double squares = 0;
  for (const auto x : values) squares += static_cast<double>(x) * static_cast<double>(x);
  UnitVector direction{};
  if (squares == 0) return direction;
  const double scale = kUnitLength / std::sqrt(squares);
  std::size_t i = 0;
  for (const auto x : values) {
    direction[i++] = static_cast<std::int16_t>(std::floor(static_cast<double>(x) * scale + 0.5));
  }
  return direction;
}

}  // namespace

UnitVector unit_of(std::span<const std::int64_t> sum) {
  return normalised(sum);
}
UnitVector unit_of(const TextVector& vector) {
  return normalised(vector);
}

std::int32_t cosine(const UnitVector& a, const UnitVector& b) {
  return product(a.data(), b.data());
}

VOCMAP_CLONES Nearest nearest(const UnitVector& to, std::span<const UnitVector> directions) {
  Nearest best{directions.size(), -kOne - 1};
  for (std::size_t i = 0; i < directions.size(); ++i) {
    const std::int32_t here = product(to.data(), directions[i].data());
    if (here > best.cosine) best = {i, here};
  }
  return best;
}

VOCMAP_CLONES void cosines(const UnitVector& to, std::span<const UnitVector> directions,
                           std::vector<std::int32_t>& out) {
  out.resize(directions.size());
  for (std::size_t i = 0; i < directions.size(); ++i) {
    out[i] = product(to.data(), directions[i].data());
  }
}

}  // namespace vocmap
