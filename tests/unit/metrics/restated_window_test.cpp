#include "operators/metrics/restated_window.h"

#include "tests/unit/metrics/windows_fixture.h"

namespace vocmap {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

constexpr std::string_view kFirst = R"(
version: 1
lines:
  - id: shop
    name: Shop
    stages:
      - id: pay
        name: Pay
        scenarios:
          - {id: declined, name: Declined, rules: [{any: [declined]}]}
          - {id: twice, name: Charged twice, rules: [{any: [twice]}]}
      - id: receive
        name: Receive
        scenarios:
          - {id: late, name: Late parcel, rules: [{any: [late]}]}
          - {id: lost, name: Lost parcel, rules: [{any: [lost]}]}
)";

constexpr std::string_view kSecond = R"(
version: 2
effective_from: 2026-03-07T10:32:30Z
changes:
  - rename: {from: twice, to: double}
  - merge: {from: [declined, late], into: failed}
  - split: {from: lost, into: [stolen, astray]}
lines:
  - id: shop
    name: Shop
    stages:
      - id: pay
        name: Pay
        scenarios:
          - {id: double, name: Charged twice, rules: [{any: [twice]}]}
          - {id: failed, name: Failed, rules: [{any: [declined, late]}]}
      - id: receive
        name: Receive
        scenarios:
          - {id: stolen, name: Stolen parcel, rules: [{any: [stolen]}]}
          - {id: astray, name: Parcel gone astray, rules: [{any: [astray]}]}
)";

class RestatedWindowTest : public WindowsTest {
 protected:
  RestatedWindowTest() : WindowsTest({kFirst, kSecond}) {}

  // Two contacts of each old scenario before the change, one of each renamed or merged one after.
  void an_hour_with_the_change() {
    contact("twice", "2026-03-07T10:10:00Z", {"a1", "a2"});
    contact("declined", "2026-03-07T10:10:00Z", {"b1", "b2"}, {}, Channel::email);
    contact("late", "2026-03-07T10:15:00Z", {"c1", "c2"});
    contact("lost", "2026-03-07T10:15:00Z", {"d1", "d2"});
    contact("double", "2026-03-07T10:40:00Z", {"e1"});
    contact("failed", "2026-03-07T10:45:00Z", {"f1"});
    exposure("2026-03-07T10:00:00Z", 1'000);
  }
  // Contacts in the hour of a cell, "stage|scenario", and of a restated one, "stage|scenario||2".
  std::string hour(const std::string& cell) {
    const bool restated = cell.find("||") != cell.npos;
    return last("contacts|1h|2026-03-07T10:00:00Z|shop|" + cell + (restated ? "" : "|"));
  }
  std::vector<std::pair<std::string, std::int64_t>> map_of_the_hour() {
    const WindowReading& plain = reading(WindowSize::hour, "2026-03-07T10:00:00Z");
    const RestatedWindow restated{taxonomies_, plain, *taxonomies_.version(2)};
    std::vector<std::pair<std::string, std::int64_t>> cells;
    for (const CellReading& cell : restated.all().cells) {
      cells.emplace_back(cell.stage_id + '/' + cell.scenario_id, cell.cell->contacts);
    }
    return cells;
  }
};

TEST_F(RestatedWindowTest, a_window_with_contacts_of_two_versions_says_so) {
  an_hour_with_the_change();
  publish();
  EXPECT_THAT(hour("|"), HasSubstr(R"("taxonomy_versions":[1,2])"));
  EXPECT_THAT(hour("pay|twice"), HasSubstr(R"("taxonomy_versions":[1,2])"));
  EXPECT_THAT(last("contacts|5m|2026-03-07T10:10:00Z|shop|pay|twice|"),
              Not(HasSubstr("taxonomy_versions")));
}

TEST_F(RestatedWindowTest, contacts_of_one_version_under_the_names_of_another_say_so) {
  contact("twice", "2026-03-07T10:10:00Z", {"a"});
  publish();
  EXPECT_THAT(hour("|"), HasSubstr(R"("taxonomy_versions":[1])"));
  EXPECT_EQ(reading(WindowSize::hour, "2026-03-07T10:00:00Z").taxonomy_version, 2u);
}

TEST_F(RestatedWindowTest, every_scenario_in_force_in_the_window_has_a_cell) {
  exposure("2026-03-07T10:00:00Z", 10);
  publish();
  EXPECT_THAT(hour("pay|twice"), HasSubstr(R"("numerator":0)"));
  EXPECT_THAT(hour("pay|double"), HasSubstr(R"("numerator":0)"));
}

TEST_F(RestatedWindowTest, map_shows_the_newer_version_with_what_renames_and_merges_explain) {
  an_hour_with_the_change();
  publish();
  EXPECT_THAT(
      map_of_the_hour(),
      ElementsAre(Pair("/", 10), Pair("pay/", 8), Pair("pay/double", 3), Pair("pay/failed", 5),
                  Pair("receive/", 2), Pair("receive/stolen", 0), Pair("receive/astray", 0),
                  Pair("receive/lost", 2), Pair("none/", 0), Pair("none/none", 0)));
}

TEST_F(RestatedWindowTest, renamed_and_merged_cells_are_published_beside_the_plain_ones) {
  an_hour_with_the_change();
  advance("2026-03-07T10:50:00Z");
  publish();
  EXPECT_THAT(hour("pay|twice"), AllOf(HasSubstr(R"("numerator":2)"), Not(HasSubstr("restated"))));
  EXPECT_THAT(hour("pay|double"), HasSubstr(R"("numerator":1)"));
  EXPECT_THAT(
      hour("pay|double||2"),
      AllOf(HasSubstr(R"("dims":{"line":"shop","stage":"pay","scenario":"double","restated":2})"),
            HasSubstr(R"("numerator":3)"), HasSubstr(R"("restated_from":["double","twice"])")));
  EXPECT_THAT(hour("pay|failed||2"),
              AllOf(HasSubstr(R"("numerator":5)"),
                    HasSubstr(R"("restated_from":["declined","failed","late"])")));
  EXPECT_EQ(hour("receive|lost||2"), "never") << "a split is restated by replay alone";
  EXPECT_THAT(last("contacts|1h|2026-03-07T10:00:00Z|shop|pay|failed|email|2"),
              AllOf(HasSubstr(R"("channel":"email","restated":2)"), HasSubstr(R"("numerator":2)")));
}

TEST_F(RestatedWindowTest, stages_that_gained_or_lost_by_a_merge_are_restated_too) {
  an_hour_with_the_change();
  advance("2026-03-07T10:50:00Z");
  publish();
  EXPECT_THAT(hour("pay|"), HasSubstr(R"("numerator":6)"));
  EXPECT_THAT(hour("pay|||2"), HasSubstr(R"("numerator":8)"));
  EXPECT_THAT(hour("receive|||2"), HasSubstr(R"("numerator":2)"));
}

TEST_F(RestatedWindowTest, earlier_windows_are_restated_when_the_version_comes_into_force) {
  contact("twice", "2026-03-06T10:10:00Z", {"a"});
  const std::string key = "contacts|1h|2026-03-06T10:00:00Z|shop|pay|double||2";
  advance("2026-03-07T10:32:29Z");
  publish();
  EXPECT_EQ(last(key), "never");
  advance("2026-03-07T10:32:30Z");
  publish();
  EXPECT_THAT(last(key), AllOf(HasSubstr(R"("numerator":1)"), HasSubstr(R"("final":false)")));
  advance("2026-03-08T11:00:00Z");
  publish();
  EXPECT_THAT(last(key), HasSubstr(R"("final":true)"));
  int restated = 0;
  restated_.scan_prefix([&](const RestatedKey& k, const auto&) {
    restated += std::get<1>(k) == WindowSize::hour;
    return true;
  });
  EXPECT_EQ(restated, 0) << "a final window leaves nothing behind";
}

TEST_F(RestatedWindowTest, windows_that_were_final_before_stay_as_they_are) {
  contact("twice", "2026-03-05T09:10:00Z", {"a"});
  advance("2026-03-07T10:00:00Z");
  publish();
  advance("2026-03-07T11:00:00Z");
  publish();
  EXPECT_THAT(last("contacts|1h|2026-03-05T09:00:00Z|shop|pay|twice|"),
              HasSubstr(R"("final":true)"));
  EXPECT_EQ(last("contacts|1h|2026-03-05T09:00:00Z|shop|pay|double||2"), "never");
}

TEST_F(RestatedWindowTest, one_step_over_everything_gives_what_many_steps_give) {
  contact("twice", "2026-03-05T10:40:00Z", {"a"});  // final 30 min after version 2 begins
  contact("twice", "2026-03-05T09:10:00Z", {"b"});
  advance("2026-03-10T00:00:00Z");
  publish();
  EXPECT_THAT(last("contacts|1h|2026-03-05T10:00:00Z|shop|pay|double||2"),
              HasSubstr(R"("final":true)"));
  EXPECT_EQ(last("contacts|1h|2026-03-05T09:00:00Z|shop|pay|double||2"), "never");
}

TEST_F(RestatedWindowTest, a_restated_channel_that_falls_back_to_zero_is_withdrawn) {
  an_hour_with_the_change();
  advance("2026-03-07T10:50:00Z");
  publish();
  contact("declined", "2026-03-07T10:10:00Z", {}, {"b1", "b2"}, Channel::email);
  publish();
  EXPECT_EQ(last("contacts|1h|2026-03-07T10:00:00Z|shop|pay|failed|email|2"), "tombstone");
  EXPECT_THAT(hour("pay|failed||2"), HasSubstr(R"("numerator":3)"));
}

TEST_F(RestatedWindowTest, a_cell_of_a_version_not_in_force_exists_while_it_has_contacts) {
  contact("double", "2026-03-07T09:10:00Z", {"a"});
  publish();
  const std::string key = "contacts|1h|2026-03-07T09:00:00Z|shop|pay|double|";
  EXPECT_THAT(last(key), HasSubstr(R"("taxonomy_versions":[2])"));
  contact("twice", "2026-03-07T09:10:00Z", {"a"});
  contact("double", "2026-03-07T09:10:00Z", {}, {"a"});
  publish();
  EXPECT_EQ(last(key), "tombstone");
  EXPECT_THAT(last("contacts|1h|2026-03-07T09:00:00Z|shop|pay|twice|"),
              AllOf(HasSubstr(R"("numerator":1)"), Not(HasSubstr("taxonomy_versions"))));
}

// The same names as version 2, but what `double` is called.
class VersionAheadTest : public WindowsTest {
 protected:
  VersionAheadTest() : WindowsTest({kFirst, kSecond, kThird}) {}

 private:
  static constexpr std::string_view kThird = R"(
version: 3
effective_from: 2026-04-01T00:00:00Z
lines:
  - id: shop
    name: Shop
    stages:
      - id: pay
        name: Pay
        scenarios:
          - {id: double, name: Paid twice, rules: [{any: [twice]}]}
          - {id: failed, name: Failed, rules: [{any: [declined, late]}]}
      - id: receive
        name: Receive
        scenarios:
          - {id: stolen, name: Stolen parcel, rules: [{any: [stolen]}]}
          - {id: astray, name: Parcel gone astray, rules: [{any: [astray]}]}
)";
};

TEST_F(VersionAheadTest, a_cell_of_a_version_not_in_force_is_described_by_none_that_lies_ahead) {
  contact("double", "2026-03-07T09:10:00Z", {"a"});
  publish();
  const TaxonomyIndex& second = *taxonomies_.version(2);
  const Scenario* described = nullptr;
  for (const CellReading& cell : reading(WindowSize::hour, "2026-03-07T09:00:00Z").cells) {
    if (cell.scenario_id == "double") described = cell.scenario;
  }
  EXPECT_EQ(described, &second.scenario(*second.scenario_index("double")));
}

TEST_F(RestatedWindowTest, a_window_that_vanishes_takes_its_restated_cells_along) {
  contact("twice", "2026-03-07T09:10:00Z", {"a"});
  advance("2026-03-07T11:00:00Z");
  publish();
  const std::string key = "contacts|1h|2026-03-07T09:00:00Z|shop|pay|double||2";
  EXPECT_THAT(last(key), HasSubstr(R"("numerator":1)"));
  contact("twice", "2026-03-07T09:10:00Z", {}, {"a"});
  publish();
  EXPECT_EQ(last(key), "tombstone");
}

// A day in whose middle version 2 begins, known from the start or from 08:00 on.
class LateVersion : public RestatedWindowTest {
 public:
  std::map<std::string, std::string> final_form(bool known_late) {
    const TaxonomyHistory both = taxonomies_;
    if (known_late) taxonomies_ = taxonomies_of({kFirst});
    exposure("2026-03-07T07:00:00Z", 10);
    advance("2026-03-07T08:00:00Z");
    publish();
    taxonomies_ = both;
    an_hour_with_the_change();
    for (const char* step :
         {"2026-03-07T10:33:00Z", "2026-03-07T12:00:00Z", "2026-03-10T00:00:00Z"}) {
      advance(step);
      publish();
    }
    std::map<std::string, std::string> form;
    for (auto& [key, values] : records_) {
      const std::string value = values.back().value_or("tombstone");
      form[key] = value.substr(0, value.find(R"(,"revision":)"));
    }
    return form;
  }

 private:
  void TestBody() override {}
};

TEST(LateVersionTest, a_version_that_is_read_later_gives_what_one_known_from_the_start_gives) {
  const auto from_the_start = LateVersion{}.final_form(false);
  EXPECT_GT(from_the_start.size(), 100u);
  EXPECT_EQ(LateVersion{}.final_form(true), from_the_start);
}

}  // namespace
}  // namespace vocmap
