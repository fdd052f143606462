#include "operators/money/parameters.h"

#include <gmock/gmock.h>

#include "operators/metrics/rate.h"

namespace vocmap {
namespace {

constexpr Estimate exactly(double value) {
  return {value, value, value};
}

void expect_near(const Estimate& is, const Estimate& expected) {
  EXPECT_NEAR(is.low, expected.low, 1e-12);
  EXPECT_NEAR(is.mid, expected.mid, 1e-12);
  EXPECT_NEAR(is.high, expected.high, 1e-12);
}

// As if the share had been seen in 200 customers.
Estimate of_200(std::int64_t part) {
  const auto [low, high] = share_interval(part, 200);
  return {low, static_cast<double>(part) / 200, high};
}

PerState<Parameter> shares(std::optional<double> loss_size, const MoneyRules& rules = {}) {
  return repurchase_shares(rules, loss_size, {});
}

TEST(LossSize, is_linear_in_the_logarithm_between_the_bounds) {
  const MoneyRules rules;  // $5 and $100
  EXPECT_EQ(loss_size(rules, 0, "USD"), 0);
  EXPECT_EQ(loss_size(rules, 500, "USD"), 0);
  EXPECT_NEAR(*loss_size(rules, 501, "USD"), 0, 1e-3);
  EXPECT_NEAR(*loss_size(rules, 2'236, "USD"), .5, 1e-4);  // sqrt(5 x 100)
  EXPECT_EQ(loss_size(rules, 10'000, "USD"), 1);
  EXPECT_EQ(loss_size(rules, 1'000'000, "USD"), 1);
}

TEST(LossSize, needs_bounds_in_its_currency) {
  MoneyRules rules;
  EXPECT_EQ(loss_size(rules, 10'000, "CNY"), std::nullopt);
  rules.losses["CNY"] = {.small_minor = 3'500, .large_minor = 70'000};
  EXPECT_EQ(loss_size(rules, 70'000, "CNY"), 1);
  EXPECT_EQ(loss_size(rules, 3'500, "CNY"), 0);
}

TEST(ComplainShare, prior_is_that_of_who_complains) {
  const auto prior = [](ComplaintClass who) { return complain_share({}, who, Channel::call); };
  expect_near(prior(ComplaintClass::consumer).value, of_200(100));
  expect_near(prior(ComplaintClass::business).value, of_200(150));
  expect_near(prior(ComplaintClass::headquarters).value, {.01, .03, .05});
  EXPECT_EQ(prior(ComplaintClass::headquarters).source, ParamSource::prior);
}

TEST(ComplainShare, channel_decides_for_consumers_then_the_class_then_the_prior) {
  MoneyRules rules;
  rules.complain[ComplaintClass::consumer] = exactly(.4);
  rules.complain_channel[Channel::social] = exactly(.1);
  const Parameter social{exactly(.1), ParamSource::configured};
  const Parameter consumer{exactly(.4), ParamSource::configured};
  EXPECT_EQ(complain_share(rules, ComplaintClass::consumer, Channel::social), social);
  EXPECT_EQ(complain_share(rules, ComplaintClass::consumer, Channel::chat), consumer);
  EXPECT_EQ(complain_share(rules, ComplaintClass::business, Channel::social).value.mid, .75);
  EXPECT_EQ(complain_share(rules, ComplaintClass::headquarters, Channel::social).value.mid, .03);
}

TEST(ComplaintClass, follows_the_party_unless_headquarters_heard_first) {
  EXPECT_EQ(complaint_class(PartyType::customer, false), ComplaintClass::consumer);
  EXPECT_EQ(complaint_class(PartyType::third_party, false), ComplaintClass::consumer);
  EXPECT_EQ(complaint_class(PartyType::merchant, false), ComplaintClass::business);
  EXPECT_EQ(complaint_class(PartyType::supplier, false), ComplaintClass::business);
  EXPECT_EQ(complaint_class(PartyType::courier, false), ComplaintClass::business);
  EXPECT_EQ(complaint_class(PartyType::merchant, true), ComplaintClass::headquarters);
}

TEST(RepurchaseShares, priors_are_those_of_small_and_large_losses) {
  const auto expect_mid = [](double loss, std::array<double, 6> expected) {
    const PerState<Parameter> found = shares(loss);
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const auto state = static_cast<BuyerState>(i);
      EXPECT_NEAR(found[state].value.mid, expected[i], 1e-12) << name_of(state) << " " << loss;
    }
  };
  expect_mid(0, {.90, .37, .95, .70, .58, .46});
  expect_mid(1, {.90, .09, .82, .54, .365, .19});
  expect_mid(.5, {.90, .23, .885, .62, .4725, .325});
}

TEST(RepurchaseShares, a_prior_is_as_sure_as_two_hundred_customers) {
  expect_near(shares(0)[BuyerState::silent].value, of_200(74));
  const Estimate small = of_200(74), large = of_200(18);
  expect_near(shares(.25)[BuyerState::silent].value,
              {.75 * small.low + .25 * large.low, .75 * .37 + .25 * .09,
               .75 * small.high + .25 * large.high});
  EXPECT_EQ(shares(.25)[BuyerState::silent].source, ParamSource::prior);
}

TEST(RepurchaseShares, of_an_unknown_loss_are_assumed_and_wide) {
  const PerState<Parameter> unknown = shares(std::nullopt);
  const Parameter& silent = unknown[BuyerState::silent];
  expect_near(silent.value, {of_200(18).low, .23, of_200(74).high});
  EXPECT_EQ(silent.source, ParamSource::assumed);
  EXPECT_EQ(unknown[BuyerState::untroubled].source, ParamSource::prior);
  expect_near(unknown[BuyerState::untroubled].value, of_200(180));
}

TEST(RepurchaseShares, own_data_replace_a_prior_from_two_hundred_customers_on) {
  PerState<Repurchases> own;
  own[BuyerState::silent] = {.customers = 199, .bought_again = 100};
  own[BuyerState::satisfied] = {.customers = 200, .bought_again = 150};
  const PerState<Parameter> found = repurchase_shares({}, 1, own);
  EXPECT_EQ(found[BuyerState::silent].source, ParamSource::prior);
  EXPECT_NEAR(found[BuyerState::silent].value.mid, .09, 1e-12);
  EXPECT_EQ(found[BuyerState::satisfied], (Parameter{of_200(150), ParamSource::own_data}));
}

TEST(RepurchaseShares, what_is_configured_goes_before_own_data) {
  MoneyRules rules;
  rules.repurchase[BuyerState::satisfied] = {.5, .6, .7};
  PerState<Repurchases> own;
  own[BuyerState::satisfied] = {.customers = 1'000, .bought_again = 900};
  EXPECT_EQ(repurchase_shares(rules, 1, own)[BuyerState::satisfied],
            (Parameter{{.5, .6, .7}, ParamSource::configured}));
}

TEST(RepurchaseShares, mollified_stand_between_satisfied_and_dissatisfied_until_known) {
  MoneyRules rules;
  rules.repurchase[BuyerState::satisfied] = {.5, .6, .7};
  PerState<Repurchases> own;
  own[BuyerState::dissatisfied] = {.customers = 200, .bought_again = 40};
  const Parameter between = repurchase_shares(rules, 1, own)[BuyerState::mollified];
  const Estimate bad = of_200(40);
  expect_near(between.value, {(bad.low + .5) / 2, .4, (bad.high + .7) / 2});
  EXPECT_EQ(between.source, ParamSource::assumed);

  own[BuyerState::mollified] = {.customers = 200, .bought_again = 100};
  EXPECT_EQ(repurchase_shares(rules, 1, own)[BuyerState::mollified],
            (Parameter{of_200(100), ParamSource::own_data}));
  rules.repurchase[BuyerState::mollified] = exactly(.3);
  EXPECT_EQ(repurchase_shares(rules, 1, own)[BuyerState::mollified],
            (Parameter{exactly(.3), ParamSource::configured}));
}

TEST(WordOfMouth, is_ten_and_five_unless_configured) {
  EXPECT_EQ(told_bad({}), (Parameter{exactly(10), ParamSource::prior}));
  EXPECT_EQ(told_good({}), (Parameter{exactly(5), ParamSource::prior}));
  MoneyRules rules;
  rules.told_good = Estimate{4, 5, 8};
  EXPECT_EQ(told_good(rules), (Parameter{{4, 5, 8}, ParamSource::configured}));
  EXPECT_EQ(told_bad(rules).source, ParamSource::prior);
}

TEST(MarginPerYear, is_configured_else_the_median_of_two_hundred_customers) {
  std::vector<std::pair<std::int64_t, std::int64_t>> own;
  for (std::int64_t margin = 1; margin <= 199; ++margin) own.emplace_back(margin * 10, 1);
  EXPECT_FALSE(margin_per_year({}, "CNY", own));
  own.emplace_back(100'000, 1);
  // 1.96 sqrt(200) / 2 = 13.9: the ranks 86 and 115 around 100 and 101.
  EXPECT_EQ(margin_per_year({}, "CNY", own),
            (Parameter{{860, 1'000, 1'150}, ParamSource::own_data}));
  MoneyRules rules;
  rules.margin_per_year["CNY"] = {1, 2, 3};
  EXPECT_EQ(margin_per_year(rules, "CNY", own), (Parameter{{1, 2, 3}, ParamSource::configured}));
  EXPECT_EQ(margin_per_year(rules, "USD", own)->source, ParamSource::own_data);
}

}  // namespace
}  // namespace vocmap
