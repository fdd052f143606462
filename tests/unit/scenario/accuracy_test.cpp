#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <random>

#include "operators/scenario/scorer.h"
#include "tests/unit/scenario/taxonomy_fixture.h"

// Few-shot accuracy on public data beside the project; the floors lie below the measured values.

namespace vocmap {
namespace {

struct Row {
  std::string text, label;
};

std::vector<Row> read_rows(const std::string& name) {
  std::ifstream file(VOCMAP_SOURCE_DIR "/../shared/data/" + name);
  std::vector<Row> rows;
  std::string line;
  std::getline(file, line);  // header
  while (std::getline(file, line)) {
    const auto tab = line.find('\t');
    if (tab != std::string::npos) rows.push_back({line.substr(0, tab), line.substr(tab + 1)});
  }
  return rows;
}

// Five examples of each label, drawn with a fixed seed; ids are the labels, which are not scored.
TaxonomyIndex five_shot(const std::vector<Row>& train) {
  std::map<std::string, std::vector<std::string>> by_label;
  for (const Row& row : train) by_label[row.label].push_back(row.text);
  std::mt19937 random(1);
  std::vector<Scenario> scenarios;
  for (auto& [label, texts] : by_label) {
    for (std::size_t i = 0; i < std::min<std::size_t>(5, texts.size()); ++i) {
      std::swap(texts[i], texts[i + random() % (texts.size() - i)]);
    }
    texts.resize(std::min<std::size_t>(5, texts.size()));
    scenarios.push_back(scenario_of(label, texts));
  }
  Taxonomy taxonomy;
  taxonomy.lines.push_back(line_of("l", std::move(scenarios)));
  return TaxonomyIndex(std::move(taxonomy));
}

double accuracy(const TaxonomyIndex& index, const std::vector<Row>& test) {
  const auto scorer = make_lexical_scorer(index);
  Evidence evidence;
  int right = 0;
  for (const Row& row : test) {
    scorer->score(0, row.text, evidence);
    const auto best = std::max_element(
        evidence.top.begin(), evidence.top.end(),
        [](const ScenarioScore& a, const ScenarioScore& b) { return a.score < b.score; });
    if (best != evidence.top.end() && index.scenario(best->scenario).id == row.label) ++right;
  }
  return 100.0 * right / static_cast<double>(test.size());
}

TEST(Accuracy, banking_questions_with_five_examples) {
  const auto train = read_rows("banking77/train.tsv"), test = read_rows("banking77/test.tsv");
  if (train.empty() || test.empty()) GTEST_SKIP() << "banking77 is not here";
  const double measured = accuracy(five_shot(train), test);
  RecordProperty("accuracy", std::to_string(measured));
  EXPECT_GE(measured, 62.0);
}

TEST(Accuracy, chinese_utterances_with_five_examples_in_both_scripts) {
  const auto train = read_rows("massive_zh_cn/train.tsv");
  const auto simplified = read_rows("massive_zh_cn/test.tsv");
  const auto traditional = read_rows("massive_zh_tw_derived/test.tsv");
  if (train.empty() || traditional.empty()) GTEST_SKIP() << "massive_zh is not here";
  const TaxonomyIndex index = five_shot(train);
  const double measured = accuracy(index, simplified);
  RecordProperty("accuracy", std::to_string(measured));
  EXPECT_GE(measured, 48.0);
  EXPECT_NEAR(accuracy(index, traditional), measured, 1.0);
}

}  // namespace
}  // namespace vocmap
