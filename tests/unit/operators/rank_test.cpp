#include "operators/rank.h"

#include <gmock/gmock.h>

#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::Not;

class RankTest : public testing::Test {
 protected:
  void day(std::string_view start, std::int64_t contacts, std::optional<double> exposure = 1'000) {
    const EventTime from = at(start);
    rank_.on_record({},
                    encode(DayRow{"shop",
                                  from,
                                  from + std::chrono::days{1},
                                  exposure,
                                  {{"shop.pay.twice", contacts}, {"shop.pay.declined", 9}}}),
                    out_);
  }
  // The battle map of one publication; empty when there was none.
  std::string publish() {
    rank_.publish(Extent::due, out_);
    std::string map;
    taxonomies_published_ = 0;
    for (const OutboundRecord& record : out_.take()) {
      if (record.topic == Topic::battle_map) map = *record.value;
      if (record.topic == Topic::taxonomy) ++taxonomies_published_;
    }
    return map;
  }

  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  TemporaryState state_;
  Rank rank_{taxonomies_, *state_};
  Outbox out_;
  int taxonomies_published_ = 0;
};

TEST_F(RankTest, a_newer_row_of_a_day_replaces_the_one_before) {
  day("2026-03-07T00:00:00Z", 20);
  day("2026-03-07T00:00:00Z", 30);
  EXPECT_THAT(publish(), HasSubstr(R"("contacts":30,"exposure":1000)"));
}

TEST_F(RankTest, the_trailing_28_days_are_summed) {
  day("2026-03-07T00:00:00Z", 20);
  day("2026-04-03T00:00:00Z", 5);
  EXPECT_THAT(publish(), HasSubstr(R"("contacts":25,"exposure":2000)"));
  day("2026-04-04T00:00:00Z", 1);
  EXPECT_THAT(publish(), HasSubstr(R"("contacts":6,"exposure":2000)"));
}

TEST_F(RankTest, days_without_a_known_exposure_do_not_count) {
  day("2026-03-07T00:00:00Z", 20);
  day("2026-03-08T00:00:00Z", 99, std::nullopt);
  EXPECT_THAT(publish(), HasSubstr(R"("contacts":20,"exposure":1000)"));
}

TEST_F(RankTest, scenarios_without_a_target_are_no_fights) {
  day("2026-03-07T00:00:00Z", 20);
  EXPECT_THAT(publish(), Not(HasSubstr("shop.pay.declined")));
}

TEST_F(RankTest, the_map_is_published_when_it_changed_with_the_next_revision) {
  day("2026-03-07T00:00:00Z", 20);
  EXPECT_THAT(publish(), HasSubstr(R"("revision":1})"));
  EXPECT_EQ(publish(), "");
  day("2026-03-07T00:00:00Z", 20);
  EXPECT_EQ(publish(), "");
  day("2026-03-07T00:00:00Z", 21);
  EXPECT_THAT(publish(), HasSubstr(R"("revision":2})"));
}

TEST_F(RankTest, a_renamed_or_merged_scenario_keeps_its_history) {
  std::string next{kShopAndApp};
  next.replace(next.find("version: 1"), 10, R"(version: 2
effective_from: 2026-03-08T10:00:00Z
changes: [{merge: {from: [shop.pay.twice, shop.pay.declined], into: shop.pay.failed}}])");
  next.replace(next.rfind("shop.pay.twice"), 14, "shop.pay.failed");
  const std::size_t gone = next.find("          - {id: shop.pay.declined");
  next.erase(gone, next.find('\n', gone) + 1 - gone);
  taxonomies_ = taxonomies_of({kShopAndApp, next});
  day("2026-03-07T00:00:00Z", 20);
  EXPECT_THAT(publish(), HasSubstr(R"("scenario":"shop.pay.twice")")) << "not in force yet";
  const EventTime from = at("2026-03-08T00:00:00Z");
  rank_.on_record({},
                  encode(DayRow{"shop",
                                from,
                                from + std::chrono::days{1},
                                1'000,
                                {{"shop.pay.failed", 3}, {"shop.pay.twice", 2}}}),
                  out_);
  const std::string map = publish();
  EXPECT_THAT(map, HasSubstr(R"("taxonomy_version":2)"));
  EXPECT_THAT(map, HasSubstr(R"("scenario":"shop.pay.failed")"));
  EXPECT_THAT(map, HasSubstr(R"("contacts":34,"exposure":2000)"));
  EXPECT_THAT(map, Not(HasSubstr(R"("scenario":"shop.pay.twice")")));
}

TEST_F(RankTest, a_taxonomy_version_is_published_once) {
  publish();
  EXPECT_EQ(taxonomies_published_, 1);
  publish();
  EXPECT_EQ(taxonomies_published_, 0);
}

}  // namespace
}  // namespace vocmap
