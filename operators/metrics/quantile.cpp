#include "operators/metrics/quantile.h"

#include <algorithm>

#include "pipeline/core/check.h"

namespace vocmap {

std::int64_t count_of(Buckets buckets) {
  std::int64_t count = 0;
  for (const auto& [value, seen] : buckets) count += seen;
  return count;
}

std::int64_t value_at_rank(Buckets buckets, std::int64_t rank) {
  CHECK(rank >= 1, "ranks count from 1");
  for (const auto& [value, seen] : buckets) {
    if (rank <= seen) return value;
    rank -= seen;
  }
  CHECK(false, "no observation has this rank");
}

std::optional<std::int64_t> quantile(Buckets buckets, std::int64_t permille) {
  CHECK(permille >= 0 && permille <= 1'000, "a quantile lies between 0 and 1");
  const std::int64_t count = count_of(buckets);
  if (count == 0) return std::nullopt;
  // ceil(count * permille / 1000), in parts, so that no count is too large.
  const std::int64_t rank = count / 1'000 * permille + (count % 1'000 * permille + 999) / 1'000;
  return value_at_rank(buckets, std::max<std::int64_t>(1, rank));
}

std::optional<double> mean(Buckets buckets) {
  const std::int64_t count = count_of(buckets);
  if (count == 0) return std::nullopt;
  double sum = 0;
  for (const auto& [value, seen] : buckets) {
    sum += static_cast<double>(value) * static_cast<double>(seen);
  }
  return sum / static_cast<double>(count);
}

}  // namespace vocmap
