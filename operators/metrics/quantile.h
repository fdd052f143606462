#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>

namespace vocmap {

// Integer values with how often each was seen: (value, count), values ascending, counts from 0.
using Buckets = std::span<const std::pair<std::int64_t, std::int64_t>>;

std::int64_t count_of(Buckets buckets);

// The value of the `rank`-th smallest observation. REQUIRES: 1 <= rank <= count_of(buckets).
std::int64_t value_at_rank(Buckets buckets, std::int64_t rank);

// The nearest-rank quantile: the smallest value seen that at least `permille` / 1000 of the
// observations do not exceed; 500 is the median, 0 the least. Empty without observations.
// REQUIRES: 0 <= permille <= 1000.
std::optional<std::int64_t> quantile(Buckets buckets, std::int64_t permille);

// Empty without observations.
std::optional<double> mean(Buckets buckets);

}  // namespace vocmap
