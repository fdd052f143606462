#include "operators/money/journey_class.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/domain.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;

JourneyFact journey(JourneyResolution resolution) {
  JourneyFact fact;
  fact.state = JourneyState::closed;
  fact.resolution = resolution;
  fact.contacts = {"c-1"};
  fact.opened.at = at("2026-03-01T10:00:00Z");
  fact.last_event_at = fact.opened.at + 24h;
  return fact;
}

TEST(JourneyClass, quick_is_confirmed_with_one_contact_within_a_day) {
  JourneyFact fact = journey(JourneyResolution::confirmed);
  EXPECT_EQ(journey_class(fact), Satisfaction::quick);
  fact.last_event_at = fact.last_event_at + 1ms;
  EXPECT_EQ(journey_class(fact), Satisfaction::satisfied);
  fact = journey(JourneyResolution::confirmed);
  fact.contacts.emplace_back("c-2");
  EXPECT_EQ(journey_class(fact), Satisfaction::satisfied);
}

TEST(JourneyClass, silence_satisfies_and_is_never_quick) {
  EXPECT_EQ(journey_class(journey(JourneyResolution::assumed)), Satisfaction::satisfied);
}

TEST(JourneyClass, goodwill_mollifies_only_who_was_not_satisfied) {
  JourneyFact fact = journey(JourneyResolution::negative);
  EXPECT_EQ(journey_class(fact), Satisfaction::dissatisfied);
  fact.goodwill = true;
  EXPECT_EQ(journey_class(fact), Satisfaction::mollified);
  fact.resolution = JourneyResolution::confirmed;
  EXPECT_EQ(journey_class(fact), Satisfaction::quick);
}

TEST(JourneyClass, an_unfinished_journey_has_none) {
  JourneyFact fact = journey(JourneyResolution::confirmed);
  fact.state = JourneyState::provisional_72h;
  EXPECT_FALSE(journey_class(fact));
  EXPECT_FALSE(journey_class(journey(JourneyResolution::open)));
}

TEST(JourneyClass, a_worse_one_is_greater) {
  EXPECT_EQ(std::max({Satisfaction::quick, Satisfaction::mollified, Satisfaction::satisfied}),
            Satisfaction::mollified);
  EXPECT_LT(Satisfaction::mollified, Satisfaction::dissatisfied);
}

TEST(BuyerState, of_each_class_has_its_name) {
  for (const std::string_view name : EnumNames<Satisfaction>::values) {
    EXPECT_EQ(name_of(state_of(*parse_enum<Satisfaction>(name))), name);
  }
}

}  // namespace
}  // namespace vocmap
