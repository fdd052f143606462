#include "operators/metrics/proactive.h"

#include <gmock/gmock.h>

#include <cmath>

#include "operators/metrics/rate.h"

namespace vocmap {
namespace {

using testing::Optional;

TEST(ProactiveEffect, counts_coverage_and_annoyance_over_all_kinds) {
  const auto effect = proactive_effect({{.told_first = 30, .others = 70, .annoyed = 2},
                                        {.told_first = 10, .others = 50, .annoyed = 1}});
  EXPECT_THAT(effect.coverage, Optional(.25));
  EXPECT_EQ(effect.coverage_interval, share_interval(40, 160));
  EXPECT_THAT(effect.annoyance, Optional(.075));
  EXPECT_EQ(effect.annoyance_interval, share_interval(3, 40));
}

TEST(ProactiveEffect, avoided_contacts_are_those_of_comparable_orders) {
  // Late parcels: 100 told first made 5 contacts, 400 others 80, so 20 were due. Refunds: 10 told
  // first made 4, 20 others 4, so 2 were due.
  const auto effect = proactive_effect(
      {{.told_first = 100, .told_first_contacts = 5, .others = 400, .other_contacts = 80},
       {.told_first = 10, .told_first_contacts = 4, .others = 20, .other_contacts = 4}});
  EXPECT_THAT(effect.avoided_contacts, Optional(13));
  const double half = 1.959963984540054 * std::sqrt(80 / 16. + 5 + 4 / 4. + 4);
  EXPECT_NEAR(effect.avoided_interval.first, 13 - half, 1e-12);
  EXPECT_NEAR(effect.avoided_interval.second, 13 + half, 1e-12);
  EXPECT_EQ(effect.not_compared, 0);
}

TEST(ProactiveEffect, kinds_without_others_are_left_out_and_told) {
  const auto effect = proactive_effect(
      {{.told_first = 8, .told_first_contacts = 8},
       {.others = 9, .other_contacts = 9},
       {.told_first = 10, .told_first_contacts = 0, .others = 10, .other_contacts = 3}});
  EXPECT_THAT(effect.avoided_contacts, Optional(3));
  EXPECT_EQ(effect.not_compared, 8);
}

TEST(ProactiveEffect, seeing_no_contact_leaves_room_for_one) {
  const auto effect = proactive_effect({{.told_first = 10, .others = 10}});
  EXPECT_THAT(effect.avoided_contacts, Optional(0));
  EXPECT_NEAR(effect.avoided_interval.second, 1.959963984540054 * std::sqrt(2), 1e-12);
}

TEST(ProactiveEffect, of_nothing_is_unknown) {
  const auto effect = proactive_effect({});
  EXPECT_FALSE(effect.coverage);
  EXPECT_FALSE(effect.annoyance);
  EXPECT_FALSE(effect.avoided_contacts);
  EXPECT_EQ(effect.coverage_interval, (std::pair{0.0, 1.0}));
}

}  // namespace
}  // namespace vocmap
