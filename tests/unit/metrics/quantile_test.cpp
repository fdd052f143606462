#include "operators/metrics/quantile.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace vocmap {
namespace {

using Counted = std::vector<std::pair<std::int64_t, std::int64_t>>;

TEST(Quantile, is_a_value_that_was_seen) {
  const Counted ten = {{1, 1}, {2, 1}, {3, 1}, {4, 1}, {5, 1},
                       {6, 1}, {7, 1}, {8, 1}, {9, 1}, {100, 1}};
  EXPECT_EQ(quantile(ten, 500), 5);
  EXPECT_EQ(quantile(ten, 501), 6);
  EXPECT_EQ(quantile(ten, 900), 9);
  EXPECT_EQ(quantile(ten, 901), 100);
  EXPECT_EQ(quantile(ten, 0), 1);
  EXPECT_EQ(quantile(ten, 1'000), 100);
}

TEST(Quantile, counts_each_observation_of_a_bucket) {
  const Counted buckets = {{-5, 0}, {0, 9}, {7, 0}, {30, 1}, {40, 0}};
  EXPECT_EQ(quantile(buckets, 0), 0);
  EXPECT_EQ(quantile(buckets, 900), 0);
  EXPECT_EQ(quantile(buckets, 901), 30);
  EXPECT_EQ(quantile(buckets, 1'000), 30);
  EXPECT_EQ(mean(buckets), 3);
}

TEST(Quantile, of_nothing_is_unknown) {
  EXPECT_EQ(quantile({}, 500), std::nullopt);
  EXPECT_EQ(mean({}), std::nullopt);
  const Counted zeros = {{3, 0}};
  EXPECT_EQ(quantile(zeros, 500), std::nullopt);
  EXPECT_EQ(mean(zeros), std::nullopt);
}

TEST(Quantile, large_counts_do_not_overflow) {
  const std::int64_t many = std::numeric_limits<std::int64_t>::max() / 2;
  const Counted buckets = {{1, many}, {2, many}};
  EXPECT_EQ(quantile(buckets, 500), 1);
  EXPECT_EQ(quantile(buckets, 501), 2);
  EXPECT_EQ(mean(buckets), 1.5);
}

// The definition, over all observations written out.
TEST(Quantile, agrees_with_a_sorted_list_for_every_permille) {
  for (const std::int64_t n : {1, 2, 7, 100, 1'000, 1'003}) {
    Counted buckets;
    for (std::int64_t i = 0; i < n; ++i) buckets.emplace_back(i * 3, 1);
    for (std::int64_t permille = 0; permille <= 1'000; ++permille) {
      std::int64_t rank = 1;
      while (rank * 1'000 < n * permille) ++rank;
      ASSERT_EQ(quantile(buckets, permille), (rank - 1) * 3) << n << " " << permille;
    }
  }
}

TEST(QuantileDeathTest, a_rank_that_nothing_has_is_a_bug) {
  const Counted one = {{1, 1}};
  EXPECT_DEATH(value_at_rank(one, 2), "no observation has this rank");
  EXPECT_DEATH(value_at_rank(one, 0), "ranks count from 1");
  EXPECT_DEATH(quantile(one, 1'001), "between 0 and 1");
}

}  // namespace
}  // namespace vocmap
