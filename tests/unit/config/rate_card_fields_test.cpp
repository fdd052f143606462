#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/config/settings.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

tl::expected<Settings, Problems> load(std::string_view yaml) {
  return load_settings(yaml, Purpose::other, {"node-7", {}});
}

Problems problems_of(std::string_view yaml) {
  auto settings = load(yaml);
  return settings ? Problems{} : settings.error();
}

TEST(rate_card_fields, without_the_section_there_is_none) {
  EXPECT_EQ(load("threads: 1")->rate_card, std::nullopt);
  EXPECT_EQ(load("rate_card:")->rate_card, std::nullopt);
}

TEST(rate_card_fields, every_key_is_taken) {
  const auto settings = load(R"(
rate_card:
  currency: CNY
  wage_minor_per_hour: 4500
  team_wage_minor_per_hour: {experts: 9000, "42": 0}
  bot_minor_per_contact: 30
  channel_minor_per_contact: {call: 20, other: 1000000000}
)");
  ASSERT_TRUE(settings) << settings.error().front();
  RateCard card{.currency = "CNY",
                .wage_minor_per_hour = 4500,
                .team_wage_minor_per_hour = {{"experts", 9000}, {"42", 0}},
                .bot_minor_per_contact = 30};
  card.channel_minor_per_contact[static_cast<std::size_t>(Channel::call)] = 20;
  card.channel_minor_per_contact[static_cast<std::size_t>(Channel::other)] = 1'000'000'000;
  EXPECT_EQ(settings->rate_card, card);
}

TEST(rate_card_fields, what_is_left_out_costs_nothing_but_currency_and_wage_must_be_there) {
  const auto settings = load("rate_card: {currency: EUR, wage_minor_per_hour: 0}");
  ASSERT_TRUE(settings);
  RateCard nothing;
  nothing.currency = "EUR";
  EXPECT_EQ(settings->rate_card, nothing);
  EXPECT_THAT(problems_of("rate_card: {}"),
              ElementsAre("line 1: rate_card: needs 'currency': nothing is priced by a guess",
                          "line 1: rate_card: needs 'wage_minor_per_hour': nothing is priced by a "
                          "guess"));
}

TEST(rate_card_fields, all_problems_are_told_at_once) {
  EXPECT_THAT(
      problems_of(R"(rate_card:
  currency: yuan
  wage_minor_per_hour: -1
  team_wage_minor_per_hour: {experts: 1000000001, care: 1, care: 2, [a]: 3}
  bot_minor_per_contact: 0.5
  channel_minor_per_contact: {fax: 1, sms: x}
  hourly: 3
)"),
      ElementsAre(StartsWith("line 2: rate_card.currency: must be a currency of three capital"),
                  StartsWith("line 3: rate_card.wage_minor_per_hour: must be an integer"),
                  HasSubstr("rate_card.team_wage_minor_per_hour.experts: must be an integer"),
                  HasSubstr("rate_card.team_wage_minor_per_hour.care: is given twice"),
                  HasSubstr("rate_card.team_wage_minor_per_hour: must have the id of a team"),
                  StartsWith("line 5: rate_card.bot_minor_per_contact: must be an integer"),
                  HasSubstr("rate_card.channel_minor_per_contact.fax: unknown key"),
                  HasSubstr("rate_card.channel_minor_per_contact.sms: must be an integer"),
                  StartsWith("line 7: rate_card.hourly: unknown key; known here: currency")));
  EXPECT_THAT(problems_of("rate_card: {currency: EUR, wage_minor_per_hour: 1, "
                          "team_wage_minor_per_hour: 7}"),
              ElementsAre(HasSubstr("must be a mapping of teams to their wages")));
  EXPECT_THAT(problems_of("rate_card: 7"), ElementsAre(HasSubstr("rate_card: must be a mapping")));
}

}  // namespace
}  // namespace vocmap
