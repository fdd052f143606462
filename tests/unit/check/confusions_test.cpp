#include "pipeline/cli/check/confusions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vocmap {
namespace {

constexpr std::int32_t kUnit = 1 << 14;

// Scores in percent.
JudgedExample judged(std::uint16_t scenario, std::uint16_t other, int own, int other_score) {
  return {scenario, "an example", other, kUnit * own / 100, kUnit * other_score / 100};
}

// So many examples of a scenario that stay with it.
void add_sound(std::vector<JudgedExample>& examples, std::uint16_t scenario, int count) {
  for (int i = 0; i < count; ++i) examples.push_back(judged(scenario, 99, 50, 10));
}

TEST(Confusions, both_directions_are_one_pair_and_the_heaviest_comes_first) {
  std::vector<JudgedExample> examples = {judged(3, 1, 10, 90), judged(1, 2, 30, 40),
                                         judged(2, 1, 20, 70)};
  add_sound(examples, 1, 7);
  const auto found = find_confusions(examples);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_THAT(found[0].scenarios, testing::ElementsAre(1, 2));
  EXPECT_THAT(found[0].confused, testing::ElementsAre(1, 1));
  EXPECT_THAT(found[0].judged, testing::ElementsAre(8, 1));
  EXPECT_THAT(found[0].examples, testing::ElementsAre(&examples[2], &examples[1]))
      << "the clearer one first";
  EXPECT_THAT(found[1].scenarios, testing::ElementsAre(1, 3));
  EXPECT_THAT(found[1].confused, testing::ElementsAre(0, 1));
}

TEST(Confusions, of_two_pairs_as_heavy_the_clearer_comes_first) {
  const std::vector<JudgedExample> examples = {judged(1, 2, 30, 40), judged(3, 4, 30, 60)};
  const auto found = find_confusions(examples);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_THAT(found[0].scenarios, testing::ElementsAre(3, 4));
}

TEST(Confusions, equal_scores_are_no_confusion) {
  EXPECT_TRUE(find_confusions(std::vector{judged(1, 2, 40, 40)}).empty());
}

Advice advice_for(std::vector<JudgedExample> confused, int sound) {
  add_sound(confused, 1, sound);
  add_sound(confused, 2, sound);
  const auto found = find_confusions(confused);
  EXPECT_EQ(found.size(), 1u);
  return found.front().advice;
}

TEST(Confusions, a_third_of_both_in_both_directions_asks_for_a_merge) {
  EXPECT_EQ(advice_for({judged(1, 2, 30, 40), judged(2, 1, 30, 40)}, 2), Advice::merge);
  EXPECT_EQ(advice_for({judged(1, 2, 30, 40), judged(2, 1, 30, 40)}, 4), Advice::reword);
  EXPECT_EQ(advice_for({judged(1, 2, 30, 40), judged(1, 2, 30, 40), judged(1, 2, 30, 40)}, 3),
            Advice::reword)
      << "one direction only";
}

TEST(Confusions, a_scenario_whose_examples_all_are_nearer_to_the_other_asks_for_a_merge) {
  EXPECT_EQ(advice_for({judged(1, 2, 30, 40), judged(1, 2, 30, 40)}, 0), Advice::merge);
}

TEST(Confusions, few_examples_and_examples_like_nothing_ask_for_more) {
  EXPECT_EQ(advice_for({judged(1, 2, 30, 40)}, 3), Advice::more_examples) << "4 examples";
  EXPECT_EQ(advice_for({judged(1, 2, 30, 40)}, 4), Advice::reword) << "5 examples";
  EXPECT_EQ(advice_for({judged(1, 2, 5, 15)}, 4), Advice::more_examples) << "like neither";
}

}  // namespace
}  // namespace vocmap
