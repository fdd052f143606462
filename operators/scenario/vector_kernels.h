#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace vocmap {

// The inner loops of text scoring and training. Each runs with AVX2 where the machine has it,
// chosen at the start; the results are the same with and without, bit by bit.

// sums[i] += first * a[i] + second * b[i]
void add_scaled(std::int32_t* sums, const std::int8_t* a, std::int16_t first, const std::int8_t* b,
                std::int16_t second, std::size_t count);
// sums[i] += factor * row[i]
void add_scaled(float* sums, const float* row, float factor, std::size_t count);

// The dot product of two rows whose partial sums fit 32 bits.
std::int32_t dot(const std::int16_t* a, const std::int16_t* b, std::size_t count);
std::int32_t dot(const std::int8_t* a, const std::int16_t* b, std::size_t count);
// The dot products of one row with `out.size()` rows that lie behind one another.
void dots(const std::int16_t* a, const std::int16_t* rows, std::size_t count,
          std::span<std::int32_t> out);

}  // namespace vocmap
