#include "pipeline/observe/catalogue_gauges.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <prometheus/text_serializer.h>

#include "tests/unit/observe/documents.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string key_of(std::string_view metric, int day, std::string_view cell) {
  return fmt::format("{}|1d|2026-03-{:02}T00:00:00Z|{}", metric, day, cell);
}

// A service with three metrics, of which one is told by scenario and one is money.
struct Shown {
  CatalogueGauges gauges{
      {{"resolution", "vocmap_resolution", "Share resolved.", true, false},
       {"deflection", "vocmap_deflection", "Share that no person saw.", false, false},
       {"goodwill_amount", "vocmap_goodwill_amount", "Goodwill.", false, true}}};

  bool put(std::string_view metric, int day, std::string_view cell, std::string_view dims,
           std::string_view value) {
    const std::string key = key_of(metric, day, cell);
    const std::string json =
        fmt::format(R"({{"metric":"{}","dims":{{{}}},"value":{}}})", metric, dims, value);
    return gauges.apply(record_of(Topic::metrics_1d, key, json));
  }
  bool put_line(std::string_view metric, int day, std::string_view value) {
    return put(metric, day, "tickets|||", R"("line":"tickets")", value);
  }
  bool take(std::string_view metric, int day, std::string_view cell) {
    const std::string key = key_of(metric, day, cell);
    return gauges.apply(tombstone_of(Topic::metrics_1d, key));
  }
  std::string text() const { return prometheus::TextSerializer{}.Serialize(gauges.Collect()); }
};

constexpr std::string_view kCharged = "tickets|pay|tickets.pay.charged_twice|";
constexpr std::string_view kChargedDims =
    R"("line":"tickets","stage":"pay","scenario":"tickets.pay.charged_twice")";

TEST(catalogue_gauges, line_stage_and_scenario_are_series_of_one_metric) {
  Shown shown;
  ASSERT_TRUE(shown.put_line("resolution", 7, "0.5"));
  ASSERT_TRUE(
      shown.put("resolution", 7, "tickets|pay||", R"("line":"tickets","stage":"pay")", "0.25"));
  ASSERT_TRUE(shown.put("resolution", 7, kCharged, kChargedDims, "1"));
  const std::string text = shown.text();
  EXPECT_THAT(text, HasSubstr("# HELP vocmap_resolution Share resolved.\n"
                              "# TYPE vocmap_resolution gauge\n"));
  EXPECT_THAT(text, HasSubstr("vocmap_resolution{line=\"tickets\",window=\"1d\"} 0.5\n"));
  EXPECT_THAT(text,
              HasSubstr("vocmap_resolution{line=\"tickets\",stage=\"pay\",window=\"1d\"} 0.25\n"));
  EXPECT_THAT(text, HasSubstr("vocmap_resolution{line=\"tickets\",stage=\"pay\",scenario=\""
                              "tickets.pay.charged_twice\",window=\"1d\"} 1\n"));
}

TEST(catalogue_gauges, only_listed_metrics_have_series_per_scenario) {
  Shown shown;
  ASSERT_TRUE(shown.put("deflection", 7, kCharged, kChargedDims, "1"));
  EXPECT_EQ(shown.text(), "");
}

TEST(catalogue_gauges, each_metric_of_a_line_shows_its_own_newest_day) {
  Shown shown;
  ASSERT_TRUE(shown.put_line("deflection", 8, "0.75"));
  ASSERT_TRUE(shown.put_line("resolution", 6, "0.5"));
  ASSERT_TRUE(shown.put_line("resolution", 5, "0.25"));
  // A day that this scenario has no part in is newer.
  ASSERT_TRUE(shown.put("resolution", 5, kCharged, kChargedDims, "1"));
  ASSERT_TRUE(shown.put("resolution", 7, "trains|||", R"("line":"trains")", "0.125"));
  const std::string text = shown.text();
  EXPECT_THAT(text, HasSubstr("vocmap_deflection{line=\"tickets\",window=\"1d\"} 0.75\n"));
  EXPECT_THAT(text, HasSubstr("vocmap_resolution{line=\"tickets\",window=\"1d\"} 0.5\n"));
  EXPECT_THAT(text, HasSubstr("vocmap_resolution{line=\"trains\",window=\"1d\"} 0.125\n"));
  EXPECT_THAT(text, Not(HasSubstr("charged_twice")));
}

TEST(catalogue_gauges, null_has_no_sample_and_hides_the_day_before) {
  Shown shown;
  ASSERT_TRUE(shown.put_line("resolution", 6, "0.5"));
  ASSERT_TRUE(shown.put_line("resolution", 7, "null"));
  EXPECT_EQ(shown.text(), "");
}

TEST(catalogue_gauges, tombstone_falls_back_to_the_day_before_and_no_further) {
  Shown shown;
  for (const int day : {5, 6, 7}) {
    ASSERT_TRUE(shown.put_line("resolution", day, std::to_string(day)));
  }
  ASSERT_TRUE(shown.take("resolution", 7, "tickets|||"));
  EXPECT_THAT(shown.text(), HasSubstr("} 6\n"));
  ASSERT_TRUE(shown.take("resolution", 6, "tickets|||"));
  EXPECT_EQ(shown.text(), "");
  EXPECT_TRUE(shown.take("resolution", 6, "tickets|||"));
  EXPECT_TRUE(shown.take("resolution", 6, "unheard|||"));
}

TEST(catalogue_gauges, older_day_that_comes_late_is_not_shown) {
  Shown shown;
  for (const int day : {7, 6, 5}) {
    ASSERT_TRUE(shown.put_line("resolution", day, std::to_string(day)));
  }
  EXPECT_THAT(shown.text(), HasSubstr("} 7\n"));
}

TEST(catalogue_gauges, breakdowns_and_restated_cells_are_not_shown) {
  Shown shown;
  ASSERT_TRUE(
      shown.put("resolution", 7, "tickets|||chat", R"("line":"tickets","channel":"chat")", "1"));
  ASSERT_TRUE(
      shown.put("resolution", 7, "tickets|||tier=a|", R"("line":"tickets","tier":"a|")", "1"));
  ASSERT_TRUE(shown.put("resolution", 7, "tickets||||4", R"("line":"tickets","restated":4)", "1"));
  ASSERT_TRUE(shown.put("resolution", 7, "tickets|||currency=CNY",
                        R"("line":"tickets","currency":"CNY")", "1"));
  EXPECT_EQ(shown.text(), "");
}

TEST(catalogue_gauges, money_is_by_currency) {
  Shown shown;
  ASSERT_TRUE(shown.put("goodwill_amount", 7, "tickets|||currency=CNY",
                        R"("line":"tickets","currency":"CNY")", "1200"));
  ASSERT_TRUE(shown.put_line("goodwill_amount", 8, "7"));
  EXPECT_THAT(
      shown.text(),
      HasSubstr("vocmap_goodwill_amount{line=\"tickets\",currency=\"CNY\",window=\"1d\"} 1200\n"));
  ASSERT_TRUE(shown.take("goodwill_amount", 7, "tickets|||currency=CNY"));
  EXPECT_EQ(shown.text(), "");
}

TEST(catalogue_gauges, what_cannot_be_read_is_said_and_changes_nothing) {
  Shown shown;
  ASSERT_TRUE(shown.put_line("resolution", 7, "0.5"));
  const std::string before = shown.text();
  EXPECT_FALSE(shown.put_line("resolution", 8, "\"half\""));
  EXPECT_FALSE(shown.put_line("resolution", 8, "{"));
  EXPECT_FALSE(shown.put("resolution", 8, "tickets|||", R"("stage":"pay")", "1"));
  EXPECT_FALSE(shown.gauges.apply(record_of(Topic::metrics_1d, "resolution|1d|noon|a|||", "{}")));
  EXPECT_FALSE(shown.gauges.apply(record_of(Topic::metrics_1d, "resolution", "{}")));
  EXPECT_TRUE(shown.put_line("unheard", 8, "1"));
  EXPECT_EQ(shown.text(), before);
}

TEST(catalogue_gauges, lines_of_other_instances_are_left_to_them) {
  CatalogueGauges gauges{{{"resolution", "vocmap_resolution", "Share resolved.", true, false}},
                         [](std::string_view line) { return line != "tickets"; }};
  for (const std::string line : {"tickets", "trains"}) {
    const std::string key = key_of("resolution", 7, line + "|||");
    const std::string json = fmt::format(R"({{"dims":{{"line":"{}"}},"value":1}})", line);
    ASSERT_TRUE(gauges.apply(record_of(Topic::metrics_1d, key, json)));
  }
  EXPECT_EQ(prometheus::TextSerializer{}.Serialize(gauges.Collect()),
            "# HELP vocmap_resolution Share resolved.\n# TYPE vocmap_resolution gauge\n"
            "vocmap_resolution{line=\"trains\",window=\"1d\"} 1\n");
}

TEST(catalogue_gauges, labels_are_those_that_are_listed) {
  using testing::ElementsAre;
  EXPECT_THAT(labels_of(CatalogueGauge{}), ElementsAre("line", "stage", "window"));
  EXPECT_THAT(labels_of(CatalogueGauge{.by_scenario = true}),
              ElementsAre("line", "stage", "scenario", "window"));
  EXPECT_THAT(labels_of(CatalogueGauge{.by_currency = true}),
              ElementsAre("line", "stage", "currency", "window"));
}

}  // namespace
}  // namespace vocmap
