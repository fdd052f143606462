#include "operators/scenario/vector_kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace vocmap {
namespace {

// One body per kernel, compiled once for each instruction set by inlining. Additions of floats
// stay in their places, so that no instruction set rounds differently.
[[gnu::always_inline]] inline void add_scaled_body(float* sums, const float* row, float factor,
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

[[gnu::always_inline]] inline void dots_body(const std::int16_t* a, const std::int16_t* rows,
                                             std::size_t count, std::span<std::int32_t> out) {
  for (std::int32_t& product : out) {
    product = dot_body(a, rows, count);
    rows += count;
  }
}

#if defined(__x86_64__)
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

// What compilers do not find by themselves: 16-bit products that are added in pairs.
constexpr std::size_t kLanes = 16;

[[gnu::target("avx2")]] __m256i load(const std::int16_t* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}
[[gnu::target("avx2")]] __m128i load_bytes(const std::int8_t* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}
[[gnu::target("avx2")]] void add_to(std::int32_t* sums, __m256i values) {
  auto* at = reinterpret_cast<__m256i*>(sums);
  _mm256_storeu_si256(at, _mm256_add_epi32(_mm256_loadu_si256(at), values));
}

[[gnu::target("avx2")]] void add_pair_avx2(std::int32_t* sums, const std::int8_t* a,
                                           std::int16_t first, const std::int8_t* b,
                                           std::int16_t second, std::size_t count) {
  const __m256i factors = _mm256_set1_epi32((std::int32_t{second} << 16) | (first & 0xFFFF));
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    const __m128i x = load_bytes(a + i), y = load_bytes(b + i);
    const __m256i low = _mm256_cvtepi8_epi16(_mm_unpacklo_epi8(x, y));
    const __m256i high = _mm256_cvtepi8_epi16(_mm_unpackhi_epi8(x, y));
    add_to(sums + i, _mm256_madd_epi16(low, factors));
    add_to(sums + i + kLanes / 2, _mm256_madd_epi16(high, factors));
  }
  for (; i < count; ++i) sums[i] += first * a[i] + second * b[i];
}

// Four rows at a time, so that their sums are brought together at once.
[[gnu::target("avx2")]] void dots_avx2(const std::int16_t* a, const std::int16_t* rows,
                                       std::size_t count, std::span<std::int32_t> out) {
  const std::size_t whole = count - count % kLanes;
  std::size_t row = 0;
  for (; row + 4 <= out.size(); row += 4) {
    const std::int16_t* const at = rows + row * count;
    __m256i s0 = _mm256_setzero_si256(), s1 = s0, s2 = s0, s3 = s0;
    for (std::size_t i = 0; i < whole; i += kLanes) {
      const __m256i x = load(a + i);
      s0 = _mm256_add_epi32(s0, _mm256_madd_epi16(x, load(at + i)));
      s1 = _mm256_add_epi32(s1, _mm256_madd_epi16(x, load(at + count + i)));
      s2 = _mm256_add_epi32(s2, _mm256_madd_epi16(x, load(at + 2 * count + i)));
      s3 = _mm256_add_epi32(s3, _mm256_madd_epi16(x, load(at + 3 * count + i)));
    }
    const __m256i sums = _mm256_hadd_epi32(_mm256_hadd_epi32(s0, s1), _mm256_hadd_epi32(s2, s3));
    _mm_storeu_si128(
        reinterpret_cast<__m128i*>(out.data() + row),
        _mm_add_epi32(_mm256_castsi256_si128(sums), _mm256_extracti128_si256(sums, 1)));
    for (std::size_t r = 0; r < 4; ++r) {
      out[row + r] += dot_body(a + whole, at + r * count + whole, count - whole);
    }
  }
  dots_body(a, rows + row * count, count, out.subspan(row));
}

const bool kAvx2 = __builtin_cpu_supports("avx2") != 0;
#endif

}  // namespace

void add_scaled(float* sums, const float* row, float factor, std::size_t count) {
#if defined(__x86_64__)
  if (kAvx2) return add_floats_avx2(sums, row, factor, count);
#endif
  add_scaled_body(sums, row, factor, count);
}

void add_scaled(std::int32_t* sums, const std::int8_t* a, std::int16_t first, const std::int8_t* b,
                std::int16_t second, std::size_t count) {
#if defined(__x86_64__)
  if (kAvx2) return add_pair_avx2(sums, a, first, b, second, count);
#endif
  for (std::size_t i = 0; i < count; ++i) sums[i] += first * a[i] + second * b[i];
}

std::int32_t dot(const std::int16_t* a, const std::int16_t* b, std::size_t count) {
#if defined(__x86_64__)
  if (kAvx2) return dot_avx2(a, b, count);
#endif
  return dot_body(a, b, count);
}

void dots(const std::int16_t* a, const std::int16_t* rows, std::size_t count,
          std::span<std::int32_t> out) {
#if defined(__x86_64__)
  if (kAvx2) return dots_avx2(a, rows, count, out);
#endif
  dots_body(a, rows, count, out);
}

std::int32_t dot(const std::int8_t* a, const std::int16_t* b, std::size_t count) {
#if defined(__x86_64__)
  if (kAvx2) return dot_bytes_avx2(a, b, count);
#endif
  return dot_body(a, b, count);
}

}  // namespace vocmap
