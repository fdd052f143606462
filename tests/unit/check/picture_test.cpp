#include "pipeline/cli/check/picture.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/cli/check/matrix.h"
#include "tests/unit/scenario/taxonomy_fixture.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::Not;

// Scenarios s000, s001, ... in two stages, the later half first.
TaxonomyIndex two_stages(std::size_t count) {
  Line line;
  line.id = "l";
  line.name = {{"en", "R & <D>"}, {"zh", "研发"}};
  line.stages = {{"second", {{"en", "Second"}}, {}}, {"first", {{"zh", "先"}}, {}}};
  for (std::size_t i = 0; i < count; ++i) {
    Scenario scenario = scenario_of(fmt::format("s{:03}", i), {"x"});
    scenario.name = {{"en", fmt::format("Name {}", i)}};
    line.stages[i < count / 2 ? 1 : 0].scenarios.push_back(std::move(scenario));
  }
  Taxonomy taxonomy;
  taxonomy.version = 4;
  taxonomy.lines.push_back(std::move(line));
  return TaxonomyIndex(std::move(taxonomy));
}

JudgedExample judged(std::uint16_t scenario, std::uint16_t other, bool confused) {
  return {scenario, "x", other, 100, confused ? 200 : 50};
}

TEST(MatrixTest, rows_follow_the_journey_and_cells_count_examples) {
  const TaxonomyIndex index = two_stages(4);
  const Matrix matrix = matrix_of(
      index, 0, std::vector{judged(0, 1, true), judged(0, 3, false), judged(3, 0, true)}, 10);
  std::vector<std::uint16_t> order;
  for (const auto& row : matrix.scenarios) order.push_back(row.scenario);
  EXPECT_THAT(order, testing::ElementsAre(2, 3, 0, 1));
  ASSERT_EQ(matrix.groups.size(), 2u);
  EXPECT_EQ(matrix.groups[1].name, "先");
  EXPECT_EQ(matrix.groups[1].begin, 2u);
  const std::map<std::pair<std::size_t, std::size_t>, std::uint32_t> expected = {
      {{2, 2}, 1}, {{2, 3}, 1}, {{1, 2}, 1}};
  EXPECT_EQ(matrix.cells, expected);
  EXPECT_EQ(matrix.scenarios[2].judged, 2u);
  EXPECT_EQ(matrix.confused, 2u);
}

TEST(MatrixTest, of_many_scenarios_the_most_confused_are_drawn) {
  const TaxonomyIndex index = two_stages(10);
  const std::vector examples = {judged(7, 2, true), judged(7, 2, true), judged(9, 7, true),
                                judged(0, 1, true), judged(5, 6, false)};
  const Matrix matrix = matrix_of(index, 0, examples, 3);
  std::vector<std::uint16_t> order;
  for (const auto& row : matrix.scenarios) order.push_back(row.scenario);
  EXPECT_THAT(order, testing::ElementsAre(7, 0, 2)) << "0, 1 and 9 are equal: the smaller index";
  EXPECT_EQ(matrix.confused, 4u) << "of the whole line";
}

TEST(Picture, names_are_escaped_and_both_languages_shown) {
  const TaxonomyIndex index = two_stages(4);
  const std::string svg = draw_confusions(index, std::vector{judged(0, 1, true)});
  EXPECT_THAT(svg, HasSubstr("R &amp; &lt;D&gt; 研发"));
  EXPECT_THAT(svg, HasSubstr("1 of 1 examples of s000: nearer to s001"));
  EXPECT_THAT(svg, HasSubstr("taxonomy version 4"));
  EXPECT_THAT(svg, Not(HasSubstr("scenarios that take part most")));
  for (const char* outside : {"<script", "@import", "url(", "href"}) {
    EXPECT_THAT(svg, Not(HasSubstr(outside)));
  }
}

TEST(Picture, says_when_it_shows_a_part) {
  const TaxonomyIndex index = two_stages(kMostScenarios + 1);
  const std::string svg = draw_confusions(index, std::vector{judged(0, 1, true)});
  EXPECT_THAT(svg, HasSubstr("shown are the 2 of 61 scenarios that take part most"));
  EXPECT_THAT(svg, Not(HasSubstr("Name 5")));
}

}  // namespace
}  // namespace vocmap
