#include "operators/scenario/rule_matcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/scenario/taxonomy_fixture.h"

namespace vocmap {
namespace {

TEST(RuleMatcherTest, phrases_are_counted_through_the_line_and_found_each_once) {
  Scenario twice = scenario_of("b", {}, {"！", "refund", ""});
  twice.rules.push_back({{"my refund"}});
  Taxonomy taxonomy;
  taxonomy.lines.push_back(line_of("l", {twice, scenario_of("a", {}, {"fee"})}));
  const TaxonomyIndex index(std::move(taxonomy));
  const RuleMatcher matcher(index, 0);
  std::vector<std::size_t> found = {7};
  matcher.match_phrases(U"my refund fee, a refund", found);
  EXPECT_THAT(found, testing::ElementsAre(0, 2, 4)) << "a stands before b; 3 is empty";
  matcher.match(U"my refund fee, a refund", found);
  EXPECT_THAT(found, testing::ElementsAre(0, 1));
  matcher.match_phrases(U"prefund", found);
  EXPECT_THAT(found, testing::ElementsAre());
}

}  // namespace
}  // namespace vocmap
