#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "operators/taxonomy/load_taxonomy.h"
#include "pipeline/cli/generate/demo_journeys.h"
#include "pipeline/cli/generate/generator.h"
#include "pipeline/cli/generate/truth_table.h"

namespace vocmap {
namespace {

const Taxonomy& demo_taxonomy() {
  static const Taxonomy taxonomy = std::move(load_taxonomy(kDemoJourneys).value());
  return taxonomy;
}

GenerateOptions small_options() {
  GenerateOptions options;
  options.events = 20'000;
  options.bad_share = 0.002;
  return options;
}

std::vector<GeneratedRecord> all_records(EventGenerator& generator) {
  std::vector<GeneratedRecord> records;
  for (GeneratedRecord record; generator.next(record);) records.push_back(std::move(record));
  return records;
}

TEST(EventGenerator, equal_options_give_equal_bytes_and_another_seed_does_not) {
  const auto bytes = [](std::uint64_t seed) {
    GenerateOptions options = small_options();
    options.seed = seed;
    EventGenerator generator(options, demo_taxonomy(), demo_texts());
    std::string text;
    for (const GeneratedRecord& r : all_records(generator)) text += r.key + r.value;
    return text + generator.truth().to_json();
  };
  EXPECT_EQ(bytes(1), bytes(1));
  EXPECT_NE(bytes(1), bytes(2));
}

TEST(EventGenerator, makes_exactly_the_wanted_number_of_events) {
  for (const std::int64_t events : {1'000, 7'777, 20'000}) {
    GenerateOptions options = small_options();
    options.events = events;
    EventGenerator generator(options, demo_taxonomy(), demo_texts());
    const std::size_t late = generator.late_records().size();
    EXPECT_EQ(static_cast<std::int64_t>(all_records(generator).size() + late), events);
  }
}

TEST(EventGenerator, truth_counts_every_record_of_every_topic) {
  EventGenerator generator(small_options(), demo_taxonomy(), demo_texts());
  std::map<Topic, std::int64_t> read;
  for (const GeneratedRecord& record : all_records(generator)) ++read[record.topic];
  for (const auto& [topic, truth] : generator.truth().topics()) {
    EXPECT_EQ(truth.read, read[topic]) << name_of(topic);
  }
  TopicTruth orders = generator.truth().topics().at(Topic::orders);
  TopicTruth contacts = generator.truth().topics().at(Topic::contacts);
  EXPECT_EQ(orders.duplicate + contacts.duplicate, 40);
  EXPECT_EQ(orders.conflicting + contacts.conflicting, 10);
  EXPECT_EQ(orders.dead_lettered() + contacts.dead_lettered(), 40);
  EXPECT_EQ(orders.late + contacts.late, 0);
}

TEST(EventGenerator, late_records_are_counted_only_when_they_are_taken) {
  EventGenerator generator(small_options(), demo_taxonomy(), demo_texts());
  const std::vector<GeneratedRecord>& late = generator.late_records();
  ASSERT_EQ(late.size(), 10u);
  for (const GeneratedRecord& record : late) {
    EXPECT_TRUE(record.late);
    EXPECT_LE(record.event_time + std::chrono::hours{24}, generator.late_after());
  }
  EXPECT_EQ(generator.truth().topics().at(Topic::orders).late, 5);
  EXPECT_EQ(generator.truth().topics().at(Topic::contacts).late, 5);
}

TEST(EventGenerator, event_times_stay_in_the_span_and_are_at_most_20_s_out_of_order) {
  const GenerateOptions options = small_options();
  EventGenerator generator(options, demo_taxonomy(), demo_texts());
  EventTime newest = options.start;
  for (const GeneratedRecord& record : all_records(generator)) {
    EXPECT_GE(record.event_time, options.start);
    EXPECT_LT(record.event_time, options.start + options.span);
    EXPECT_LE(newest - record.event_time, Duration{20'000});
    newest = std::max(newest, record.event_time);
  }
}

TEST(EventGenerator, every_scenario_and_none_has_contacts) {
  GenerateOptions options = small_options();
  options.events = 100'000;
  EventGenerator generator(options, demo_taxonomy(), demo_texts());
  all_records(generator);
  std::set<std::string> seen;
  for (const auto& [cell, count] : generator.truth().cells()) {
    seen.insert(cell.line + "/" + cell.scenario);
  }
  for (const Line& line : demo_taxonomy().lines) {
    EXPECT_TRUE(seen.contains(line.id + "/none"));
    for (const Stage& stage : line.stages) {
      for (const Scenario& s : stage.scenarios) {
        EXPECT_TRUE(seen.contains(line.id + "/" + s.id)) << s.id;
      }
    }
  }
  EXPECT_TRUE(seen.contains("_unknown/none"));
}

TEST(EventGenerator, hours_add_up_to_days) {
  EventGenerator generator(small_options(), demo_taxonomy(), demo_texts());
  all_records(generator);
  std::map<Duration, std::int64_t> contacts;
  std::map<Duration, double> exposure;
  for (const auto& [cell, count] : generator.truth().cells()) contacts[cell.size] += count;
  for (const Duration size : PlantedTruth::sizes()) {
    for (const EventTime start : generator.truth().windows("tickets", size)) {
      exposure[size] += generator.truth().exposure("tickets", size, start).value();
    }
  }
  EXPECT_EQ(contacts[std::chrono::hours{1}], contacts[std::chrono::hours{24}]);
  EXPECT_EQ(exposure[std::chrono::hours{1}], exposure[std::chrono::hours{24}]);
  EXPECT_GT(exposure[std::chrono::hours{1}], 0);
}

TEST(PlantedTruth, stock_is_the_last_level_at_the_end_carried_at_most_48_hours) {
  const Duration hour = std::chrono::hours{1};
  const EventTime start{0};
  PlantedTruth truth;
  truth.add_stock("card", "north", start, 240);
  truth.add_stock("card", "south", start + hour, 480);
  truth.add_stock("card", "north", start + hour + Duration{1}, 1'000'000);
  EXPECT_EQ(truth.exposure("card", hour, start), (240 + 480) / 24.0);
  EXPECT_EQ(truth.exposure("card", hour, start + 47 * hour), (1'000'000 + 480) / 24.0);
  EXPECT_EQ(truth.exposure("card", hour, start + 48 * hour + Duration{1}), 1'000'000 / 24.0);
  EXPECT_EQ(truth.exposure("card", hour, start + 60 * hour), std::nullopt);
}

// What a perfect pipeline would measure.
Measured perfect(const PlantedTruth& truth) {
  Measured measured;
  for (const Line& line : demo_taxonomy().lines) {
    std::vector<std::string> scenarios{"none"};
    for (const Stage& stage : line.stages) {
      for (const Scenario& s : stage.scenarios) scenarios.push_back(s.id);
    }
    for (const Duration size : PlantedTruth::sizes()) {
      for (const EventTime start : truth.windows(line.id, size)) {
        for (const std::string& scenario : scenarios) {
          const TruthCell key{line.id, scenario, size, start};
          measured.cells[key] = {truth.contacts(key), truth.exposure(line.id, size, start)};
        }
      }
    }
  }
  for (const auto& [cell, count] : truth.cells()) {
    if (cell.line == "_unknown") measured.cells[cell] = {count, std::nullopt};
  }
  measured.topics = truth.topics();
  return measured;
}

TEST(TruthTable, agrees_with_a_perfect_measurement_and_with_no_other) {
  EventGenerator generator(small_options(), demo_taxonomy(), demo_texts());
  all_records(generator);
  const Measured good = perfect(generator.truth());
  bool equal = false;
  const std::string table = compare_with_truth(generator.truth(), good, demo_taxonomy(), equal);
  EXPECT_TRUE(equal) << table;
  EXPECT_EQ(table.find("✗"), std::string::npos);

  Measured one_more = good;
  ++std::prev(one_more.cells.end())->second.contacts;
  compare_with_truth(generator.truth(), one_more, demo_taxonomy(), equal);
  EXPECT_FALSE(equal);

  Measured other_exposure = good;
  other_exposure.cells.rbegin()->second.exposure = 1.0;
  compare_with_truth(generator.truth(), other_exposure, demo_taxonomy(), equal);
  EXPECT_FALSE(equal);

  Measured lost = good;
  --lost.topics.at(Topic::orders).read;
  compare_with_truth(generator.truth(), lost, demo_taxonomy(), equal);
  EXPECT_FALSE(equal);

  Measured unplanned = good;
  unplanned.cells[{"tickets", "none", std::chrono::hours{1}, EventTime{0}}] = {1, std::nullopt};
  compare_with_truth(generator.truth(), unplanned, demo_taxonomy(), equal);
  EXPECT_FALSE(equal);
}

}  // namespace
}  // namespace vocmap
