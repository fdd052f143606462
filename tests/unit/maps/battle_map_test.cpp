#include "operators/maps/battle_map.h"

#include <gmock/gmock.h>

#include "schemas/json_writer.h"
#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class BattleMapTest : public testing::Test {
 protected:
  BattleRow row(std::string_view scenario, std::int64_t contacts, double exposure) {
    const TaxonomyIndex& taxonomy = taxonomies_.latest();
    const std::uint16_t index = *taxonomy.scenario_index(scenario);
    return {&taxonomy.line_of(index), &taxonomy.stage_of(index), &taxonomy.scenario(index),
            contacts, exposure};
  }
  std::vector<std::string> ranked(std::vector<BattleRow> rows) {
    rank(rows);
    std::vector<std::string> ids;
    for (const BattleRow& r : rows) ids.push_back(r.scenario->id);
    return ids;
  }

  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
};

TEST_F(BattleMapTest, avoidable_is_what_exceeds_the_target) {
  EXPECT_DOUBLE_EQ(row("shop.pay.twice", 80, 10'000).avoidable_contacts(), 30);
  EXPECT_EQ(row("shop.pay.twice", 50, 10'000).avoidable_contacts(), 0);
  EXPECT_EQ(row("shop.pay.twice", 10, 10'000).avoidable_contacts(), 0);
}

TEST_F(BattleMapTest, most_avoidable_contacts_come_first) {
  EXPECT_THAT(ranked({row("shop.pay.twice", 80, 10'000), row("app.use.crash", 3, 10'000),
                      row("shop.receive.late", 200, 10'000)}),
              ElementsAre("shop.receive.late", "shop.pay.twice", "app.use.crash"));
}

TEST_F(BattleMapTest, ties_go_to_the_smallest_id_in_any_order) {
  const BattleRow a = row("shop.pay.twice", 80, 10'000);
  const BattleRow b = row("shop.receive.late", 80, 10'000);
  EXPECT_THAT(ranked({a, b}), ElementsAre("shop.pay.twice", "shop.receive.late"));
  EXPECT_THAT(ranked({b, a}), ElementsAre("shop.pay.twice", "shop.receive.late"));
}

TEST_F(BattleMapTest, shares_are_of_all_avoidable_contacts) {
  std::vector<BattleRow> rows{row("shop.pay.twice", 80, 10'000), row("app.use.crash", 11, 10'000)};
  rank(rows);
  JsonWriter json;
  write_battle_map(json, 1, at("2026-02-07T00:00:00Z"), at("2026-03-07T00:00:00Z"), rows);
  EXPECT_THAT(json.text(), HasSubstr(R"("rank":1,"line":"shop")"));
  EXPECT_THAT(json.text(), HasSubstr(R"("service_rate_per_10k":80,)"));
  EXPECT_THAT(json.text(), HasSubstr(R"("avoidable_contacts":30,"share":0.75)"));
  EXPECT_THAT(json.text(), HasSubstr(R"("avoidable_contacts":10,"share":0.25)"));
  EXPECT_THAT(json.text(), HasSubstr(R"("size":"28d","start":"2026-02-07T00:00:00Z")"));
}

}  // namespace
}  // namespace vocmap
