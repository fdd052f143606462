#include "operators/catalogue/catalogue.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

namespace vocmap {
namespace {

TEST(Catalogue, EveryEntryIsExplainedInBothLanguages) {
  for (const MetricEntry* entry : catalogue()) {
    EXPECT_EQ(entry->name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"),
              std::string_view::npos)
        << entry->name;
    EXPECT_FALSE(entry->zh.empty()) << entry->name;
    EXPECT_FALSE(entry->en.empty()) << entry->name;
    EXPECT_FALSE(entry->formula.empty()) << entry->name;
    EXPECT_FALSE(entry->unit.empty()) << entry->name;
    EXPECT_GT(entry->scale, 0) << entry->name;
  }
}

TEST(Catalogue, IdsAreUniqueSoThatStoredSumsBelongToOneMetric) {
  std::map<std::uint16_t, std::string_view> names;
  for (const MetricEntry* entry : catalogue()) {
    const auto [known, is_new] = names.try_emplace(metric_id(entry->name), entry->name);
    EXPECT_TRUE(is_new) << entry->name << " and " << known->second;
    EXPECT_EQ(find_metric(metric_id(entry->name)), entry);
  }
  EXPECT_EQ(find_metric(metric_id("no such metric")), nullptr);
}

struct Visit {
  bool bought = false;
  std::int64_t minutes = 0;
};
constexpr MetricOf<Visit> kVisits[] = {
    {{.name = "bought", .form = Form::share},
     [](const Visit& v) -> std::optional<Part> {
       return Part{v.bought ? 1 : 0, 1};
     }},
    {{.name = "minutes_of_buyers", .form = Form::mean, .horizon = Horizon::eight_days},
     [](const Visit& v) {
       return v.bought ? std::optional{Part{v.minutes, 1}} : std::nullopt;
     }},
    {{.name = "minutes_p90", .form = Form::quantile_90},
     [](const Visit& v) -> std::optional<Part> {
       return Part{v.minutes, 1};
     }},
    {{.name = "visits", .form = Form::total},
     [](const Visit&) -> std::optional<Part> {
       return Part{1, 1};
     }},
};

TEST(Catalogue, ASubjectAddsOneMeasurementPerHorizon) {
  MeasuredAt cell;
  cell.line = "shop";
  std::vector<Measurement> measurements;
  measure(Metrics<Visit>{kVisits}, Visit{true, 7}, cell, measurements);
  ASSERT_EQ(measurements.size(), 2U);
  EXPECT_EQ(measurements[0].horizon, Horizon::day);
  EXPECT_EQ(measurements[0].cell, cell);
  EXPECT_THAT(measurements[0].amounts,
              testing::UnorderedElementsAre(Amount{metric_id("bought"), 0, 1, 1},
                                            Amount{metric_id("minutes_p90"), 7, 1, 0},
                                            Amount{metric_id("visits"), 0, 1, 0}));
  EXPECT_EQ(measurements[1].horizon, Horizon::eight_days);
  EXPECT_THAT(measurements[1].amounts,
              testing::ElementsAre(Amount{metric_id("minutes_of_buyers"), 0, 7, 1}));
}

TEST(Catalogue, AMetricThatSaysNothingOfASubjectAddsNothing) {
  std::vector<Measurement> measurements;
  measure(Metrics<Visit>{kVisits}, Visit{false, 3}, {}, measurements);
  ASSERT_EQ(measurements.size(), 1U);
}

TEST(Amounts, TakingBackWhatWasAddedLeavesNothing) {
  Amounts sums;
  const Amounts one = {{1, 0, 5, 2}, {1, 3, 1, 0}, {9, 0, 0, 1}};
  add(sums, one, +1);
  add(sums, {{4, 0, 1, 1}}, +1);
  EXPECT_THAT(sums, testing::ElementsAre(Amount{1, 0, 5, 2}, Amount{1, 3, 1, 0}, Amount{4, 0, 1, 1},
                                         Amount{9, 0, 0, 1}));
  add(sums, one, -1);
  EXPECT_THAT(sums, testing::ElementsAre(Amount{4, 0, 1, 1}));
}

}  // namespace
}  // namespace vocmap
