#include "operators/money/goodman.h"

#include <gmock/gmock.h>

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::Field;

constexpr Estimate exactly(double value) {
  return {value, value, value};
}

HeardCustomers heard(ComplaintClass who, std::int64_t quick, std::int64_t satisfied,
                     std::int64_t mollified, std::int64_t dissatisfied) {
  return {who, Channel::chat, {quick, satisfied, mollified, dissatisfied}};
}

// Consumers at the front line, a loss above $100, R0 .90, V 200, q 300, s 400, d 300.
AtRiskInput example() {
  AtRiskInput input;
  input.heard = {heard(ComplaintClass::consumer, 300, 400, 0, 300)};
  input.loss_size = 1;
  input.margin = Parameter{exactly(200), ParamSource::configured};
  return input;
}

TEST(RevenueAtRisk, example_of_the_definition_is_exact) {
  const RevenueAtRisk risk = revenue_at_risk({}, example());
  EXPECT_EQ(risk.heard, 1'000);
  EXPECT_EQ(risk.affected.value.mid, 2'000);
  EXPECT_EQ(risk.silent.mid, 1'000);
  EXPECT_EQ(risk.lost.mid, 1'191);
  EXPECT_EQ(risk.revenue->mid, 238'200);
  EXPECT_EQ(risk.told_bad.mid, 13'000);
  EXPECT_EQ(risk.told_good, exactly(3'500));
}

TEST(RevenueAtRisk, low_and_high_take_every_parameter_at_its_end) {
  MoneyRules rules;
  rules.complain[ComplaintClass::consumer] = {.4, .5, .8};
  rules.repurchase[BuyerState::untroubled] = {.85, .9, .95};
  rules.repurchase[BuyerState::silent] = {.05, .1, .25};
  rules.repurchase[BuyerState::quick] = exactly(.9);
  rules.repurchase[BuyerState::satisfied] = exactly(.5);
  rules.repurchase[BuyerState::dissatisfied] = {.1, .2, .3};
  rules.told_bad = Estimate{8, 10, 16};
  AtRiskInput input = example();
  input.margin->value = {100, 200, 300};
  const RevenueAtRisk risk = revenue_at_risk(rules, input);
  EXPECT_EQ(risk.affected, (Parameter{{1'250, 2'000, 2'500}, ParamSource::configured}));
  EXPECT_EQ(risk.silent, (Estimate{250, 1'000, 1'500}));
  // 250 x .6 - 300 x .05 + 400 x .35 + 300 x .55; ...; 1500 x .9 + 300 x .05 + 400 x .45 + 300 x
  // .85
  EXPECT_EQ(risk.lost, (Estimate{440, 800 + 0 + 160 + 210, 1'800}));
  EXPECT_EQ(*risk.revenue, (Estimate{44'000, 234'000, 540'000}));
  EXPECT_EQ(risk.told_bad, (Estimate{8 * 550, 10 * 1'300, 16 * 1'800}));
  EXPECT_EQ(risk.people_per_bad, (Parameter{{8, 10, 16}, ParamSource::configured}));
}

TEST(RevenueAtRisk, groups_are_multiplied_each_by_its_own_share) {
  MoneyRules rules;
  rules.complain[ComplaintClass::headquarters] = exactly(.02);
  rules.complain_channel[Channel::chat] = exactly(.25);
  AtRiskInput input;
  input.heard = {heard(ComplaintClass::consumer, 10, 0, 0, 0),
                 heard(ComplaintClass::business, 0, 30, 0, 0),
                 heard(ComplaintClass::headquarters, 0, 0, 1, 1)};
  const RevenueAtRisk risk = revenue_at_risk(rules, input);
  EXPECT_EQ(risk.heard, 42);
  EXPECT_EQ(risk.affected.value.mid, 40 + 40 + 100);
  EXPECT_EQ(risk.affected.source, ParamSource::configured);
  EXPECT_EQ(risk.silent.mid, 138);
  EXPECT_THAT(risk.complain, ElementsAre(Field(&Parameter::source, ParamSource::configured),
                                         Field(&Parameter::source, ParamSource::prior),
                                         Field(&Parameter::source, ParamSource::configured)));
}

TEST(RevenueAtRisk, mollified_customers_lose_half_of_what_dissatisfied_ones_do_more) {
  AtRiskInput input = example();
  input.heard = {heard(ComplaintClass::consumer, 0, 0, 1'000, 0)};
  input.measured = 1'000;  // nobody is silent
  const RevenueAtRisk risk = revenue_at_risk({}, input);
  EXPECT_EQ(risk.repurchase[BuyerState::mollified].source, ParamSource::assumed);
  EXPECT_EQ(risk.lost.mid, 535);  // R0 .90 less (.19 + .54) / 2
  EXPECT_EQ(risk.told_bad, exactly(0));
  EXPECT_EQ(risk.told_good, exactly(0));
}

TEST(RevenueAtRisk, a_measured_count_replaces_the_estimate) {
  AtRiskInput input = example();
  input.measured = 1'600;
  const RevenueAtRisk risk = revenue_at_risk({}, input);
  EXPECT_EQ(risk.affected, (Parameter{exactly(1'600), ParamSource::own_data}));
  EXPECT_EQ(risk.silent, exactly(600));
  EXPECT_EQ(risk.lost.mid, 1'191 - 324);
  input.measured = 900;  // fewer than were heard
  EXPECT_EQ(revenue_at_risk({}, input).silent, exactly(0));
}

TEST(RevenueAtRisk, is_negative_when_service_wins_customers) {
  AtRiskInput input = example();
  input.loss_size = 0;
  input.heard = {heard(ComplaintClass::consumer, 1'000, 0, 0, 0)};
  input.measured = 1'000;
  const RevenueAtRisk risk = revenue_at_risk({}, input);
  EXPECT_EQ(risk.lost.mid, -50);
  EXPECT_EQ(risk.revenue->mid, -10'000);
  EXPECT_LE(risk.revenue->low, risk.revenue->mid);
  EXPECT_LE(risk.revenue->mid, risk.revenue->high);
}

TEST(RevenueAtRisk, without_a_margin_is_customers_only) {
  AtRiskInput input = example();
  input.margin.reset();
  const RevenueAtRisk risk = revenue_at_risk({}, input);
  EXPECT_EQ(risk.lost.mid, 1'191);
  EXPECT_FALSE(risk.revenue);
}

TEST(RevenueAtRisk, of_nobody_is_nothing) {
  const RevenueAtRisk risk = revenue_at_risk({}, {});
  EXPECT_EQ(risk.affected, (Parameter{exactly(0), ParamSource::prior}));
  EXPECT_EQ(risk.lost, exactly(0));
}

TEST(RevenueAtRisk, own_behaviour_counts_in_the_loss) {
  AtRiskInput input = example();
  input.own[BuyerState::dissatisfied] = {.customers = 400, .bought_again = 200};
  const RevenueAtRisk risk = revenue_at_risk({}, input);
  EXPECT_EQ(risk.repurchase[BuyerState::dissatisfied].source, ParamSource::own_data);
  EXPECT_EQ(risk.lost.mid, 1'191 - 300 * .31);
}

}  // namespace
}  // namespace vocmap
