#include "operators/taxonomy/load_taxonomy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xxhash.h>

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kTickets = R"(version: 3
effective_from: "2026-03-07T00:00:00Z"
lines:
  - id: tickets
    name: {zh: 门票, en: Tickets}
    lifecycle: growth
    time_zone: Asia/Shanghai
    exposure: {kind: visit, lag_hours: 1.5}
    trust_given_scenario: true
    feeds:
      - {kind: exposure, max_gap: 90m}
      - {kind: channel, channel: chat, max_gap: 7d}
    stages:
      - id: pay
        name: Pay
        scenarios:
          - id: tickets.pay.charged_twice
            name: {zh: 重复扣款, en: Charged twice}
            definition: The customer was charged more than once for one order.
            examples: ["扣了我两次钱", "I was charged twice"]
            counter_examples: ["什么时候能扣款"]
            rules: [{any: ["重复扣款", "charged twice"]}]
            owner: payments
            target_per_10k: 12
            cause: product
            need_layer: action
            kano: must_be
            status: active
)";

std::vector<std::string> problems_of(std::string_view yaml) {
  const auto loaded = load_taxonomy(yaml);
  return loaded ? std::vector<std::string>{} : loaded.error();
}

// A file with one line whose body is given, indented by four spaces.
std::string with_line(std::string_view body) {
  return "lines:\n  - id: l\n    name: L\n" + std::string(body);
}

TEST(LoadTaxonomy, reads_every_field) {
  const auto loaded = load_taxonomy(kTickets);
  ASSERT_TRUE(loaded) << loaded.error().front();
  EXPECT_EQ(loaded->version, 3u);
  EXPECT_EQ(loaded->effective_from, parse_rfc3339("2026-03-07T00:00:00Z"));
  EXPECT_EQ(loaded->hash, XXH64(kTickets.data(), kTickets.size(), 0));
  ASSERT_EQ(loaded->lines.size(), 1u);
  const Line& line = loaded->lines[0];
  EXPECT_EQ(line.id, "tickets");
  EXPECT_EQ(line.name.at("zh"), "门票");
  EXPECT_EQ(line.lifecycle, "growth");
  EXPECT_EQ(line.time_zone, "Asia/Shanghai");
  EXPECT_EQ(line.exposure_kind, ExposureKind::visit);
  EXPECT_EQ(line.exposure_lag, std::chrono::minutes(90));
  EXPECT_TRUE(line.trust_given_scenario);
  ASSERT_EQ(line.feeds.size(), 2u);
  EXPECT_TRUE(line.feeds[0].exposure);
  EXPECT_EQ(line.feeds[0].max_gap, std::chrono::minutes(90));
  EXPECT_EQ(line.feeds[1].channel, "chat");
  EXPECT_EQ(line.feeds[1].max_gap, std::chrono::hours(168));
  ASSERT_EQ(line.stages.size(), 1u);
  EXPECT_EQ(line.stages[0].name, (LocalizedText{{"en", "Pay"}, {"zh", "Pay"}}));
  const Scenario& scenario = line.stages[0].scenarios.at(0);
  EXPECT_EQ(scenario.id, "tickets.pay.charged_twice");
  EXPECT_THAT(scenario.definition, HasSubstr("more than once"));
  EXPECT_EQ(scenario.examples.size(), 2u);
  EXPECT_EQ(scenario.counter_examples.size(), 1u);
  EXPECT_THAT(scenario.rules.at(0).any, ElementsAre("重复扣款", "charged twice"));
  EXPECT_EQ(scenario.owner, "payments");
  EXPECT_EQ(scenario.target_per_10k, 12.0);
  EXPECT_EQ(scenario.cause, "product");
  EXPECT_EQ(scenario.need_layer, "action");
  EXPECT_EQ(scenario.kano, "must_be");
  EXPECT_EQ(scenario.status, "active");
}

TEST(LoadTaxonomy, defaults_fill_what_is_not_given) {
  const auto loaded = load_taxonomy(with_line("    exposure: {lag_hours: auto}\n    lifecycle:\n"));
  ASSERT_TRUE(loaded) << loaded.error().front();
  EXPECT_EQ(loaded->version, 1u);
  EXPECT_FALSE(loaded->effective_from);
  EXPECT_EQ(loaded->lines[0].time_zone, "UTC");
  EXPECT_EQ(loaded->lines[0].exposure_kind, ExposureKind::order);
  EXPECT_FALSE(loaded->lines[0].exposure_lag);
  EXPECT_FALSE(loaded->lines[0].lifecycle);
}

TEST(LoadTaxonomy, all_problems_come_at_once_with_line_and_path) {
  EXPECT_THAT(
      problems_of(R"(version: 2
lines:
  - name: No id
    colour: red
    lifecycle: old
    time_zone: Mars/Olympus
    stages:
      - id: pay
        name: Pay
        scenarios:
          - name: A
            examples: [x]
          - id: none
            name: B
            target_per_10k: -1
)"),
      ElementsAre("line 1: effective_from is required from the second version on",
                  "line 3: lines[0]: id is missing",
                  "line 5: lines[0]: lifecycle must be one of start_up, growth, mature",
                  "line 6: lines[0]: unknown time zone Mars/Olympus",
                  "line 11: lines[0].stages[0].scenarios[0]: id is missing",
                  "line 13: lines[0].stages[0].scenarios[1]: id none is reserved",
                  "line 13: lines[0].stages[0].scenarios[1]: examples or rules are required",
                  "line 15: lines[0].stages[0].scenarios[1]: target_per_10k must be a number "
                  "of at least 0",
                  "line 4: lines[0]: unknown key colour"));
}

TEST(LoadTaxonomy, each_mistake_is_one_problem) {
  const std::pair<std::string, const char*> kMistakes[] = {
      {"", "must be a mapping"},
      {"- a", "must be a mapping"},
      {"version: 1", "lines is missing or empty"},
      {"lines: [", "line "},
      {"lines:\n  - 7", "must be a mapping"},
      {"lines: {a: b}", "lines must be a list"},
      {"version: 0\n" + with_line(""), "version must be a whole number from 1"},
      {"version: two\n" + with_line(""), "version must be a whole number from 1"},
      {"effective_from: 2026-03-07\n" + with_line(""), "effective_from must be an RFC 3339 time"},
      {"lines:\n  - {id: _unknown, name: L}", "id _unknown is reserved"},
      {"lines:\n  - {id: 'a|b', name: L}", "id must not contain '|'"},
      {"lines:\n  - {id: a}", "name is missing"},
      {"lines:\n  - {id: a, name: {}}", "name is missing"},
      {"lines:\n  - {id: a, name: [x]}", "name must be a text"},
      {"lines:\n  - {id: a, name: A}\n  - {id: a, name: A}",
       "line 3: lines[1]: id a is given twice"},
      {with_line("    id: m\n"), "line 4: lines[0]: id is given twice"},
      {with_line("    exposure: {kind: tickets}\n"), "exposure: kind must be one of order,"},
      {with_line("    exposure: {lag_hours: soon}\n"), "lag_hours must be a number"},
      {with_line("    exposure: {lag_hours: .nan}\n"), "lag_hours must be a number"},
      {with_line("    exposure: 3\n"), "lines[0].exposure: must be a mapping"},
      {with_line("    trust_given_scenario: perhaps\n"), "must be true or false"},
      {with_line("    feeds: [{kind: exposure, max_gap: 6}]\n"), "max_gap must be a duration"},
      {with_line("    feeds: [{kind: channel}]\n"), "channel is missing"},
      {with_line("    feeds: [{kind: channel, channel: fax}]\n"), "channel must be one of call,"},
      {with_line("    feeds: [{kind: exposure, channel: chat}]\n"), "exposure feed has no channel"},
      {with_line("    feeds: [{max_gap: 6h}]\n"), "kind is missing"},
      {with_line(
           "    stages: [{id: s, name: S, scenarios: [{id: x, name: X, rules: [{all: [a]}]}]}]\n"),
       "rules[0]: any is missing"},
      {with_line("    stages: [{id: s, name: S, scenarios: [{id: x, name: X, examples: ['']}]}]\n"),
       "examples[0] must be a text that is not empty"},
      {with_line("    stages: [{id: s, name: S}, {id: s, name: S}]\n"), "id s is given twice"},
      {with_line("    stages: [{id: s, name: S, scenarios: [{id: x, name: X, examples: [a], cause: "
                 "weather}]}]\n"),
       "cause must be one of product,"},
  };
  for (const auto& [yaml, expected] : kMistakes) {
    const auto problems = problems_of(yaml);
    ASSERT_FALSE(problems.empty()) << yaml;
    EXPECT_THAT(problems, testing::Contains(HasSubstr(expected))) << yaml;
  }
}

TEST(LoadTaxonomy, text_that_is_not_utf8_is_one_problem) {
  const auto taxonomy = load_taxonomy("version: 1\nlines:\n  - id: \"a\xff\"\n");
  ASSERT_FALSE(taxonomy);
  EXPECT_EQ(taxonomy.error(), std::vector<std::string>{"the file is not valid UTF-8"});
}

TEST(LoadTaxonomy, scenario_ids_are_unique_over_all_lines) {
  const std::string stage =
      "stages: [{id: s, name: S, scenarios: [{id: x, name: X, examples: [a]}]}]";
  EXPECT_THAT(problems_of("lines:\n  - {id: a, name: A, " + stage + "}\n  - {id: b, name: B, " +
                          stage + "}"),
              ElementsAre("line 3: lines[1].stages[0].scenarios[0]: id x is given twice"));
}

}  // namespace
}  // namespace vocmap
