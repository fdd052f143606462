#include "operators/metrics/windows.h"

#include "operators/metrics/rate.h"
#include "tests/unit/metrics/windows_fixture.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kHour = "contacts|1h|2026-03-07T10:00:00Z|shop|||";

TEST_F(WindowsTest, active_window_has_every_taxonomy_cell_and_none_in_journey_order) {
  exposure("2026-03-07T10:00:00Z", 1);
  publish();
  std::vector<std::string> cells;
  for (const CellReading& cell : reading(WindowSize::hour, "2026-03-07T10:00:00Z").cells) {
    cells.push_back(cell.stage_id + "/" + cell.scenario_id);
  }
  EXPECT_THAT(cells, ElementsAre("/", "pay/", "pay/shop.pay.declined", "pay/shop.pay.twice",
                                 "receive/", "receive/shop.receive.late", "none/", "none/none"));
  EXPECT_THAT(last("contacts|1h|2026-03-07T10:00:00Z|shop|receive|shop.receive.late|"),
              HasSubstr("\"value\":0"));
  EXPECT_THAT(last("service_rate|1h|2026-03-07T10:00:00Z|shop|none|none|"),
              HasSubstr("\"value\":0"));
}

TEST_F(WindowsTest, windows_are_half_open) {
  contact("shop.pay.twice", "2026-03-07T10:59:59.999Z", {"c1"});
  contact("shop.pay.twice", "2026-03-07T11:00:00Z", {"c2"});
  publish();
  EXPECT_EQ(reading(WindowSize::hour, "2026-03-07T10:00:00Z").cells[0].cell->contacts, 1);
  EXPECT_EQ(reading(WindowSize::hour, "2026-03-07T11:00:00Z").cells[0].cell->contacts, 1);
  EXPECT_EQ(reading(WindowSize::day, "2026-03-07T00:00:00Z").cells[0].cell->contacts, 2);
}

TEST_F(WindowsTest, revisions_count_from_1_and_only_changes_are_published) {
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c1"});
  publish();
  publish();
  contact("shop.pay.twice", "2026-03-07T10:30:00Z", {"c2"});
  publish();
  ASSERT_EQ(records(kHour).size(), 2u);
  EXPECT_THAT(*records(kHour)[0], HasSubstr("\"revision\":1}"));
  EXPECT_THAT(*records(kHour)[1], HasSubstr("\"revision\":2}"));
  EXPECT_EQ(records("contacts|1h|2026-03-07T10:00:00Z|shop|receive||").size(), 1u);
}

TEST_F(WindowsTest, late_event_revises_its_window) {
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c1"});
  advance("2026-03-08T09:00:00Z");
  publish();
  contact("shop.pay.twice", "2026-03-07T10:30:00Z", {"c2"});
  publish();
  EXPECT_THAT(last(kHour), HasSubstr("\"value\":2"));
  EXPECT_THAT(last(kHour), HasSubstr("\"final\":false"));
  EXPECT_TRUE(reading(WindowSize::hour, "2026-03-07T10:00:00Z").closed);
}

TEST_F(WindowsTest, a_window_is_final_exactly_once_at_end_plus_horizon_plus_lateness) {
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c1"});
  advance("2026-03-09T10:59:59.999Z");
  publish();
  EXPECT_THAT(last(kHour), HasSubstr("\"final\":false"));
  advance("2026-03-09T11:00:00Z");
  publish();
  EXPECT_THAT(last(kHour), HasSubstr("\"final\":true"));
  EXPECT_EQ(records(kHour).size(), 2u) << "final is published even though nothing else changed";
  advance("2026-03-20T00:00:00Z");
  publish();
  EXPECT_EQ(records(kHour).size(), 2u);
}

TEST_F(WindowsTest, channel_that_falls_back_to_zero_gets_a_tombstone) {
  const std::string call = kHour + "call";
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c1"}, {}, Channel::call);
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c2"});
  publish();
  EXPECT_THAT(last(call), HasSubstr("\"value\":1"));
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {}, {"c1"}, Channel::call);
  publish();
  EXPECT_EQ(last(call), "tombstone");
  publish();
  EXPECT_EQ(records(call).size(), 2u);
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c3"}, {}, Channel::call);
  publish();
  EXPECT_THAT(last(call), HasSubstr("\"value\":1"));
}

TEST_F(WindowsTest, five_minute_cells_have_no_channels) {
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c1"});
  publish();
  EXPECT_NE(last("contacts|5m|2026-03-07T10:00:00Z|shop|||"), "never");
  EXPECT_EQ(last("contacts|5m|2026-03-07T10:00:00Z|shop|||chat"), "never");
}

TEST_F(WindowsTest, window_whose_only_contact_left_is_withdrawn_everywhere) {
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c1"});
  exposure("2026-03-07T09:00:00Z", 10);
  publish();
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {}, {"c1"});
  publish();
  EXPECT_EQ(vanished_.size(), 2u) << "5 minutes and the hour; the day has an exposure";
  for (const auto& [key, published] : records_) {
    if (key.find("|1h|2026-03-07T10") == key.npos) continue;
    EXPECT_EQ(published.size(), 2u) << key;
    EXPECT_FALSE(published.back().has_value()) << key;
  }
  EXPECT_THAT(last("contacts|1d|2026-03-07T00:00:00Z|shop|||"), HasSubstr("\"value\":0"));
}

TEST_F(WindowsTest, samples_are_refilled_when_a_contact_leaves) {
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"s1", "s2", "s3", "s4", "s5", "s6", "s7"});
  publish();
  EXPECT_THAT(last(kHour), HasSubstr(R"("samples":["s4","s5","s1","s3","s2"])"));
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {}, {"s5"});
  publish();
  EXPECT_THAT(last(kHour), HasSubstr(R"("samples":["s4","s1","s3","s2","s7"])"));
}

TEST_F(WindowsTest, rates_divide_by_the_lines_exposure_and_are_null_without) {
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c1"});
  publish();
  const std::string rate = "service_rate|1h|2026-03-07T10:00:00Z|shop|pay|shop.pay.twice|";
  EXPECT_THAT(last(rate), HasSubstr(R"("value":null,"interval":null,"reason":"no_exposure")"));
  exposure("2026-03-07T10:50:00Z", 200);
  publish();
  EXPECT_THAT(last(rate), HasSubstr(R"("numerator":1,"denominator":200,"value":50,)"));
}

TEST_F(WindowsTest, stock_is_carried_48_hours_and_counts_for_its_share_of_a_day) {
  line_ = "app";
  stock("2026-03-07T10:00:00Z", "v1", 2400);
  contact("app.use.crash", "2026-03-09T09:30:00Z", {"c1"});
  contact("app.use.crash", "2026-03-09T10:00:00Z", {"c2"});
  publish();
  EXPECT_EQ(reading(WindowSize::hour, "2026-03-09T09:00:00Z").exposure, 100.0);
  EXPECT_EQ(reading(WindowSize::five_minutes, "2026-03-09T09:30:00Z").exposure, 2400.0 / 288);
  EXPECT_EQ(reading(WindowSize::hour, "2026-03-09T10:00:00Z").exposure, std::nullopt);
}

TEST_F(WindowsTest, stock_is_the_sum_over_regions_unless_the_whole_line_is_given) {
  line_ = "app";
  contact("app.use.crash", "2026-03-07T10:30:00Z", {"c1"});
  stock("2026-03-07T10:00:00Z", "n", 2400, "north");
  stock("2026-03-07T10:00:00Z", "s", 4800, "south");
  publish();
  EXPECT_EQ(reading(WindowSize::hour, "2026-03-07T10:00:00Z").exposure, 300.0);
  stock("2026-03-07T11:00:00Z", "w", 24'000);
  publish();
  EXPECT_EQ(reading(WindowSize::hour, "2026-03-07T10:00:00Z").exposure, 1'000.0)
      << "a value at the window's end counts";
}

TEST_F(WindowsTest, of_two_stock_values_of_one_instant_the_greater_order_id_counts) {
  line_ = "app";
  contact("app.use.crash", "2026-03-07T10:30:00Z", {"c1"});
  stock("2026-03-07T10:00:00Z", "b", 2400);
  stock("2026-03-07T10:00:00Z", "a", 4800);
  publish();
  EXPECT_EQ(reading(WindowSize::hour, "2026-03-07T10:00:00Z").exposure, 100.0);
}

TEST_F(WindowsTest, days_follow_the_lines_time_zone) {
  line_ = "app";
  contact("app.use.crash", "2026-03-07T15:55:00Z", {"c1"});
  contact("app.use.crash", "2026-03-07T16:00:00Z", {"c2"});
  publish();
  EXPECT_EQ(reading(WindowSize::day, "2026-03-06T16:00:00Z").cells[0].cell->contacts, 1);
  EXPECT_EQ(reading(WindowSize::day, "2026-03-07T16:00:00Z").window.end,
            at("2026-03-08T16:00:00Z"));
}

TEST_F(WindowsTest, unknown_line_has_contacts_in_utc_days_and_no_exposure) {
  line_ = std::string{kUnknownLine};
  contact(std::string{kNone}, "2026-03-07T23:55:00Z", {"c1"});
  publish();
  const WindowReading& day = reading(WindowSize::day, "2026-03-07T00:00:00Z");
  EXPECT_EQ(day.cells.size(), 3u);
  EXPECT_EQ(day.exposure, std::nullopt);
  EXPECT_EQ(day.reason(), "no_exposure");
}

TEST_F(WindowsTest, a_rolled_back_delta_leaves_no_trace) {
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c1"});
  state_.commit();
  contact("shop.pay.twice", "2026-03-07T10:00:00Z", {"c2"});
  (*state_).rolled_back();
  windows_.resume(EventTime::min());
  publish();
  EXPECT_EQ(reading(WindowSize::hour, "2026-03-07T10:00:00Z").cells[0].cell->contacts, 1);
}

TEST(RateTest, interval_is_the_score_interval_of_a_poisson_mean) {
  // Vectors of another implementation, z = 1.959963984540054: y + z^2/2 -+ z sqrt(y + z^2/4), over
  // X, per 10k.
  EXPECT_EQ(rate_interval(0, 1'000).first, 0.0);
  EXPECT_NEAR(rate_interval(0, 1'000).second, 38.41458820694124, 1e-9);
  EXPECT_NEAR(rate_interval(1, 100).first, 17.652455493515262, 1e-9);
  EXPECT_NEAR(rate_interval(1, 100).second, 566.4934265758973, 1e-9);
  EXPECT_NEAR(rate_interval(100, 10'000).first, 82.22720043412788, 1e-9);
  EXPECT_NEAR(rate_interval(100, 10'000).second, 121.61425838656625, 1e-9);
  EXPECT_EQ(rate_per_10k(3, 600), 50.0);
}

}  // namespace
}  // namespace vocmap
