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
    deltas_.flush(out);
    std::vector<LineDelta> found;
    for (const OutboundRecord& record : out.take()) {
      EXPECT_EQ(record.topic, Topic::map_in);
      found.push_back(*decode<LineDelta>(parse_frame(*record.value)->body));
      EXPECT_EQ(record.key, found.back().line);
    }
    return found;
  }

  LineDeltas deltas_;
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
