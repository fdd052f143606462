#include "pipeline/observe/live_table.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/unit/observe/documents.h"

namespace vocmap {
namespace {

const MapOf kTenPm = {};
const MapOf kElevenPmOpen = {
    .start = "2026-03-07T23:00:00Z", .end = "2026-03-08T00:00:00Z", .contacts = 3, .closed = false};

EventTime at(std::string_view text) {
  return *parse_rfc3339(text);
}

TEST(live_table, later_revision_replaces_its_window) {
  LiveTable table;
  ASSERT_TRUE(apply_map(table, kTenPm));
  MapOf revised = kTenPm;
  revised.contacts = 58;
  revised.revision = 2;
  ASSERT_TRUE(apply_map(table, revised));
  EXPECT_EQ(*table.experience_map("tickets", MapSize::hour), revised.json());
  EXPECT_EQ(table.trend("tickets", MapSize::hour, 10)->size(), 1u);
  EXPECT_EQ(table.trend("tickets", MapSize::hour, 10)->front().contacts, 58);
}

TEST(live_table, newest_closed_window_is_shown_until_none_is_closed) {
  LiveTable table;
  apply_map(table, kElevenPmOpen);
  EXPECT_EQ(*table.experience_map("tickets", MapSize::hour), kElevenPmOpen.json());
  EXPECT_TRUE(table.newest_closed().empty());
  apply_map(table, kTenPm);
  EXPECT_EQ(*table.experience_map("tickets", MapSize::hour), kTenPm.json());
  EXPECT_EQ(*table.experience_map("tickets", MapSize::hour, at("2026-03-07T23:00:00Z")),
            kElevenPmOpen.json());
  EXPECT_EQ(table.experience_map("tickets", MapSize::day), nullptr);
  EXPECT_EQ(table.experience_map("hotels", MapSize::hour), nullptr);
  ASSERT_EQ(table.newest_closed().size(), 1u);
  EXPECT_EQ(table.newest_closed()[0].end, at("2026-03-07T23:00:00Z"));
}

TEST(live_table, tombstone_removes_its_window_and_the_last_one_its_line) {
  LiveTable table;
  apply_map(table, kTenPm);
  apply_map(table, kElevenPmOpen);
  EXPECT_TRUE(table.apply(tombstone_of(Topic::experience_map, kTenPm.key())));
  EXPECT_EQ(*table.experience_map("tickets", MapSize::hour), kElevenPmOpen.json());
  EXPECT_TRUE(table.apply(tombstone_of(Topic::experience_map, kElevenPmOpen.key())));
  EXPECT_TRUE(table.lines().empty());
  EXPECT_TRUE(table.apply(tombstone_of(Topic::experience_map, kElevenPmOpen.key())));
}

TEST(live_table, windows_beyond_the_retention_are_dropped_oldest_first) {
  LiveTable table{LiveTable::Retention{{2, 1}}};
  MapOf map;
  for (const char* hour : {"20", "22", "21", "19"}) {
    map.start = fmt::format("2026-03-07T{}:00:00Z", hour);
    EXPECT_TRUE(apply_map(table, map));
  }
  const auto points = *table.trend("tickets", MapSize::hour, 10);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].start, at("2026-03-07T21:00:00Z"));
  EXPECT_EQ(points[1].start, at("2026-03-07T22:00:00Z"));
}

TEST(live_table, trend_has_the_newest_windows_and_keeps_unknown_values_empty) {
  LiveTable table;
  MapOf unknown = kElevenPmOpen;
  unknown.exposure = "null";
  unknown.rate = R"({"value":null,"interval":null,"unit":"per_10k","reason":"no_exposure"})";
  apply_map(table, kTenPm);
  apply_map(table, unknown);
  const auto points = *table.trend("tickets", MapSize::hour, 10);
  ASSERT_EQ(points.size(), 2u);
  EXPECT_EQ(points[0].exposure, 1234);
  EXPECT_EQ(points[0].service_rate, 461.9);
  EXPECT_TRUE(points[0].closed);
  EXPECT_FALSE(points[1].exposure);
  EXPECT_FALSE(points[1].service_rate);
  EXPECT_FALSE(points[1].closed);
  EXPECT_EQ(table.trend("tickets", MapSize::hour, 1)->front().contacts, 3);
  EXPECT_FALSE(table.trend("hotels", MapSize::hour, 1));
}

TEST(live_table, lines_carry_the_name_of_their_newest_window) {
  LiveTable table;
  apply_map(table, kTenPm);
  apply_map(table, MapOf{.line = "a|b"});
  const auto lines = table.lines();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].id, "a|b");
  EXPECT_EQ(lines[1].name_json, R"({"zh":"门票","en":"Tickets"})");
  EXPECT_EQ(lines[1].latest[0], at("2026-03-07T22:00:00Z"));
  EXPECT_FALSE(lines[1].latest[1]);
}

TEST(live_table, battle_map_is_the_last_one) {
  LiveTable table;
  EXPECT_EQ(table.battle_map(), nullptr);
  EXPECT_TRUE(table.apply(record_of(Topic::battle_map, "all", kBattleMap)));
  EXPECT_EQ(*table.battle_map(), kBattleMap);
  EXPECT_TRUE(table.apply(tombstone_of(Topic::battle_map, "all")));
  EXPECT_EQ(table.battle_map(), nullptr);
}

TEST(live_table, reader_beside_the_writer_sees_whole_documents) {
  LiveTable table;
  apply_map(table, kTenPm);
  std::thread writer{[&table] {
    MapOf map = kTenPm;
    for (map.revision = 2; map.revision <= 200; ++map.revision) apply_map(table, map);
  }};
  for (int i = 0; i < 200; ++i) {
    EXPECT_TRUE(table.experience_map("tickets", MapSize::hour)->ends_with("}"));
    EXPECT_EQ(table.lines().size(), 1u);
    EXPECT_EQ(table.newest_closed().size(), 1u);
  }
  writer.join();
}

TEST(live_table, unreadable_record_changes_nothing) {
  LiveTable table;
  apply_map(table, kTenPm);
  const std::string json = kTenPm.json();
  const std::string key = kTenPm.key();
  for (const char* bad_key : {"", "|", "||", "tickets", "tickets|1h",
                              "tickets|5m|2026-03-07T22:00:00Z", "tickets|1h|today"}) {
    EXPECT_FALSE(table.apply(record_of(Topic::experience_map, bad_key, json))) << bad_key;
  }
  for (std::size_t cut = 0; cut < json.size(); cut += 7) {
    EXPECT_FALSE(table.apply(record_of(Topic::experience_map, key, json.substr(0, cut)))) << cut;
  }
  EXPECT_FALSE(table.apply(record_of(Topic::battle_map, "all", "{")));
  EXPECT_TRUE(table.apply(record_of(Topic::metrics_1h, "x", "not looked at")));
  EXPECT_EQ(*table.experience_map("tickets", MapSize::hour), json);
}

TEST(live_table, keeps_the_newest_live_precision_of_each_line) {
  LiveTable table;
  const auto key = [](const std::string& start, const std::string& line) {
    return "live_precision|28d|" + start + "T00:00:00Z|" + line + "|||";
  };
  EXPECT_TRUE(table.apply(record_of(Topic::metrics_28d, key("2026-02-16", "a|b"), "2")));
  EXPECT_TRUE(table.apply(record_of(Topic::metrics_28d, key("2026-02-09", "a|b"), "1")));
  EXPECT_TRUE(table.apply(record_of(Topic::metrics_28d, key("2026-02-09", "c"), "3")));
  EXPECT_TRUE(table.apply(record_of(Topic::metrics_28d, "contacts|28d|x|a|||", "4")));
  EXPECT_FALSE(table.apply(record_of(Topic::metrics_28d, key("2026-02-09", "c"), "{")));
  EXPECT_FALSE(table.apply(record_of(Topic::metrics_28d, "live_precision|28d|today|c|||", "5")));
  const auto newest = table.live_precisions();
  ASSERT_EQ(newest.size(), 2u);
  EXPECT_EQ(newest[0].first, "a|b");
  EXPECT_EQ(*newest[0].second, "2");
  EXPECT_EQ(*newest[1].second, "3");
  const std::string newest_key = key("2026-02-16", "a|b");
  Record gone = record_of(Topic::metrics_28d, newest_key, "");
  gone.tombstone = true;
  EXPECT_TRUE(table.apply(gone));
  EXPECT_EQ(*table.live_precisions()[0].second, "1");
}

}  // namespace
}  // namespace vocmap
