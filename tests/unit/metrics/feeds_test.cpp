#include "tests/unit/metrics/windows_fixture.h"

namespace vocmap {
namespace {

constexpr std::string_view kFeeds = R"(
version: 1
lines:
  - id: shop
    name: {en: Shop}
    feeds: [{kind: channel, channel: chat, max_gap: 3h}, {kind: exposure, max_gap: 30m}]
    stages:
      - id: pay
        name: {en: Pay}
        scenarios: [{id: shop.pay.twice, name: Twice, rules: [{any: [twice]}]}]
)";

class FeedsTest : public WindowsTest {
 protected:
  FeedsTest() : WindowsTest({kFeeds}) {
    exposure("2026-03-07T12:30:00Z", 100);
    sign_of_life(std::nullopt, "2026-03-07T12:30:00Z");
  }
  bool missing(WindowSize size = WindowSize::hour,
               std::string_view start = "2026-03-07T12:00:00Z") {
    publish();
    return reading(size, start).feed_missing;
  }
};

// The hour [12:00, 13:00) looks at the chat feed in [10:00, 13:00).
TEST_F(FeedsTest, feed_is_missing_without_a_record) {
  EXPECT_TRUE(missing());
}

TEST_F(FeedsTest, a_record_exactly_max_gap_before_the_end_counts) {
  sign_of_life(Channel::chat, "2026-03-07T10:00:00Z");
  EXPECT_FALSE(missing());
}

TEST_F(FeedsTest, a_record_longer_ago_does_not_count) {
  sign_of_life(Channel::chat, "2026-03-07T09:59:59.999Z");
  EXPECT_TRUE(missing());
}

TEST_F(FeedsTest, a_record_at_the_end_does_not_count) {
  sign_of_life(Channel::chat, "2026-03-07T13:00:00Z");
  EXPECT_TRUE(missing());
  sign_of_life(Channel::chat, "2026-03-07T12:59:59.999Z");
  EXPECT_FALSE(missing());
}

TEST_F(FeedsTest, a_window_longer_than_the_gap_is_looked_at_as_a_whole) {
  sign_of_life(Channel::chat, "2026-03-07T00:00:00Z");
  EXPECT_FALSE(missing(WindowSize::day, "2026-03-07T00:00:00Z"));
}

TEST_F(FeedsTest, another_feed_does_not_help) {
  sign_of_life(Channel::call, "2026-03-07T12:10:00Z");
  EXPECT_TRUE(missing());
}

TEST_F(FeedsTest, missing_feed_nulls_the_rates_and_says_why) {
  publish();
  EXPECT_THAT(last("service_rate|1h|2026-03-07T12:00:00Z|shop|||"),
              testing::HasSubstr(R"("value":null,"interval":null,"reason":"feed_missing")"));
  EXPECT_THAT(last("exposure|1h|2026-03-07T12:00:00Z|shop|||"),
              testing::HasSubstr(R"("value":100)"));
}

TEST_F(FeedsTest, each_declared_feed_is_needed) {
  sign_of_life(Channel::chat, "2026-03-07T12:10:00Z");
  contact("shop.pay.twice", "2026-03-07T11:30:00Z", {"c1"});
  publish();
  EXPECT_FALSE(reading(WindowSize::hour, "2026-03-07T12:00:00Z").feed_missing);
  EXPECT_TRUE(reading(WindowSize::hour, "2026-03-07T11:00:00Z").feed_missing);
}

}  // namespace
}  // namespace vocmap
