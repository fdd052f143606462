#include "operators/metrics/publish_measured.h"

#include <gmock/gmock.h>

#include <map>

#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using testing::HasSubstr;

// Measurements of the line `shop`, and what is published of them.
class PublishMeasuredTest : public testing::Test {
 protected:
  void measure(std::string_view time, Amounts amounts, Horizon horizon = Horizon::day,
               std::string region = "", std::optional<std::uint8_t> only = std::nullopt) {
    LineDelta delta;
    delta.line = "shop";
    Measurement measurement;
    measurement.cell.line = "shop";
    measurement.cell.stage = only ? "" : "pay";
    measurement.cell.scenario = only ? "" : "shop.pay.twice";
    measurement.cell.at = at(time);
    measurement.cell.of(Breakdown::region) = std::move(region);
    measurement.horizon = horizon;
    measurement.only = only;
    measurement.amounts = std::move(amounts);
    delta.measurements.push_back(std::move(measurement));
    measured_.apply(delta);
  }
  void exposure(std::string_view time, std::int64_t count) {
    LineDelta delta;
    delta.line = "shop";
    delta.exposures.push_back({floor_to(at(time), kBaseWindow), count});
    windows_.apply(delta);
  }
  void advance(std::string_view watermark) {
    windows_.advance(at(watermark));
    measured_.advance(at(watermark));
  }
  // As MAP does; the records of this publication.
  std::map<std::string, std::optional<std::string>> publish(Extent extent = Extent::due) {
    struct Visitor final : Windows::Visitor {
      explicit Visitor(PublishMeasured& m) : measured{m} {}
      void changed(const WindowReading& reading) override {
        if (reading.size != WindowSize::five_minutes) measured.publish(reading);
      }
      void vanished(const WindowKey&) override {}
      PublishMeasured& measured;
    };
    PublishMeasured measured{measured_, windows_, extent, out_};
    Visitor visitor{measured};
    windows_.publish(visitor);
    measured.publish();
    std::map<std::string, std::optional<std::string>> records;
    for (OutboundRecord& record : out_.take()) records[record.key] = record.value;
    return records;
  }
  static Amount amount(std::string_view metric, std::int64_t numerator, std::int64_t denominator) {
    return {metric_id(metric), 0, numerator, denominator};
  }

  TemporaryState state_;
  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  Windows windows_{taxonomies_, {}, *state_};
  MeasuredWindows measured_{taxonomies_, std::chrono::hours{24}, *state_};
  Outbox out_;
};

TEST_F(PublishMeasuredTest, AShareIsPublishedForLineStageAndScenarioInHourAndDay) {
  measure("2026-03-07T22:10:00Z", {amount("complaint_rate", 1, 4)});
  const auto records = publish();
  EXPECT_EQ(records.size(), 6U);
  const auto& hour = *records.at("complaint_rate|1h|2026-03-07T22:00:00Z|shop|pay|shop.pay.twice|");
  EXPECT_THAT(hour, HasSubstr(R"("numerator":1,"denominator":4,"value":0.25)"));
  EXPECT_THAT(hour, HasSubstr(R"("final":false)"));
  EXPECT_THAT(hour, HasSubstr(R"("revision":1)"));
  EXPECT_TRUE(records.contains("complaint_rate|1d|2026-03-07T00:00:00Z|shop|||"));
  EXPECT_TRUE(publish().empty()) << "nothing changed";
}

TEST_F(PublishMeasuredTest, BreakdownsAreOfDaysAndOfEveryLevel) {
  measure("2026-03-07T22:10:00Z", {amount("complaint_rate", 1, 1)}, Horizon::day, "north");
  const auto records = publish();
  EXPECT_EQ(records.size(), 9U);
  EXPECT_THAT(*records.at("complaint_rate|1d|2026-03-07T00:00:00Z|shop|pay||region=north"),
              HasSubstr(R"("dims":{"line":"shop","stage":"pay","region":"north"})"));
}

TEST_F(PublishMeasuredTest, WhatIsTakenBackLeavesATombstone) {
  measure("2026-03-07T22:10:00Z", {amount("complaint_rate", 1, 1)});
  publish();
  measure("2026-03-07T22:10:00Z", {amount("complaint_rate", -1, -1)});
  const auto records = publish();
  EXPECT_EQ(records.size(), 6U);
  for (const auto& [key, value] : records) EXPECT_FALSE(value.has_value()) << key;
  EXPECT_TRUE(publish().empty());
}

TEST_F(PublishMeasuredTest, ARatioOverNothingIsNullWithAReason) {
  LineDelta delta;
  delta.line = "shop";
  Measurement measurement;
  measurement.cell.line = "shop";
  measurement.cell.at = at("2026-03-07T22:10:00Z");
  measurement.cell.of(Breakdown::currency) = "CNY";
  measurement.horizon = Horizon::eight_days;
  measurement.amounts = {amount("cost_per_resolution", 1500, 0)};
  delta.measurements = {measurement};
  measured_.apply(delta);
  const std::string key = "cost_per_resolution|1d|2026-03-07T00:00:00Z|shop|||currency=CNY";
  EXPECT_THAT(*publish(Extent::all).at(key),
              HasSubstr(R"("numerator":1500,"denominator":0,"value":null,"interval":null,)"
                        R"("reason":"no_denominator")"));
  delta.measurements[0].amounts = {amount("cost_per_resolution", 500, 4)};
  measured_.apply(delta);
  EXPECT_THAT(*publish(Extent::all).at(key),
              HasSubstr(R"("numerator":2000,"denominator":4,"value":0.5,"interval":null,)"
                        R"("reason":null)"));
}

TEST_F(PublishMeasuredTest, ARateFollowsTheExposureOfItsWindow) {
  measure("2026-03-07T22:10:00Z", {amount("complaints_per_10k", 2, 0)});
  const std::string key = "complaints_per_10k|1h|2026-03-07T22:00:00Z|shop|||";
  EXPECT_THAT(*publish().at(key),
              HasSubstr(R"("value":null,"interval":null,"reason":"no_exposure")"));
  exposure("2026-03-07T22:20:00Z", 400);
  EXPECT_THAT(*publish().at(key), HasSubstr(R"("denominator":400,"value":50)"));
}

TEST_F(PublishMeasuredTest, ARegionIsDividedByItsOwnExposure) {
  exposure("2026-03-07T22:00:00Z", 1000);
  measure("2026-03-07T22:10:00Z", {amount("complaints_per_10k", 2, 0)}, Horizon::day, "north");
  LineDelta delta;
  delta.line = "shop";
  Measurement measurement;
  measurement.cell.line = "shop";
  measurement.cell.at = at("2026-03-07T21:00:00Z");
  measurement.cell.of(Breakdown::region) = "north";
  measurement.amounts = {amount("exposure", 100, 0)};
  delta.measurements.push_back(measurement);
  measured_.apply(delta);
  const auto records = publish();
  EXPECT_THAT(*records.at("complaints_per_10k|1d|2026-03-07T00:00:00Z|shop|||region=north"),
              HasSubstr(R"("denominator":100,"value":200)"));
  EXPECT_THAT(*records.at("complaints_per_10k|1d|2026-03-07T00:00:00Z|shop|||"),
              HasSubstr(R"("denominator":1000,"value":20)"));
  EXPECT_THAT(*records.at("exposure|1d|2026-03-07T00:00:00Z|shop|||region=north"),
              HasSubstr(R"("value":100)"));
  EXPECT_FALSE(records.contains("exposure|1d|2026-03-07T00:00:00Z|shop|||"))
      << "the window publishes it";
}

TEST_F(PublishMeasuredTest, ACellIsFinalOnceWhenItsHorizonAndLatenessHavePassed) {
  measure("2026-03-07T22:10:00Z", {amount("resolution", 1, 1)}, Horizon::eight_days);
  publish();
  advance("2026-03-16T22:59:59Z");
  EXPECT_TRUE(publish().empty());
  advance("2026-03-16T23:00:00Z");  // end + 8 d + 24 h
  const auto records = publish();
  EXPECT_EQ(records.size(), 3U) << "the hour; the day ends later";
  EXPECT_THAT(*records.at("resolution|1h|2026-03-07T22:00:00Z|shop|||"),
              HasSubstr(R"("final":true)"));
  EXPECT_TRUE(publish().empty());
}

TEST_F(PublishMeasuredTest, BreakdownsOfAnOpenDayAreDueOnceAnHour) {
  const Amounts one = {amount("complaint_rate", 1, 1)};
  const std::string day = "complaint_rate|1d|2026-03-07T00:00:00Z|shop|||";
  const auto by_region = day + "region=north";
  advance("2026-03-07T12:00:00Z");
  measure("2026-03-07T12:10:00Z", one, Horizon::day, "north");
  EXPECT_TRUE(publish().contains(by_region));
  measure("2026-03-07T12:20:00Z", one, Horizon::day, "north");
  advance("2026-03-07T12:59:59Z");
  const auto records = publish();
  EXPECT_THAT(*records.at(day), HasSubstr(R"("numerator":2)")) << "the whole is live";
  EXPECT_FALSE(records.contains(by_region));
  advance("2026-03-07T13:00:00Z");
  EXPECT_THAT(*publish().at(by_region), HasSubstr(R"("numerator":2)"));
  advance("2026-03-07T14:00:00Z");
  EXPECT_TRUE(publish().empty()) << "nothing changed since";
}

TEST_F(PublishMeasuredTest, OfADayThatEndedTheWholeIsDueOnceAnHourAndBreakdownsOnceADay) {
  const Amounts one = {amount("resolution", 1, 1)};
  const std::string day = "resolution|1d|2026-03-07T00:00:00Z|shop|||";
  const auto by_region = day + "region=north";
  advance("2026-03-08T02:00:00Z");  // the day of the line ends in UTC at 00:00
  measure("2026-03-07T12:10:00Z", one, Horizon::eight_days, "north");
  EXPECT_TRUE(publish().contains(by_region));
  measure("2026-03-07T12:10:00Z", one, Horizon::eight_days, "north");
  advance("2026-03-08T02:59:00Z");
  EXPECT_TRUE(publish().empty());
  advance("2026-03-08T03:00:00Z");
  auto records = publish();
  EXPECT_TRUE(records.contains(day));
  EXPECT_FALSE(records.contains(by_region));
  advance("2026-03-09T00:00:00Z");
  records = publish();
  EXPECT_FALSE(records.contains(day));
  EXPECT_THAT(*records.at(by_region), HasSubstr(R"("numerator":2)"));
}

TEST_F(PublishMeasuredTest, AtTheEndOfADrainAllThatChangedIsPublished) {
  const Amounts one = {amount("complaint_rate", 1, 1)};
  advance("2026-03-07T12:00:00Z");
  measure("2026-03-07T12:10:00Z", one, Horizon::day, "north");
  publish();
  measure("2026-03-07T12:20:00Z", one, Horizon::day, "north");
  EXPECT_TRUE(
      publish(Extent::all).contains("complaint_rate|1d|2026-03-07T00:00:00Z|shop|||region=north"));
  EXPECT_TRUE(publish(Extent::all).empty());
}

TEST_F(PublishMeasuredTest, WhatWaitsIsPublishedAfterARestart) {
  const Amounts one = {amount("complaint_rate", 1, 1)};
  advance("2026-03-07T12:00:00Z");
  measure("2026-03-07T12:10:00Z", one, Horizon::day, "north");
  publish();
  measure("2026-03-07T12:20:00Z", one, Horizon::day, "north");
  publish();
  measured_.resume(at("2026-03-07T12:30:00Z"));
  EXPECT_TRUE(publish().empty()) << "it is not due yet";
  advance("2026-03-07T13:00:00Z");
  EXPECT_TRUE(publish().contains("complaint_rate|1d|2026-03-07T00:00:00Z|shop|||region=north"));
}

TEST_F(PublishMeasuredTest, ADistinctCountStaysInItsOnlyCell) {
  measure("2026-03-07T00:00:00Z", {amount("customers_with_problem", 1, 0)}, Horizon::day, "", 1);
  const auto records = publish();
  EXPECT_EQ(records.size(), 1U);
  EXPECT_TRUE(records.contains("customers_with_problem|1d|2026-03-07T00:00:00Z|shop|||"));
}

TEST_F(PublishMeasuredTest, AQuantileIsTheSmallestValueThatNineInTenDoNotExceed) {
  Amounts values;
  for (std::int32_t v = 1; v <= 10; ++v) values.push_back({metric_id("effort_p90"), 10 * v, 1, 0});
  measure("2026-03-07T22:10:00Z", values, Horizon::eight_days);
  EXPECT_THAT(*publish().at("effort_p90|1h|2026-03-07T22:00:00Z|shop|||"),
              HasSubstr(R"("numerator":10,"denominator":null,"value":9)"));
}

TEST_F(PublishMeasuredTest, AfterARestartWhatChangedIsPublishedAndNothingElse) {
  measure("2026-03-07T22:10:00Z", {amount("complaint_rate", 1, 1)});
  publish();
  measure("2026-03-07T23:10:00Z", {amount("complaint_rate", 0, 1)});
  measured_.resume(at("2026-03-07T23:00:00Z"));
  const auto records = publish();
  EXPECT_TRUE(records.contains("complaint_rate|1h|2026-03-07T23:00:00Z|shop|||"));
  EXPECT_FALSE(records.contains("complaint_rate|1h|2026-03-07T22:00:00Z|shop|||"));
  EXPECT_THAT(*records.at("complaint_rate|1d|2026-03-07T00:00:00Z|shop|||"),
              HasSubstr(R"("revision":2)"));
}

}  // namespace
}  // namespace vocmap
