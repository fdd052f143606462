#include "operators/workforce/cost.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <random>

#include "operators/workforce/work_ratios.h"
#include "tests/unit/workforce/work_fixture.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using State = AgentState;

constexpr std::int64_t kHourMs = 3'600'000;

RateCard card() {
  RateCard card;
  card.currency = "CNY";
  card.wage_minor_per_hour = 3600;
  card.team_wage_minor_per_hour["experts"] = 7200;
  card.bot_minor_per_contact = 50;
  card.channel_minor_per_contact[static_cast<std::size_t>(Channel::call)] = 20;
  return card;
}

TimeSlice slice(State state, Channel channel, std::int64_t ms) {
  TimeSlice made{interval("", state, "", 0, 0).kind, ms};
  made.kind.line = "hotels";
  made.kind.channel = channel;
  return made;
}

TEST(CostTest, is_rounded_once_half_away_from_zero) {
  EXPECT_EQ(Cost::of_time(500, 3600).minor(), 1);  // half a minor unit
  EXPECT_EQ(Cost::of_time(499, 3600).minor(), 0);
  EXPECT_EQ(Cost::of_time(-500, 3600).minor(), -1);
  EXPECT_EQ((Cost::of_time(250, 3600) + Cost::of_time(250, 3600)).minor(), 1);
  EXPECT_EQ(Cost::of_minor(7).minor(), 7);
}

TEST(CostTest, beyond_its_type_stays_at_the_bound) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(Cost::of_time(most, most).minor(), most);
  EXPECT_EQ(Cost::of_time(-most, most).minor(), std::numeric_limits<std::int64_t>::min());
}

TEST(WageOf, is_the_agents_own_else_the_teams_else_the_cards) {
  EXPECT_EQ(wage_of(card(), "experts", 100, "USD"), (Wage{100, "USD"}));
  EXPECT_EQ(wage_of(card(), "experts", 100, ""), (Wage{100, "CNY"}));
  EXPECT_EQ(wage_of(card(), "experts", {}, "USD"), (Wage{7200, "CNY"}));
  EXPECT_EQ(wage_of(card(), "care", {}, ""), (Wage{3600, "CNY"}));
}

TEST(DirectCost, is_handle_time_by_concurrency_at_the_wage_and_fees) {
  ContactFact contact;
  contact.channel = Channel::call;
  contact.team_id = "care";
  contact.handle_ms = 300'000;
  EXPECT_THAT(direct_cost(card(), contact, {}), ElementsAre(Pair("CNY", Cost::of_minor(320))));
  contact.concurrency = 2500;
  EXPECT_EQ(agent_ms(contact), 120'000);
  EXPECT_THAT(direct_cost(card(), contact, {}), ElementsAre(Pair("CNY", Cost::of_minor(140))));
  contact.bot = true;
  contact.team_id = "experts";
  EXPECT_THAT(direct_cost(card(), contact, {}), ElementsAre(Pair("CNY", Cost::of_minor(240 + 70))));
}

TEST(DirectCost, in_the_agents_currency_is_apart_from_fees) {
  ContactFact contact;
  contact.channel = Channel::call;
  contact.handle_ms = 1000;
  EXPECT_THAT(direct_cost(card(), contact, Wage{7200, "USD"}),
              ElementsAre(Pair("CNY", Cost::of_minor(20)), Pair("USD", Cost::of_time(1000, 7200))));
}

TEST(DirectCost, of_a_contact_that_nobody_handled_is_its_fees) {
  ContactFact contact;
  contact.channel = Channel::chat;
  EXPECT_THAT(direct_cost(card(), contact, {}), IsEmpty());
  contact.bot = true;
  EXPECT_THAT(direct_cost(card(), contact, {}), ElementsAre(Pair("CNY", Cost::of_minor(50))));
}

TEST(PriceOf, is_rounded_to_a_thousandth_and_goes_by_the_card_alone) {
  ContactFact contact;
  contact.channel = Channel::chat;
  EXPECT_EQ(price_of(card(), contact), std::nullopt);
  contact.handle_ms = 7;
  contact.concurrency = 3000;
  EXPECT_EQ(price_of(card(), contact), 2);  // 2 ms at 1 minor unit a second
  contact.team_id = "experts";
  contact.bot = true;
  EXPECT_EQ(price_of(card(), contact), 50'004);
  RateCard cheap = card();
  cheap.team_wage_minor_per_hour["experts"] = 5400;
  contact.handle_ms = 1;
  contact.concurrency = 1000;
  EXPECT_EQ(price_of(cheap, contact), 50'002);  // 1.5 thousandths
  contact.handle_ms = 0;
  contact.bot = false;
  EXPECT_EQ(price_of(card(), contact), 0);  // known to have cost nothing
}

TEST(PriceOf, of_a_record_that_must_be_wrong_has_bounds) {
  ContactFact contact;
  contact.handle_ms = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(price_of(card(), contact), 1000 * kMostPerContact);
  contact.handle_ms = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(price_of(card(), contact), 0);
}

TEST(AgentMs, concurrency_below_one_is_one) {
  ContactFact contact;
  contact.handle_ms = 1000;
  for (const std::int64_t concurrency : {-5, 0, 500, 1000}) {
    contact.concurrency = concurrency;
    EXPECT_EQ(agent_ms(contact), 1000);
  }
  contact.handle_ms.reset();
  EXPECT_EQ(agent_ms(contact), std::nullopt);
}

TEST(Allocate, gives_what_does_not_divide_to_the_largest_remainders) {
  const std::int64_t weights[] = {1, 1, 1};
  EXPECT_TRUE(allocate(10, weights) == (std::vector<Int128>{4, 3, 3}));
  const std::int64_t uneven[] = {0, 2, 5};  // 0, 2.857, 7.143
  EXPECT_TRUE(allocate(10, uneven) == (std::vector<Int128>{0, 3, 7}));
  EXPECT_TRUE(allocate(-10, uneven) == (std::vector<Int128>{0, -3, -7}));
}

TEST(TeamHourTest, other_paid_time_goes_to_channels_by_their_direct_time) {
  const TeamHour hour =
      allocate_team_hour(card(), std::vector{slice(State::talk, Channel::call, 1'200'000),
                                             slice(State::wrap, Channel::call, 300'000),
                                             slice(State::contact_work, Channel::chat, 500'000),
                                             slice(State::available, Channel::call, 1'000'000),
                                             slice(State::meeting, Channel::other, 600'000)});
  ASSERT_EQ(hour.targets.size(), 2U);
  const TargetTime& call = hour.targets.at({"hotels", Channel::call});
  const TargetTime& chat = hour.targets.at({"hotels", Channel::chat});
  EXPECT_EQ(call.direct.ms, 1'500'000);
  EXPECT_EQ(call.allocated.ms, 1'200'000);
  EXPECT_EQ(chat.direct.ms, 500'000);
  EXPECT_EQ(chat.allocated.ms, 400'000);
  EXPECT_EQ(hour.paid.ms, kHourMs);
  EXPECT_EQ(hour.paid.costs.at("CNY").minor(), 3600);
  EXPECT_EQ(call.allocated.costs.at("CNY").minor(), 1200);
  EXPECT_EQ(hour.unallocated, PaidTime{});
}

TEST(TeamHourTest, without_direct_work_stays_unallocated) {
  const TeamHour hour =
      allocate_team_hour(card(), std::vector{slice(State::back_office, Channel::call, 1000)});
  EXPECT_TRUE(hour.targets.empty());
  EXPECT_EQ(hour.unallocated.ms, 1000);
  EXPECT_EQ(hour.unallocated, hour.paid);
}

TEST(TeamHourTest, work_that_is_not_paid_costs_nothing) {
  TimeSlice free = slice(State::talk, Channel::call, 1000);
  free.kind.paid = false;
  const TeamHour hour = allocate_team_hour(card(), std::vector{free});
  EXPECT_EQ(hour, TeamHour{});
}

TEST(Unexplained, is_what_contacts_say_beyond_activity_records) {
  EXPECT_EQ(unexplained_ms(300, 250), 50);
  EXPECT_EQ(unexplained_ms(200, 250), -50);
}

std::vector<TimeSlice> some_slices(std::mt19937& random) {
  const auto below = [&](unsigned n) { return static_cast<std::int64_t>(random() % n); };
  std::vector<TimeSlice> slices;
  for (std::int64_t n = below(15), i = 0; i < n; ++i) {
    TimeSlice made = slice(static_cast<State>(below(14)), static_cast<Channel>(below(4)),
                           1 + below(i % 3 == 0 ? 7 : 3'600'000));
    if (below(4) == 0) made.kind.line = kSharedLine;
    if (below(5) == 0) made.kind.channel.reset();
    made.kind.paid = below(6) != 0;
    if (below(2) == 0) made.kind.wage_minor_per_hour = below(1'000'000) - 10;
    if (below(3) == 0) made.kind.currency = "USD";
    slices.push_back(made);
  }
  return slices;
}

TEST(TeamHourTest, direct_and_allocated_and_unallocated_are_what_is_paid) {
  std::mt19937 random{seed()};
  int allocated_hours = 0, unallocated_hours = 0;
  for (int round = 0; round < 10'000; ++round) {
    std::vector<TimeSlice> slices = some_slices(random);
    const TeamHour hour = allocate_team_hour(card(), slices);
    PaidTime sum = hour.unallocated;
    for (const auto& [target, time] : hour.targets) {
      sum.add(time.direct);
      sum.add(time.allocated);
      allocated_hours += time.allocated.ms > 0 ? 1 : 0;
    }
    unallocated_hours += hour.unallocated.ms > 0 ? 1 : 0;
    StateTime paid;
    for (const TimeSlice& s : slices) paid.add(s);
    ASSERT_EQ(hour.paid.ms, paid.paid_ms()) << "round " << round;
    ASSERT_EQ(sum, hour.paid) << "round " << round;
    std::shuffle(slices.begin(), slices.end(), random);
    ASSERT_EQ(allocate_team_hour(card(), slices), hour) << "round " << round;
  }
  EXPECT_GT(allocated_hours, 1000);
  EXPECT_GT(unallocated_hours, 100);
}

}  // namespace
}  // namespace vocmap
