#include "operators/scenario/check_examples.h"

#include <gtest/gtest.h>

#include "tests/unit/scenario/taxonomy_fixture.h"

namespace vocmap {
namespace {

TEST(CheckExamples, names_the_example_that_lies_nearer_to_another_scenario) {
  Taxonomy taxonomy;
  taxonomy.lines.push_back(line_of(
      "tickets", {scenario_of("refund", {"怎么退票", "退票怎么办", "退票要多久", "门票怎么退"}),
                  scenario_of("qr", {"二维码扫不出来", "二维码打不开", "我想退票要怎么退"})}));
  const TaxonomyIndex index(std::move(taxonomy));
  std::vector<JudgedExample> confusions = judge_examples(index);
  EXPECT_EQ(confusions.size(), 7u);
  std::erase_if(confusions, [](const JudgedExample& e) { return !e.confused(); });
  ASSERT_EQ(confusions.size(), 1u);
  EXPECT_EQ(index.scenario(confusions[0].scenario).id, "qr");
  EXPECT_EQ(confusions[0].example, "我想退票要怎么退");
  EXPECT_EQ(index.scenario(confusions[0].other).id, "refund");
  EXPECT_GT(confusions[0].other_score, confusions[0].own_score);
}

TEST(CheckExamples, lines_do_not_compete_and_lonely_examples_are_not_judged) {
  Taxonomy taxonomy;
  taxonomy.lines.push_back(
      line_of("a", {scenario_of("a1", {"退票"}), scenario_of("a2", {"退票多久"})}));
  taxonomy.lines.push_back(
      line_of("b", {scenario_of("b1", {"退款", "改签"}), scenario_of("b2", {"", "发票"})}));
  taxonomy.lines.push_back(line_of("c", {scenario_of("c1", {"开门", "关门"})}));
  const TaxonomyIndex index(std::move(taxonomy));
  const auto judged = judge_examples(index);
  ASSERT_EQ(judged.size(), 2u) << "those of b1; c1 has no other beside it";
  for (const JudgedExample& e : judged) {
    EXPECT_EQ(index.scenario(e.scenario).id, "b1");
    EXPECT_EQ(index.scenario(e.other).id, "b2");
  }
}

}  // namespace
}  // namespace vocmap
