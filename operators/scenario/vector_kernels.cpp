#include "operators/scenario/vector_kernels.h"

namespace vocmap {
namespace {

// One body per kernel, compiled once for each instruction set by inlining. Additions of floats
// stay in their places, so that no instruction set rounds differently.
template <typename Sum, typename Cell, typename Factor>
[[gnu::always_inline]] inline void add_scaled_body(Sum* sums, const Cell* row, Factor factor,
                                                   std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) sums[i] += factor * row[i];
}

template <typename Cell>
[[gnu::always_inline]] inline std::int32_t dot_body(const Cell* a, const std::int16_t* b,
                                                    std::size_t count) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += std::int32_t{a[i]} * b[i];
  return sum;
}

#if defined(__x86_64__)
[[gnu::target("avx2")]] void add_bytes_avx2(std::int32_t* sums, const std::int8_t* row,
                                            std::int32_t factor, std::size_t count) {
  add_scaled_body(sums, row, factor, count);
}
[[gnu::target("avx2")]] void add_floats_avx2(float* sums, const float* row, float factor,
                                             std::size_t count) {
  add_scaled_body(sums, row, factor, count);
}
[[gnu::target("avx2")]] std::int32_t dot_avx2(const std::int16_t* a, const std::int16_t* b,
                                              std::size_t count) {
  return dot_body(a, b, count);
}
[[gnu::target("avx2")]] std::int32_t dot_bytes_avx2(const std::int8_t* a, const std::int16_t* b,
                                                    std::size_t count) {
  return dot_body(a, b, count);
}
const bool kAvx2 = __builtin_cpu_supports("avx2") != 0;
#endif

}  // namespace

void add_scaled(std::int32_t* sums, const std::int8_t* row, std::int32_t factor,
                std::size_t count) {
#if defined(__x86_64__)
  if (kAvx2) return add_bytes_avx2(sums, row, factor, count);
#endif
  add_scaled_body(sums, row, factor, count);
}

void add_scaled(float* sums, const float* row, float factor, std::size_t count) {
#if defined(__x86_64__)
  if (kAvx2) return add_floats_avx2(sums, row, factor, count);
#endif
  add_scaled_body(sums, row, factor, count);
}

std::int32_t dot(const std::int16_t* a, const std::int16_t* b, std::size_t count) {
#if defined(__x86_64__)
  if (kAvx2) return dot_avx2(a, b, count);
#endif
  return dot_body(a, b, count);
}

std::int32_t dot(const std::int8_t* a, const std::int16_t* b, std::size_t count) {
#if defined(__x86_64__)
  if (kAvx2) return dot_bytes_avx2(a, b, count);
#endif
  return dot_body(a, b, count);
}

}  // namespace vocmap
