#include "pipeline/cli/check/rules.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/scenario/taxonomy_fixture.h"

namespace vocmap {
namespace {

using testing::ElementsAre;

TaxonomyIndex index_of(std::vector<Scenario> scenarios) {
  Taxonomy taxonomy;
  taxonomy.lines.push_back(line_of("l", std::move(scenarios)));
  return TaxonomyIndex(std::move(taxonomy));
}

std::vector<std::string> findings(const TaxonomyIndex& index,
                                  const CheckedSample* sample = nullptr) {
  std::vector<std::string> out;
  for (const RuleFinding& f : check_rules(index, sample)) {
    std::string text = fmt::format("{} {}", name_of(f.fault), f.rule.phrase);
    if (f.by) text += fmt::format(" by {} of {}", f.by->phrase, index.scenario(f.by->scenario).id);
    if (!f.mostly.empty()) text += " to " + f.mostly;
    out.push_back(text);
  }
  return out;
}

SampleContact contact(std::vector<std::string> texts, std::optional<std::uint16_t> scenario) {
  return {0, std::move(texts), scenario, 1000, {}, 0};
}

TEST(Rules, a_phrase_that_neither_an_example_nor_the_sample_has_is_dead) {
  const TaxonomyIndex index = index_of({
      scenario_of("a", {"the APP crashes"}, {"app", "crash report", "！！"}),
      scenario_of("b", {"an unhappy customer"}),
  });
  EXPECT_THAT(findings(index), ElementsAre("dead crash report", "dead ！！"))
      << "\"app\" is in an example, in whatever case";
  CheckedSample sample;
  sample.contacts.push_back(contact({"hello", "I sent the crash report！！"}, 0));
  EXPECT_THAT(findings(index, &sample), ElementsAre());
}

TEST(Rules, a_phrase_is_shadowed_by_one_that_it_contains) {
  const TaxonomyIndex index = index_of({
      scenario_of("a", {"refund fee", "my refund"}, {"refund", "my refund", "prerefund"}),
      scenario_of("b", {"refund fees", "退款手续费"}, {"refund fee", "退款手续费"}),
      scenario_of("c", {"退款"}, {"退款"}),
  });
  EXPECT_THAT(findings(index),
              ElementsAre("dead prerefund", "shadowed my refund by refund of a",
                          "shadowed refund fee by refund of a", "shadowed 退款手续费 by 退款 of c"))
      << "a phrase begins at the start of a word";
}

TEST(Rules, of_equal_phrases_the_later_is_shadowed) {
  const TaxonomyIndex index = index_of({scenario_of("a", {"退款"}, {"退款"}),
                                        scenario_of("b", {"要退款"}, {"退 款", "退款", "退款"})});
  const auto found = check_rules(index, nullptr);
  ASSERT_EQ(findings(index), (std::vector<std::string>{"dead 退 款", "shadowed 退款 by 退款 of a",
                                                       "shadowed 退款 by 退款 of a"}));
}

TEST(Rules, a_phrase_whose_texts_go_elsewhere_is_astray) {
  const TaxonomyIndex index = index_of({
      scenario_of("a", {"card lost"}, {"card"}),
      scenario_of("b", {"card blocked"}),
      scenario_of("c", {"opening hours"}),
  });
  EXPECT_THAT(findings(index), ElementsAre()) << "one example of each";
  CheckedSample sample;
  sample.contacts = {contact({"my card", "card!"}, 1), contact({"card"}, {}), contact({"card"}, 0),
                     contact({"card"}, 0)};
  EXPECT_THAT(findings(index, &sample), ElementsAre()) << "two of four";
  sample.contacts.push_back(contact({"card"}, 1));
  EXPECT_THAT(findings(index, &sample), ElementsAre("astray card to b")) << "three of five";
  const RuleFinding finding = check_rules(index, &sample).front();
  EXPECT_EQ(finding.contacts, 5u);
  EXPECT_EQ(finding.elsewhere, 3u);
  EXPECT_EQ(finding.own_examples, 1u);
  EXPECT_EQ(finding.other_examples, 1u);
  sample.contacts = {contact({"card"}, {}), contact({"card"}, {})};
  EXPECT_THAT(findings(index, &sample), ElementsAre()) << "two contacts tell little";
  sample.contacts.push_back(contact({"card"}, {}));
  EXPECT_THAT(findings(index, &sample), ElementsAre("astray card to none"));
}

TEST(Rules, examples_alone_can_show_a_phrase_astray) {
  const TaxonomyIndex index = index_of(
      {scenario_of("a", {"lost"}, {"card"}), scenario_of("b", {"card blocked", "opening hours"})});
  EXPECT_THAT(findings(index), ElementsAre("astray card to b"));
}

TEST(Rules, lines_have_rules_of_their_own) {
  Taxonomy taxonomy;
  taxonomy.lines.push_back(line_of("l", {scenario_of("a", {"x"}, {"refund"})}));
  taxonomy.lines.push_back(line_of("m", {scenario_of("b", {"refund"}, {"refund"})}));
  const TaxonomyIndex index{std::move(taxonomy)};
  CheckedSample sample;
  sample.contacts.push_back({1, {"my refund"}, 1, 1000, {}, 0});
  EXPECT_THAT(findings(index, &sample), ElementsAre("dead refund"));
}

}  // namespace
}  // namespace vocmap
