#include "pipeline/cli/proposals/draft_adoption.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::HasSubstr;

constexpr std::string_view kFile = R"(# Our journeys
version: 3
effective_from: 2026-03-01T00:00:00Z
changes:
  # of March
  - rename: {from: shop.pay.double, to: shop.pay.twice}
# All lines
lines:
  - id: shop
    name: {en: Shop, zh: 商店}
    stages:
      - id: pay
        name: Pay
        scenarios:
          - id: shop.pay.declined
            name: Declined
            examples: ["my card was declined",
              "declined again"]   # two
          - id: shop.pay.twice
            name: Charged twice
            examples: [twice]
            definition: >
              The customer was charged
              # twice

              for one order.

      # Delivery
      - {id: receive, name: Receive, scenarios: [{id: shop.receive.late, name: Late, examples: [late]}]}
      - id: use
        name: Use
  - id: app
    name: App
    stages: []
)";

Adoption points() {
  return {.emergent = "shop.emergent.0123456789abcdef",
          .scenario = "shop.pay.points",
          .name = {{"en", "loyalty points"}, {"zh", "积分没有到账"}},
          .examples = {"where are my \"loyalty\" points: now?", "会员积分怎么没有到账，急"},
          .effective_from = at("2026-03-08T10:00:00Z")};
}

TEST(DraftAdoption, adds_the_scenario_at_the_end_of_its_stage_and_keeps_every_other_line) {
  const auto draft = draft_adoption(kFile, points());
  ASSERT_TRUE(draft) << draft.error();
  EXPECT_THAT(*draft, HasSubstr(R"(# Our journeys
version: 4
effective_from: 2026-03-08T10:00:00Z
changes:
  - adopt: {emergent: "shop.emergent.0123456789abcdef", as: "shop.pay.points"}
# All lines
lines:
)"));
  EXPECT_THAT(*draft, HasSubstr(R"(
              for one order.
          - id: "shop.pay.points"
            name: {en: "loyalty points", zh: "积分没有到账"}
            examples:
              - "where are my \"loyalty\" points: now?"
              - "会员积分怎么没有到账，急"

      # Delivery
      - {id: receive,)"));
  std::string rest{kFile.substr(kFile.find("      # Delivery"))};
  EXPECT_TRUE(draft->ends_with(rest));
}

TEST(DraftAdoption, is_a_version_that_the_history_takes) {
  const auto draft = draft_adoption(kShopAndApp, points());
  ASSERT_TRUE(draft) << draft.error();
  const TaxonomyHistory history = taxonomies_of({kShopAndApp, *draft});
  ASSERT_NE(history.adopted(points().emergent), nullptr);
  EXPECT_EQ(history.adopted(points().emergent)->id, "shop.pay.points");
  EXPECT_EQ(history.latest().version(), 2U);
}

TEST(DraftAdoption, a_stage_without_scenarios_gets_a_list_of_them) {
  Adoption adoption = points();
  adoption.scenario = "shop.use.points";
  const auto draft = draft_adoption(kFile, adoption);
  ASSERT_TRUE(draft) << draft.error();
  EXPECT_THAT(*draft, HasSubstr(R"(
        name: Use
        scenarios:
          - id: "shop.use.points"
)"));
}

TEST(DraftAdoption, says_what_it_cannot_do) {
  Adoption adoption = points();
  adoption.scenario = "shop.return.points";
  EXPECT_THAT(draft_adoption(kFile, adoption).error(),
              HasSubstr("shop.return.points is in no stage of the taxonomy"));
  adoption.scenario = "shop.receive.points";
  EXPECT_THAT(draft_adoption(kFile, adoption).error(),
              HasSubstr("the scenarios of stage receive do not stand one below the other"));
  adoption.scenario = "shop.pay.twice";
  EXPECT_FALSE(draft_adoption(kFile, adoption)) << "the id is taken";
}

TEST(DraftAdoption, characters_that_yaml_does_not_print_are_escaped) {
  Adoption adoption = points();
  adoption.examples = {"one\u2028two", "three\xC2\x85 four\x7f"};
  const auto draft = draft_adoption(kFile, adoption);
  ASSERT_TRUE(draft) << draft.error();
  for (const char* unprinted : {"\u2028", "\xC2\x85", "\x7f"}) {
    EXPECT_EQ(draft->find(unprinted), draft->npos);
  }
}

TEST(AdoptionNames, are_of_one_language_or_of_both) {
  EXPECT_EQ(read_names({}), LocalizedText{});
  EXPECT_EQ(read_names({"Lockers = full"}),
            (LocalizedText{{"en", "Lockers = full"}, {"zh", "Lockers = full"}}));
  EXPECT_EQ(read_names({"zh=寄存柜", "en=Lockers"}),
            (LocalizedText{{"en", "Lockers"}, {"zh", "寄存柜"}}));
  EXPECT_EQ(read_names({"zh=寄存柜"}), (LocalizedText{{"zh", "寄存柜"}}));
  EXPECT_EQ(read_names({"Lockers", "zh=寄存柜"}),
            (LocalizedText{{"en", "Lockers"}, {"zh", "寄存柜"}}));
  for (const std::vector<std::string>& bad :
       {std::vector<std::string>{"a", "b"}, {"zh=a", "zh=b"}, {"zh="}, {""}}) {
    EXPECT_FALSE(read_names(bad)) << bad.front();
  }
}

}  // namespace
}  // namespace vocmap
