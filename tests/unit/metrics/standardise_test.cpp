#include "operators/metrics/standardise.h"

#include <gmock/gmock.h>

namespace vocmap {
namespace {

using testing::DoubleNear;
using testing::Optional;
using testing::Pair;

HandlerScores scores(std::int64_t contacts, std::initializer_list<std::int64_t> answers) {
  HandlerScores out{.contacts = contacts};
  for (const std::int64_t score : answers) {
    ++out.answers;
    out.sum += score;
    out.sum_of_squares += score * score;
  }
  return out;
}

TEST(SatisfactionGap, compares_the_same_mix_of_scenarios) {
  // The bot is 1 better at the easy scenario and equal at the hard one. Because it gets the easy
  // contacts, its plain mean is 3.93 against 2.07.
  const auto gap =
      satisfaction_gap_bot_human({{.bot = scores(140, {5, 4, 3}), .human = scores(10, {3, 4, 2})},
                                  {.bot = scores(10, {1, 3}), .human = scores(140, {2, 1, 3})}});
  EXPECT_THAT(gap.gap, Optional(.5));
  EXPECT_EQ(gap.compared_contacts, 300);
  EXPECT_EQ(gap.excluded_share, 0);
}

TEST(SatisfactionGap, weighs_contacts_and_not_answers) {
  const auto gap = satisfaction_gap_bot_human(
      {{.bot = scores(25, {4, 4, 4, 4, 4, 4}), .human = scores(50, {3, 3, 3, 3, 3})},
       {.bot = scores(200, {2}), .human = scores(25, {4})}});
  EXPECT_THAT(gap.gap, Optional(.25 * 1 + .75 * -2));
}

TEST(SatisfactionGap, has_the_interval_of_a_weighted_sum_of_means) {
  // Pooled variances: bot (2 + 0.5) / 3, human (0.5 + 2) / 3; weights 0.6 and 0.4.
  const auto gap =
      satisfaction_gap_bot_human({{.bot = scores(50, {3, 4, 5}), .human = scores(10, {2, 3})},
                                  {.bot = scores(20, {1, 2}), .human = scores(20, {3, 4, 5})}});
  const double mean = .6 * 1.5 + .4 * -2.5;
  const double variance = 2.5 / 3 * (.36 / 3 + .16 / 2) + 2.5 / 3 * (.36 / 2 + .16 / 3);
  const double half = 1.959963984540054 * std::sqrt(variance);
  EXPECT_NEAR(*gap.gap, mean, 1e-12);
  EXPECT_THAT(gap.interval,
              Optional(Pair(DoubleNear(mean - half, 1e-12), DoubleNear(mean + half, 1e-12))));
}

TEST(SatisfactionGap, leaves_out_scenarios_of_one_handler_and_tells_their_share) {
  const auto gap = satisfaction_gap_bot_human({
      {.bot = scores(30, {4, 5}), .human = scores(30, {3, 4})},
      {.bot = scores(20, {1}), .human = scores(0, {})},
      {.bot = scores(0, {}), .human = scores(10, {5})},
      {.bot = scores(10, {2}), .human = scores(20, {})},  // people were not rated here
      {.bot = scores(15, {}), .human = scores(5, {3})},   // nor the bot here
  });
  EXPECT_THAT(gap.gap, Optional(1.0));
  EXPECT_EQ(gap.compared_contacts, 60);
  EXPECT_EQ(gap.excluded_share, 80 / 140.);
}

TEST(SatisfactionGap, is_unknown_where_nothing_can_be_compared) {
  const auto apart = satisfaction_gap_bot_human({{.bot = scores(20, {1}), .human = scores(5, {})}});
  EXPECT_FALSE(apart.gap);
  EXPECT_FALSE(apart.interval);
  EXPECT_EQ(apart.excluded_share, 1);
  EXPECT_FALSE(satisfaction_gap_bot_human({}).gap);
  EXPECT_EQ(satisfaction_gap_bot_human({}).excluded_share, 0);
}

TEST(SatisfactionGap, has_no_interval_when_the_spread_is_unknown) {
  const auto single =
      satisfaction_gap_bot_human({{.bot = scores(9, {5}), .human = scores(9, {3, 4})}});
  EXPECT_THAT(single.gap, Optional(1.5));
  EXPECT_FALSE(single.interval);
  const auto unanimous =
      satisfaction_gap_bot_human({{.bot = scores(9, {5, 4}), .human = scores(9, {3, 3})}});
  EXPECT_FALSE(unanimous.interval);
}

}  // namespace
}  // namespace vocmap
