#include "operators/metrics/line_deltas.h"

#include <gmock/gmock.h>

#include "pipeline/core/frame.h"
#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class LineDeltasTest : public testing::Test {
 protected:
  std::vector<LineDelta> flush() {
    Outbox out;
    deltas_.flush(taxonomies_, out);
    std::vector<LineDelta> found;
    for (const OutboundRecord& record : out.take()) {
      EXPECT_EQ(record.topic, Topic::map_in);
      const auto frame = parse_frame(*record.value);
      versions_.push_back(frame->taxonomy_version);
      found.push_back(*decode<LineDelta>(frame->body));
      EXPECT_EQ(record.key, found.back().line);
    }
    return found;
  }

  const TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  LineDeltas deltas_;
  std::vector<std::uint32_t> versions_;  // that the records ask for
  CountedCell cell_{"shop", "shop.pay.twice", at("2026-03-07T10:05:00Z"), Channel::chat, "pay", 1};
};

TEST_F(LineDeltasTest, a_flush_gives_one_record_per_line_and_starts_over) {
  deltas_.add_contact(cell_, "c1", +1);
  deltas_.add_contact({"app", "none", cell_.start, Channel::call, "none", 1}, "c2", +1);
  deltas_.add_exposure("shop", at("2026-03-07T10:07:00Z"), 3);
  const auto lines = flush();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].line, "app");
  EXPECT_EQ(lines[1].line, "shop");
  EXPECT_TRUE(flush().empty());
}

TEST_F(LineDeltasTest, a_contact_added_and_removed_before_the_flush_is_not_sent) {
  deltas_.add_contact(cell_, "c1", +1);
  deltas_.add_contact(cell_, "c1", -1);
  deltas_.add_contact(cell_, "c2", -1);
  const auto lines = flush();
  ASSERT_EQ(lines.at(0).contacts.size(), 1u);
  EXPECT_THAT(lines[0].contacts[0].added, IsEmpty());
  EXPECT_THAT(lines[0].contacts[0].removed, ElementsAre("c2"));
}

TEST_F(LineDeltasTest, a_contact_of_two_customers_is_added_twice) {
  deltas_.add_contact(cell_, "c1", +1);
  deltas_.add_contact(cell_, "c1", +1);
  EXPECT_THAT(flush().at(0).contacts.at(0).added, ElementsAre("c1", "c1"));
}

TEST_F(LineDeltasTest, a_record_asks_for_the_newest_version_of_what_it_has) {
  deltas_.add_contact(cell_, "c1", +1);
  deltas_.add_exposure("app", at("2026-03-07T10:04:59.999Z"), 1);
  cell_.taxonomy_version = 3;
  deltas_.add_contact(cell_, "c2", +1);
  flush();
  EXPECT_THAT(versions_, ElementsAre(1, 3));
}

TEST_F(LineDeltasTest, exposure_is_summed_per_5_minutes) {
  deltas_.add_exposure("shop", at("2026-03-07T10:04:59.999Z"), 1);
  deltas_.add_exposure("shop", at("2026-03-07T10:05:00Z"), 2);
  deltas_.add_exposure("shop", at("2026-03-07T10:09:59.999Z"), 3);
  const auto lines = flush();
  ASSERT_EQ(lines.at(0).exposures.size(), 2u);
  EXPECT_EQ(lines[0].exposures[0].count, 1);
  EXPECT_EQ(lines[0].exposures[1].count, 5);
  EXPECT_EQ(lines[0].exposures[1].start, at("2026-03-07T10:05:00Z"));
}

TEST_F(LineDeltasTest, a_feed_reports_its_last_sign_of_life_per_5_minutes) {
  deltas_.add_sign_of_life("shop", Channel::chat, at("2026-03-07T10:07:00Z"));
  deltas_.add_sign_of_life("shop", Channel::chat, at("2026-03-07T10:06:00Z"));
  deltas_.add_sign_of_life("shop", std::nullopt, at("2026-03-07T10:06:00Z"));
  const auto feeds = flush().at(0).feeds;
  ASSERT_EQ(feeds.size(), 2u);
  EXPECT_EQ(feeds[0].channel, std::nullopt);
  EXPECT_EQ(feeds[1].last, at("2026-03-07T10:07:00Z"));
}

}  // namespace
}  // namespace vocmap
