#include "operators/money/battle_value.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace vocmap {
namespace {

using testing::ElementsAre;

// 80 journeys of 10,000 transactions against a target of 50: 30 too many.
FightInput fight(std::string scenario = "shop.pay.twice") {
  FightInput input;
  input.scenario = std::move(scenario);
  input.journeys = 80;
  input.exposure = 10'000;
  input.target_per_10k = 50;
  input.cost_per_journey = 700;
  input.revenue_per_journey = 5'000;
  input.minutes_per_journey = 12;
  input.value_of_time = 25;
  return input;
}

std::vector<std::string> ranked(std::vector<FightInput> inputs) {
  std::vector<BattleValue> fights;
  fights.reserve(inputs.size());
  for (FightInput& input : inputs) fights.push_back(battle_value(std::move(input)));
  rank(fights);
  std::vector<std::string> ids;
  ids.reserve(fights.size());
  for (const BattleValue& f : fights) ids.push_back(f.of.scenario);
  return ids;
}

TEST(BattleValue, is_avoidable_journeys_times_all_that_one_costs) {
  const BattleValue value = battle_value(fight());
  EXPECT_EQ(value.rate_per_10k, 80);
  EXPECT_EQ(value.avoidable, 30);
  EXPECT_EQ(value.time_per_journey, 300);
  EXPECT_EQ(value.value_per_journey, 6'000);
  EXPECT_EQ(value.value, 180'000);
  EXPECT_EQ(value.expected_value, value.value * value.confidence);
}

TEST(BattleValue, at_or_below_the_target_nothing_is_avoidable) {
  FightInput input = fight();
  for (const std::int64_t journeys : {50, 10, 0}) {
    input.journeys = journeys;
    EXPECT_EQ(battle_value(input).avoidable, 0);
    EXPECT_EQ(battle_value(input).expected_value, 0);
  }
}

TEST(BattleValue, unknown_prices_count_nothing_and_stay_unknown) {
  FightInput input = fight();
  input.revenue_per_journey.reset();
  input.minutes_per_journey.reset();
  const BattleValue value = battle_value(input);
  EXPECT_EQ(value.value_per_journey, 700);
  EXPECT_FALSE(value.time_per_journey);
  EXPECT_FALSE(value.of.revenue_per_journey);
}

TEST(BattleConfidence, is_that_of_the_rate_above_its_target) {
  // z = ln(1.6) sqrt(80) = 4.2038; ln(1.1) sqrt(100) = 0.95310
  EXPECT_NEAR(battle_value(fight()).confidence, .9999869, 1e-7);
  EXPECT_NEAR(confidence_above(11, 10, 100), .829730, 1e-6);
  EXPECT_NEAR(confidence_above(10, 11, 100), .170270, 1e-6);
  EXPECT_EQ(confidence_above(10, 10, 100), .5);
}

TEST(BattleConfidence, without_journeys_or_above_a_target_of_none) {
  EXPECT_EQ(confidence_above(0, 10, 0), .5);
  EXPECT_EQ(confidence_above(0, 0, 0), .5);
  EXPECT_EQ(confidence_above(1, 0, 1), 1);
}

TEST(BattleConfidence, is_even_for_an_assumed_target) {
  FightInput input = fight();
  input.target_assumed = true;
  EXPECT_EQ(battle_value(input).confidence, .5);
  EXPECT_EQ(battle_value(input).expected_value, 90'000);
}

TEST(BattleRank, is_by_value_times_confidence) {
  FightInput dear = fight("dear");
  dear.cost_per_journey = 800;
  FightInput unsure = fight("unsure");  // dearer still, at half the confidence
  unsure.cost_per_journey = 900;
  unsure.target_assumed = true;
  EXPECT_THAT(ranked({unsure, fight("plain"), dear}), ElementsAre("dear", "plain", "unsure"));
}

TEST(BattleRank, ties_go_to_the_smallest_id_in_any_order) {
  std::vector<FightInput> inputs = {fight("a"), fight("b"), fight("c")};
  do {
    EXPECT_THAT(ranked(inputs), ElementsAre("a", "b", "c"));
  } while (std::next_permutation(inputs.begin(), inputs.end(), [](const auto& a, const auto& b) {
    return a.scenario < b.scenario;
  }));
}

TEST(BattleRank, without_any_price_is_by_avoidable_journeys) {
  const auto unpriced = [](std::string scenario, std::int64_t journeys) {
    FightInput input = fight(std::move(scenario));
    input.journeys = journeys;
    input.cost_per_journey.reset();
    input.revenue_per_journey.reset();
    input.minutes_per_journey.reset();
    return input;
  };
  EXPECT_THAT(ranked({unpriced("a", 60), unpriced("b", 90), unpriced("c", 40), fight("d")}),
              ElementsAre("d", "b", "a", "c"));
}

TEST(BattleValueDeathTest, a_fight_needs_an_exposure) {
  FightInput input = fight();
  input.exposure = 0;
  EXPECT_DEATH(battle_value(input), "without exposure has no rate");
}

}  // namespace
}  // namespace vocmap
