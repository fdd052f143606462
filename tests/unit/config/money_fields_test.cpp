#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/config/settings.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;
using testing::Pair;
using testing::StartsWith;
using testing::UnorderedElementsAre;

tl::expected<Settings, Problems> load(std::string_view yaml) {
  return load_settings(yaml, Purpose::other, {"node-7", {}});
}

MoneyRules rules_of(std::string_view yaml) {
  auto settings = load(yaml);
  for (const auto& problem : settings ? Problems{} : settings.error()) ADD_FAILURE() << problem;
  return settings ? settings->money : MoneyRules{};
}

Problems problems_of(std::string_view yaml) {
  auto settings = load(yaml);
  return settings ? Problems{} : settings.error();
}

constexpr Estimate exactly(double value) {
  return {value, value, value};
}

TEST(money_fields, without_the_section_nothing_but_dollar_losses_is_known) {
  const MoneyRules rules = rules_of("threads: 1");
  EXPECT_THAT(rules.complain, IsEmpty());
  EXPECT_THAT(rules.repurchase, IsEmpty());
  EXPECT_FALSE(rules.told_bad);
  ASSERT_EQ(rules.losses.size(), 1);
  EXPECT_EQ(rules.losses.at("USD").small_minor, 500);
  EXPECT_EQ(rules.losses.at("USD").large_minor, 10'000);
}

TEST(money_fields, every_key_is_taken) {
  const MoneyRules rules = rules_of(R"(
money:
  complain: {consumer: 0.4, business: [0.6, 0.7, 0.8], headquarters: 0.001, channels: {social: 1, call: .45}}
  repurchase: {untroubled: 0.88, silent: 0, quick: 1, satisfied: [0, 0.5, 1], mollified: 0.4, dissatisfied: 2e-1}
  word_of_mouth: {bad: [9, 10, 16], good: 4.5}
  margin_per_year: {CNY: 20000, USD: [0, 3000.5, 4000]}
  losses: {CNY: {small: 3500, large: 70000}, USD: {small: 1, large: 2}}
  value_of_time: {CNY: 50, EUR: 0}
)");
  EXPECT_THAT(rules.complain,
              UnorderedElementsAre(Pair(ComplaintClass::consumer, exactly(.4)),
                                   Pair(ComplaintClass::business, Estimate{.6, .7, .8}),
                                   Pair(ComplaintClass::headquarters, exactly(.001))));
  EXPECT_THAT(rules.complain_channel, UnorderedElementsAre(Pair(Channel::social, exactly(1)),
                                                           Pair(Channel::call, exactly(.45))));
  EXPECT_THAT(
      rules.repurchase,
      UnorderedElementsAre(
          Pair(BuyerState::untroubled, exactly(.88)), Pair(BuyerState::silent, exactly(0)),
          Pair(BuyerState::quick, exactly(1)), Pair(BuyerState::satisfied, Estimate{0, .5, 1}),
          Pair(BuyerState::mollified, exactly(.4)), Pair(BuyerState::dissatisfied, exactly(.2))));
  EXPECT_THAT(rules.told_bad, Optional(Estimate{9, 10, 16}));
  EXPECT_THAT(rules.told_good, Optional(exactly(4.5)));
  EXPECT_THAT(
      rules.margin_per_year,
      UnorderedElementsAre(Pair("CNY", exactly(20'000)), Pair("USD", Estimate{0, 3'000.5, 4'000})));
  EXPECT_EQ(rules.losses.at("CNY").small_minor, 3'500);
  EXPECT_EQ(rules.losses.at("CNY").large_minor, 70'000);
  EXPECT_EQ(rules.losses.at("USD").large_minor, 2);
  EXPECT_THAT(rules.value_of_time, UnorderedElementsAre(Pair("CNY", 50), Pair("EUR", 0)));
}

TEST(money_fields, all_problems_are_told_at_once_with_their_lines) {
  EXPECT_THAT(
      problems_of(R"(money:
  complain: {consumer: 0, customer: 0.5, channels: {fax: 0.1}}
  repurchase: {silent: 1.01, satisfied: often}
  word_of_mouth: {bad: [10, 9, 16], good: [4, 5], worse: 1}
  margin_per_year: {cny: 1, CNY: -1, USD: nan, EUR: [1, 2, x]}
  losses:
    CNY: {small: 70000, large: 3500}
    USD: {small: 500}
    EUR: 7
  value_of_time: 50
  currency: CNY
threads: many
)"),
      ElementsAre(StartsWith("line 2: money.complain.consumer: must be a number from 0.001 "
                             "to 1, or [low, mid, high]"),
                  StartsWith("line 2: money.complain.customer: unknown key; known here: "
                             "consumer, business, headquarters, channels"),
                  StartsWith("line 2: money.complain.channels.fax: unknown key"),
                  StartsWith("line 3: money.repurchase.silent: must be a number from 0 to "),
                  StartsWith("line 3: money.repurchase.satisfied: must be a number"),
                  HasSubstr("line 4: money.word_of_mouth.bad: must be a number from 0 to "
                            "1000, or [low, mid, high] of such numbers in ascending order"),
                  StartsWith("line 4: money.word_of_mouth.good: must be a number"),
                  StartsWith("line 4: money.word_of_mouth.worse: unknown key"),
                  StartsWith("line 5: money.margin_per_year.cny: must be a currency"),
                  StartsWith("line 5: money.margin_per_year.CNY: must be a number"),
                  StartsWith("line 5: money.margin_per_year.USD: must be a number"),
                  StartsWith("line 5: money.margin_per_year.EUR: must be a number"),
                  StartsWith("line 7: money.losses.CNY: 'small' must be below 'large'"),
                  StartsWith("line 8: money.losses.USD: needs both 'small' and 'large'"),
                  StartsWith("line 9: money.losses.EUR: must be a mapping"),
                  StartsWith("line 10: money.value_of_time: must be a mapping of currencies"),
                  StartsWith("line 11: money.currency: unknown key; known here: complain"),
                  StartsWith("line 12: threads: must be an integer")));
}

TEST(money_fields, one_wrong_value_is_one_problem) {
  EXPECT_THAT(problems_of("money: {losses: {CNY: {small: x, large: 7}}}"),
              ElementsAre(HasSubstr("money.losses.CNY.small: must be an integer")));
  EXPECT_THAT(problems_of("money: {losses: {CNY: {small: 7, large: x}}}"),
              ElementsAre(HasSubstr("money.losses.CNY.large: must be an integer")));
  EXPECT_THAT(problems_of("money: {losses: {CNY: [1, 2]}}"),
              ElementsAre(HasSubstr("money.losses.CNY: must be a mapping")));
  EXPECT_THAT(problems_of("money: {value_of_time: {CNY: 1, CNY: 2}}"),
              ElementsAre(HasSubstr("money.value_of_time.CNY: is given twice")));
  EXPECT_THAT(problems_of("money: yes"), ElementsAre(HasSubstr("money: must be a mapping")));
}

}  // namespace
}  // namespace vocmap
