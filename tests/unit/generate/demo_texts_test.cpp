#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "operators/scenario/scorer.h"
#include "operators/taxonomy/load_taxonomy.h"
#include "pipeline/cli/generate/demo_journeys.h"
#include "pipeline/cli/generate/texts.h"
#include "pipeline/cli/temporary_directory.h"

namespace vocmap {
namespace {

const TaxonomyIndex& demo_index() {
  static const TaxonomyIndex index = [] {
    auto taxonomy = load_taxonomy(kDemoJourneys);
    for (const std::string& problem : taxonomy ? std::vector<std::string>{} : taxonomy.error()) {
      ADD_FAILURE() << problem;
    }
    return TaxonomyIndex(std::move(taxonomy.value()));
  }();
  return index;
}

// The scenario that the evidence of one text decides: the greatest, `none` when strictly greater.
std::string decide(ScenarioScorer& scorer, std::size_t line, const std::string& text) {
  Evidence evidence;
  scorer.score(line, text, evidence);
  const ScenarioScore* best = nullptr;
  for (const ScenarioScore& s : evidence.top) {
    if (best == nullptr || s.score > best->score) best = &s;
  }
  if (best == nullptr || evidence.none > best->score) return "none";
  return demo_index().scenario(best->scenario).id;
}

struct Case {
  std::size_t line;
  std::string scenario, text_template;
  bool chinese;
};

std::vector<Case> all_cases() {
  std::vector<Case> cases;
  const auto add = [&cases](std::size_t line, const std::string& id) {
    const ScenarioTexts& texts = demo_texts().by_scenario.at(id);
    for (const std::string& text : texts.zh) cases.push_back({line, id, text, true});
    for (const std::string& text : texts.en) cases.push_back({line, id, text, false});
  };
  const TaxonomyIndex& index = demo_index();
  for (std::size_t line = 0; line < index.taxonomy().lines.size(); ++line) {
    for (const std::uint16_t s : index.scenarios_of(line)) add(line, index.scenario(s).id);
    add(line, "none");
  }
  return cases;
}

TEST(DemoTexts, matcher_answers_the_planted_scenario_for_every_template) {
  const auto scorer = make_lexical_scorer(demo_index());
  Random random(7);
  for (const Case& c : all_cases()) {
    for (int filling = 0; filling < 5; ++filling) {
      const std::string text = fill_slots(c.text_template, c.chinese, random);
      EXPECT_EQ(decide(*scorer, c.line, text), c.scenario) << text;
    }
  }
}

TEST(DemoTexts, every_scenario_has_six_texts_in_both_languages_and_no_example_is_repeated) {
  for (const Line& line : demo_index().taxonomy().lines) {
    for (const Stage& stage : line.stages) {
      for (const Scenario& scenario : stage.scenarios) {
        const auto found = demo_texts().by_scenario.find(scenario.id);
        ASSERT_NE(found, demo_texts().by_scenario.end()) << scenario.id;
        EXPECT_GE(found->second.zh.size(), 6u);
        EXPECT_GE(found->second.en.size(), 6u);
        for (const std::string& example : scenario.examples) {
          EXPECT_EQ(std::ranges::count(found->second.zh, example), 0) << example;
          EXPECT_EQ(std::ranges::count(found->second.en, example), 0) << example;
        }
      }
    }
  }
}

TEST(DemoTexts, slots_are_filled) {
  Random random(1);
  for (const Case& c : all_cases()) {
    EXPECT_EQ(fill_slots(c.text_template, c.chinese, random).find('{'), std::string::npos);
  }
}

// The files of one test, which may run beside others.
class ReadTexts : public testing::Test {
 protected:
  std::string file_with(const std::string& text) const {
    const std::string path = folder_.path() / "texts.tsv";
    std::ofstream(path) << text;
    return path;
  }

  TemporaryDirectory folder_;
};

TEST_F(ReadTexts, label_names_the_scenario_by_its_ending_and_others_are_none) {
  const std::string path = file_with(
      "text\tlabel\nTwo times {money}\tcharged_twice\n扣了两遍\ttickets.pay.charged_twice\n"
      "hello\tgreeting\n");
  const auto pool = read_texts(path, demo_index().taxonomy());
  ASSERT_TRUE(pool) << pool.error();
  EXPECT_FALSE(pool->has_slots);
  const ScenarioTexts& texts = pool->by_scenario.at("tickets.pay.charged_twice");
  EXPECT_EQ(texts.en, std::vector<std::string>{"Two times {money}"});
  EXPECT_EQ(texts.zh, std::vector<std::string>{"扣了两遍"});
  EXPECT_EQ(pool->by_scenario.at("none").en, std::vector<std::string>{"hello"});
}

TEST_F(ReadTexts, unreadable_files_are_sentences) {
  const Taxonomy& taxonomy = demo_index().taxonomy();
  EXPECT_NE(read_texts("/nowhere.tsv", taxonomy).error().find("cannot be read"), std::string::npos);
  EXPECT_NE(read_texts(file_with("text\tlabel\nno tab\n"), taxonomy).error().find(":2:"),
            std::string::npos);
  EXPECT_NE(read_texts(file_with("text\tlabel\nhi\tgreeting\n"), taxonomy).error().find("no label"),
            std::string::npos);
}

}  // namespace
}  // namespace vocmap
