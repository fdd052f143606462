#include "pipeline/cli/train/held_out.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

TEST(HeldOutTest, an_interval_holds_its_share_and_stays_between_none_and_all) {
  const Proportion most{9, 10};
  EXPECT_NEAR(most.low(), 0.596, 1e-3);
  EXPECT_NEAR(most.high(), 0.982, 1e-3);
  EXPECT_EQ((Proportion{5, 5}).high(), 1);
  EXPECT_EQ((Proportion{0, 5}).low(), 0);
  EXPECT_EQ((Proportion{}).low(), 0);
  EXPECT_EQ((Proportion{}).high(), 1);
}

TEST(HeldOutTest, calibration_error_weighs_the_gap_of_each_tenth) {
  // Four at 0.95, three of them right; one at 0.25 that is right.
  const HeldOutAnswers answers = {
      {0, 0, .95f}, {1, 1, .95f}, {2, 2, .95f}, {2, 0, .95f}, {1, 1, .25f}};
  EXPECT_NEAR(calibration_error_of(answers), (4 * 0.2 + 1 * 0.75) / 5, 1e-6);
  EXPECT_EQ(reliability_of(answers)[9].observed.all, 4u);
  EXPECT_EQ(calibration_error_of({}), 0);
  EXPECT_EQ(reliability_of({{0, 0, 1.0f}})[9].observed.all, 1u) << "certainty is in the last tenth";
}

TEST(HeldOutTest, confusions_are_told_by_direction_the_most_frequent_first) {
  const HeldOutAnswers answers = {{0, 1, .5f}, {1, 0, .5f}, {1, 0, .6f}, {2, 2, .5f}};
  const auto confusions = confusions_of(answers);
  ASSERT_EQ(confusions.size(), 2u);
  EXPECT_EQ(confusions[0].scenario, 1u);
  EXPECT_EQ(confusions[0].said, 0u);
  EXPECT_EQ(confusions[0].examples, 2u);
  EXPECT_EQ(accuracy_by_scenario(answers, 4)[2].right, 1u);
  EXPECT_EQ(accuracy_by_scenario(answers, 4)[3].all, 0u);
}

}  // namespace
}  // namespace vocmap
