#include "operators/taxonomy/taxonomy_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operators/taxonomy/taxonomy_history.h"

namespace vocmap {
namespace {

using testing::ElementsAre;

Scenario scenario(std::string id) {
  Scenario s;
  s.id = std::move(id);
  s.examples = {"x"};
  return s;
}

Line line(std::string id, std::string zone, std::vector<Stage> stages = {}) {
  Line l;
  l.id = std::move(id);
  l.time_zone = std::move(zone);
  l.stages = std::move(stages);
  return l;
}

EventTime at(std::string_view text) {
  return *parse_rfc3339(text);
}

Taxonomy two_lines() {
  Taxonomy t;
  t.lines.push_back(
      line("tickets", "Asia/Shanghai",
           {{"pay", {}, {scenario("z"), scenario("b")}}, {"use", {}, {scenario("m")}}}));
  t.lines.push_back(line("hotels", "UTC", {{"stay", {}, {scenario("c")}}}));
  return t;
}

TEST(TaxonomyIndex, scenario_indexes_follow_the_ids_over_all_lines) {
  const TaxonomyIndex index(two_lines());
  ASSERT_EQ(index.scenario_count(), 4u);
  EXPECT_EQ(index.scenario(0).id, "b");
  EXPECT_EQ(index.scenario(3).id, "z");
  EXPECT_EQ(index.scenario_index("c"), 1);
  EXPECT_EQ(index.scenario_index("z"), 3);
  EXPECT_FALSE(index.scenario_index("a"));
  EXPECT_FALSE(index.scenario_index("zz"));
  EXPECT_EQ(index.line_of(1).id, "hotels");
  EXPECT_EQ(index.stage_of(2).id, "use");
  EXPECT_THAT(index.scenarios_of(0), ElementsAre(0, 2, 3));
  EXPECT_THAT(index.scenarios_of(1), ElementsAre(1));
}

TEST(TaxonomyIndex, lines_are_found_by_id_also_after_a_move) {
  TaxonomyIndex first(two_lines());
  const TaxonomyIndex index(std::move(first));
  ASSERT_NE(index.line("tickets"), nullptr);
  EXPECT_EQ(index.position_of(*index.line("hotels")), 1u);
  EXPECT_EQ(index.line_position("tickets"), 0u);
  EXPECT_EQ(index.line("_unknown"), nullptr);
  EXPECT_EQ(index.scenario_index("m"), 2);
}

class DayWindow : public testing::Test {
 protected:
  void expect_day(const std::string& zone, std::string_view t, std::string_view start,
                  std::string_view end) {
    Taxonomy taxonomy;
    taxonomy.lines.push_back(line("l", zone));
    const TaxonomyIndex index(std::move(taxonomy));
    const Line& l = index.taxonomy().lines[0];
    EXPECT_EQ(format_rfc3339(index.day_start(l, at(t))), start) << zone << ' ' << t;
    EXPECT_EQ(format_rfc3339(index.day_end(l, at(t))), end) << zone << ' ' << t;
  }
};

TEST_F(DayWindow, utc_days_start_at_midnight) {
  expect_day("UTC", "2026-03-07T00:00:00Z", "2026-03-07T00:00:00Z", "2026-03-08T00:00:00Z");
  expect_day("UTC", "1969-12-31T23:59:59Z", "1969-12-31T00:00:00Z", "1970-01-01T00:00:00Z");
}

TEST_F(DayWindow, other_days_start_at_local_midnight) {
  expect_day("Asia/Shanghai", "2026-03-07T22:00:00Z", "2026-03-07T16:00:00Z",
             "2026-03-08T16:00:00Z");
  expect_day("Asia/Shanghai", "2026-03-07T15:59:59.999Z", "2026-03-06T16:00:00Z",
             "2026-03-07T16:00:00Z");
  expect_day("Asia/Shanghai", "2060-03-07T22:00:00Z", "2060-03-07T16:00:00Z",
             "2060-03-08T16:00:00Z");
}

TEST_F(DayWindow, a_day_with_a_clock_change_has_23_or_25_hours) {
  expect_day("Europe/Berlin", "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z",
             "2026-03-29T22:00:00Z");
  expect_day("Europe/Berlin", "2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z",
             "2026-10-25T23:00:00Z");
}

TEST_F(DayWindow, a_skipped_midnight_starts_at_the_change) {
  expect_day("America/Sao_Paulo", "2018-11-04T12:00:00Z", "2018-11-04T03:00:00Z",
             "2018-11-05T02:00:00Z");
  expect_day("Pacific/Apia", "2011-12-30T09:00:00Z", "2011-12-29T10:00:00Z",
             "2011-12-30T10:00:00Z");
}

TEST_F(DayWindow, minutes_repeated_over_midnight_stay_with_the_day_that_has_begun) {
  // St. John's went from 00:01 back to 23:01 on 2010-11-07.
  expect_day("America/St_Johns", "2010-11-07T02:30:30Z", "2010-11-07T02:30:00Z",
             "2010-11-08T03:30:00Z");
  expect_day("America/St_Johns", "2010-11-07T02:45:00Z", "2010-11-07T02:30:00Z",
             "2010-11-08T03:30:00Z");
}

TEST(DayWindows, follow_each_other_without_gap) {
  Taxonomy taxonomy;
  for (const char* zone :
       {"America/Havana", "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu"}) {
    taxonomy.lines.push_back(line(zone, zone));
  }
  const TaxonomyIndex index(std::move(taxonomy));
  for (const Line& l : index.taxonomy().lines) {
    EventTime previous_end = index.day_start(l, at("2009-01-01T00:00:00Z"));
    for (EventTime t = at("2009-01-01T00:00:00Z"); t < at("2013-01-01T00:00:00Z");
         t = t + std::chrono::minutes(20)) {
      const EventTime start = index.day_start(l, t), end = index.day_end(l, t);
      ASSERT_LE(start, t);
      ASSERT_GT(end, t);
      ASSERT_TRUE(start == previous_end || end == previous_end) << l.id;
      previous_end = end;
    }
  }
}

Taxonomy version(std::uint32_t number, std::optional<EventTime> from) {
  Taxonomy t = two_lines();
  t.version = number;
  t.effective_from = from;
  return t;
}

TEST(TaxonomyHistory, the_latest_effective_version_is_in_force) {
  const auto march = at("2026-03-01T00:00:00Z"), may = at("2026-05-01T00:00:00Z");
  const auto history = TaxonomyHistory::make({version(4, may), version(1, {}), version(2, march)});
  ASSERT_TRUE(history);
  EXPECT_EQ(history->at(EventTime::min()).version(), 1u);
  EXPECT_EQ(history->at(march - Duration(1)).version(), 1u);
  EXPECT_EQ(history->at(march).version(), 2u);
  EXPECT_EQ(history->at(EventTime::max()).version(), 4u);
  EXPECT_EQ(history->latest().version(), 4u);
  EXPECT_EQ(history->version(2)->version(), 2u);
  EXPECT_EQ(history->version(3), nullptr);
}

TEST(TaxonomyHistory, a_lonely_later_version_holds_since_ever) {
  const auto history = TaxonomyHistory::make({version(3, at("2026-03-01T00:00:00Z"))});
  ASSERT_TRUE(history);
  EXPECT_EQ(history->at(EventTime::min()).version(), 3u);
}

TEST(TaxonomyHistory, versions_must_increase_with_their_times) {
  const auto march = at("2026-03-01T00:00:00Z");
  const auto history = TaxonomyHistory::make(
      {version(1, {}), version(2, march), version(2, march), version(3, march), version(4, {})});
  ASSERT_FALSE(history);
  EXPECT_THAT(history.error(),
              ElementsAre("version 2 is given twice",
                          "version 3: effective_from must be later than in version 2",
                          "version 4: effective_from is missing"));
  EXPECT_FALSE(TaxonomyHistory::make({}));
}

}  // namespace
}  // namespace vocmap
