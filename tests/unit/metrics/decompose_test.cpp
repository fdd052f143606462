#include "operators/metrics/decompose.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>

namespace vocmap {
namespace {

constexpr std::int64_t kContact = 1'000'000;  // per 10k

// The sums that readers may check, each exact.
void expect_sums(const RateChange& change) {
  EXPECT_EQ(change.change, change.rate - change.reference);
  EXPECT_EQ(change.change, change.rate_effect + change.mix_effect);
  std::int64_t whole = 0, rate = 0, mix = 0;
  for (const SegmentEffect& segment : change.segments) {
    EXPECT_EQ(segment.change, segment.rate + segment.mix) << segment.segment;
    whole += segment.change;
    rate += segment.rate;
    mix += segment.mix;
  }
  EXPECT_EQ(change.change, whole);
  EXPECT_EQ(change.rate_effect, rate);
  EXPECT_EQ(change.mix_effect, mix);
}

const SegmentEffect& effect_of(const RateChange& change, std::string_view segment) {
  for (const SegmentEffect& effect : change.segments) {
    if (effect.segment == segment) return effect;
  }
  throw std::invalid_argument("no such segment");
}

TEST(RateChange, of_the_same_mix_is_rate_alone) {
  const auto change = decompose_rate_change({{"a", 30, 1'000, 20, 1'000}, {"b", 5, 500, 5, 500}});
  ASSERT_TRUE(change);
  EXPECT_EQ(change->change, change->rate_effect);
  EXPECT_EQ(change->mix_effect, 0);
  EXPECT_LE(std::abs(effect_of(*change, "a").rate - 66'666'667), 1);  // 10 contacts of 1500
  EXPECT_LE(std::abs(effect_of(*change, "b").rate - 0), 1);
  EXPECT_EQ(effect_of(*change, "a").mix, 0);
  EXPECT_EQ(effect_of(*change, "b").mix, 0);
  expect_sums(*change);
}

TEST(RateChange, of_the_same_rates_is_mix_alone) {
  // 10 % and 1 % of the transactions, as before; the first product sells twice as much.
  const auto change =
      decompose_rate_change({{"a", 200, 2'000, 100, 1'000}, {"b", 10, 1'000, 20, 2'000}});
  ASSERT_TRUE(change);
  EXPECT_EQ(change->rate_effect, 0);
  EXPECT_EQ(change->rate, 700 * kContact);
  EXPECT_EQ(change->mix_effect, 300 * kContact);
  EXPECT_LE(std::abs(effect_of(*change, "a").mix - 333'333'333), 1);
  EXPECT_LE(std::abs(effect_of(*change, "b").mix + 33'333'333), 1);
  EXPECT_EQ(effect_of(*change, "a").rate, 0);
  EXPECT_EQ(effect_of(*change, "b").rate, 0);
  expect_sums(*change);
}

TEST(RateChange, may_rise_while_every_segment_gets_better) {
  const auto change =
      decompose_rate_change({{"hard", 720, 8'000, 200, 2'000}, {"easy", 18, 2'000, 80, 8'000}});
  ASSERT_TRUE(change);
  EXPECT_EQ(change->reference, 280 * kContact);
  EXPECT_EQ(change->rate, 738 * kContact);
  EXPECT_EQ(change->rate_effect, -55 * kContact);  // -100 and -10 per 10k, at half of each
  EXPECT_EQ(change->mix_effect, 513 * kContact);   // +-60 % of 950 and 95 per 10k
  EXPECT_LT(effect_of(*change, "hard").rate, 0);
  EXPECT_LT(effect_of(*change, "easy").rate, 0);
  expect_sums(*change);
}

TEST(RateChange, a_segment_that_comes_or_goes_is_mix) {
  const auto change = decompose_rate_change(
      {{"new", 40, 1'000, 0, 0}, {"old", 0, 0, 15, 1'000}, {"same", 10, 1'000, 10, 1'000}});
  ASSERT_TRUE(change);
  EXPECT_EQ(effect_of(*change, "new").rate, 0);
  EXPECT_EQ(effect_of(*change, "new").mix, 200 * kContact);
  EXPECT_EQ(effect_of(*change, "old").rate, 0);
  EXPECT_EQ(effect_of(*change, "old").mix, -75 * kContact);
  expect_sums(*change);
}

TEST(RateChange, contacts_without_exposure_are_a_rate_effect) {
  const auto change = decompose_rate_change({{"all", 10, 1'000, 10, 1'000},
                                             {"never", 3, 0, 1, 0},
                                             {"new", 40, 1'000, 4, 0},
                                             {"old", 6, 0, 15, 1'000}});
  ASSERT_TRUE(change);
  EXPECT_EQ(effect_of(*change, "never").rate, 10 * kContact);
  EXPECT_EQ(effect_of(*change, "never").mix, 0);
  EXPECT_EQ(effect_of(*change, "new").rate, -20 * kContact);
  EXPECT_EQ(effect_of(*change, "new").mix, 200 * kContact);
  EXPECT_EQ(effect_of(*change, "old").rate, 30 * kContact);
  EXPECT_EQ(effect_of(*change, "old").mix, -75 * kContact);
  expect_sums(*change);
}

TEST(RateChange, without_exposure_in_a_period_is_unknown) {
  EXPECT_FALSE(decompose_rate_change({}));
  EXPECT_FALSE(decompose_rate_change({{"a", 1, 0, 1, 10}}));
  EXPECT_FALSE(decompose_rate_change({{"a", 1, 10, 1, 0}}));
}

TEST(RateChange, beyond_its_numbers_is_unknown) {
  EXPECT_TRUE(decompose_rate_change({{"a", 900'000'000, 1, 900'000'000, 1'000'000'000'000}}));
  EXPECT_FALSE(decompose_rate_change({{"a", 900'000'001, 1, 1, 1}}));
  EXPECT_FALSE(decompose_rate_change({{"a", 1, 1, 900'000'000, 1}, {"b", 1, 1, 1, 1}}));
}

TEST(RateChange, equal_remainders_go_by_segment_in_any_order_of_the_input) {
  const SegmentCounts a{"a", 1, 1, 0, 1}, b{"b", 1, 1, 0, 1}, c{"c", 1, 1, 0, 1};
  const SegmentCounts rest{"rest", 0, 4, 0, 4};
  for (const auto& input : {std::vector{a, b, c, rest}, std::vector{rest, c, b, a}}) {
    const auto change = decompose_rate_change(input);
    ASSERT_TRUE(change);
    EXPECT_EQ(change->rate, 4'285'714'286);  // 3 / 7, of which 1 / 7 is 1,428,571,428.57
    EXPECT_EQ(change->segments[0].segment, "a");
    EXPECT_EQ(change->segments[0].change, 1'428'571'429);
    EXPECT_EQ(change->segments[1].change, 1'428'571'429);
    EXPECT_EQ(change->segments[2].change, 1'428'571'428);
    expect_sums(*change);
  }
}

// The effects by their definition, in floating point; the segments have exposure in both periods.
void expect_near_definition(const RateChange& change, const std::vector<SegmentCounts>& input) {
  long double whole = 0, reference_whole = 0;
  for (const SegmentCounts& s : input) {
    whole += s.exposure;
    reference_whole += s.reference_exposure;
  }
  for (const SegmentCounts& s : input) {
    if (s.exposure == 0 || s.reference_exposure == 0) continue;
    const long double r1 = 1e10L * s.contacts / s.exposure;
    const long double r0 = 1e10L * s.reference_contacts / s.reference_exposure;
    const long double w1 = s.exposure / whole;
    const long double w0 = s.reference_exposure / reference_whole;
    const SegmentEffect& effect = effect_of(change, s.segment);
    ASSERT_NEAR(static_cast<double>(effect.rate - (w1 + w0) / 2 * (r1 - r0)), 0, 3);
    ASSERT_NEAR(static_cast<double>(effect.mix - (r1 + r0) / 2 * (w1 - w0)), 0, 3);
  }
}

TEST(RateChange, rows_sum_to_the_total_exactly_in_ten_thousand_cases) {
  const char* set = std::getenv("VOCMAP_SEED");
  const auto seed = static_cast<unsigned>(set ? std::atoi(set) : 20260307);
  std::cout << "VOCMAP_SEED=" << seed << '\n';
  std::mt19937_64 random{seed};
  // From 0 to almost 10^digits, small numbers as likely as large ones.
  const auto some = [&](unsigned digits) {
    const auto limit = static_cast<std::uint64_t>(std::pow(10, random() % (digits + 1)));
    return static_cast<std::int64_t>(random() % limit);
  };
  std::size_t unknown = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::vector<SegmentCounts> input;
    const std::size_t size = 1 + random() % 60;
    for (std::size_t s = 0; s < size; ++s) {
      // Rates of at most 1 in most segments, contacts without exposure in some.
      const std::int64_t exposure = some(12), before = some(12);
      input.push_back({std::to_string(s), std::min(some(7), exposure + some(1)), exposure,
                       std::min(some(7), before + some(1)), before});
    }
    const auto change = decompose_rate_change(input);
    unknown += change ? 0 : 1;
    if (!change) continue;
    expect_sums(*change);
    expect_near_definition(*change, input);
    if (HasFailure()) FAIL() << "case " << i;
  }
  EXPECT_LT(unknown, 2'000);
}

}  // namespace
}  // namespace vocmap
