#include "operators/scenario/scorer.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "tests/unit/scenario/taxonomy_fixture.h"

namespace vocmap {
namespace {

class Scorer : public testing::Test {
 protected:
  Evidence evidence(std::string_view text, std::size_t line = 0) {
    Evidence out;
    scorer_->score(line, text, out);
    return out;
  }

  static std::int32_t best_score(const Evidence& e) {
    std::int32_t best = 0;
    for (const ScenarioScore& s : e.top) best = std::max(best, s.score);
    return best;
  }

  // The answer over several texts of one contact.
  std::string answer(std::initializer_list<std::string_view> texts) {
    std::map<std::uint16_t, std::int64_t> sums;
    std::int64_t none = 0;
    for (const auto text : texts) {
      const Evidence e = evidence(text);
      none += e.none;
      for (const ScenarioScore& s : e.top) sums[s.scenario] += s.score;
    }
    std::string best = "none";
    std::int64_t best_score = -1;
    for (const auto& [scenario, score] : sums) {
      if (score > best_score) best = index_.scenario(scenario).id, best_score = score;
    }
    return none > best_score ? "none" : best;
  }

  TaxonomyIndex index_ = ticket_taxonomy();
  std::unique_ptr<ScenarioScorer> scorer_ = make_lexical_scorer(index_);
};

TEST_F(Scorer, finds_the_scenario_in_both_languages) {
  EXPECT_EQ(answer({"钱被扣了两次"}), "twice");
  EXPECT_EQ(answer({"why was I charged two times"}), "twice");
  EXPECT_EQ(answer({"请问退票流程"}), "refund");
  EXPECT_EQ(answer({"二维码扫不了"}), "qr");
  EXPECT_EQ(answer({"the gate does not accept my QR code"}), "qr");
  EXPECT_EQ(answer({"我的refund什么时候到"}), "refund");
}

TEST_F(Scorer, traditional_full_width_and_case_make_no_difference) {
  EXPECT_EQ(evidence("入園二維碼掃不出來"), evidence("入园二维码扫不出来"));
  EXPECT_EQ(evidence("ＱＲ ＣＯＤＥ"), evidence("qr code"));
}

TEST_F(Scorer, unknown_words_give_only_none) {
  const Evidence e = evidence("zyxwv kjhgf 鼎鑫");
  EXPECT_TRUE(e.top.empty());
  EXPECT_GT(e.none, 0);
}

TEST_F(Scorer, empty_texts_give_nothing) {
  for (const char* text : {"", "  ", "😀", "??", "\xff\xfe"}) {
    const Evidence e = evidence(text);
    EXPECT_EQ(e.none, 0) << text;
    EXPECT_TRUE(e.top.empty()) << text;
    EXPECT_EQ(e.taxonomy_version, 7u);
  }
}

TEST_F(Scorer, a_greeting_says_little_even_when_examples_contain_it) {
  const std::int32_t clear = best_score(evidence("钱被扣了两次"));
  for (const char* text :
       {"hello", "Hello!", "hi", "你好", "在吗", "您好，请问", "好的谢谢", "thank you", "嗯"}) {
    const Evidence e = evidence(text);
    EXPECT_LT(20 * e.none, clear) << text;
    EXPECT_LT(20 * best_score(e), clear) << text;
  }
}

TEST_F(Scorer, a_clear_text_outweighs_greetings_and_small_talk) {
  EXPECT_EQ(answer({"你好", "在吗", "有人吗", "扣了我两次钱", "嗯", "好的", "谢谢", "再见"}),
            "twice");
  EXPECT_EQ(answer({"hello", "lovely weather", "I was charged twice for my ticket", "bye now"}),
            "twice");
}

TEST_F(Scorer, foreign_matters_are_none) {
  EXPECT_EQ(answer({"今天北京天气怎么样"}), "none");
  EXPECT_EQ(answer({"what is the capital of France"}), "none");
}

TEST_F(Scorer, a_rule_has_a_strong_voice) {
  EXPECT_EQ(answer({"重複扣款"}), "twice");
  EXPECT_EQ(answer({"there is a DOUBLE CHARGE here"}), "twice");
  EXPECT_EQ(answer({"重复扣款 怎么退票 怎么退票 我要退款，钱什么时候退回来"}), "refund")
      << "not an override";
}

TEST_F(Scorer, only_the_lines_own_scenarios_compete) {
  const auto wifi = *index_.scenario_index("wifi");
  for (const ScenarioScore& s : evidence("酒店的无线网连不上").top) EXPECT_NE(s.scenario, wifi);
  ASSERT_EQ(evidence("酒店的无线网连不上", 1).top.size(), 1u);
  EXPECT_EQ(evidence("酒店的无线网连不上", 1).top.front().scenario, wifi);
}

TEST_F(Scorer, one_long_text_stays_within_the_score_of_one_text) {
  std::string text;
  while (text.size() < 10'000) text += "I was charged twice for the same ticket. 扣了我两次钱。";
  const Evidence e = evidence(text);
  ASSERT_FALSE(e.top.empty());
  for (const ScenarioScore& s : e.top) EXPECT_LE(s.score, Evidence::kMaxTextScore);
  EXPECT_EQ(answer({text}), "twice");
  std::string noise;
  for (int i = 0; i < 10'000; ++i) noise += static_cast<char>('a' + (i * i + i / 7) % 26);
  EXPECT_GE(evidence(noise).none, 0);
}

TEST_F(Scorer, the_same_text_gives_the_same_evidence_always) {
  const Evidence first = evidence("我要退款 charged twice");
  evidence("something else 二维码");
  EXPECT_EQ(evidence("我要退款 charged twice"), first);
  EXPECT_EQ(evidence("扣了我两次钱").none, 2665) << "pinned: integers only, equal on every machine";
}

TEST(LexicalScorer, zero_vectors_harm_nobody) {
  Taxonomy taxonomy;
  taxonomy.lines.push_back(
      line_of("l", {scenario_of("a", {"", "😀", "!!"}), scenario_of("b", {"退款"}),
                    scenario_of("c", {}, {"优惠券"}), scenario_of("d", {"退"})}));
  taxonomy.lines.push_back(line_of("empty", {}));
  const TaxonomyIndex index(std::move(taxonomy));
  const auto scorer = make_lexical_scorer(index);
  Evidence e;
  scorer->score(0, "退款", e);
  ASSERT_EQ(e.top.size(), 2u);
  EXPECT_GT(e.top[0].score, e.top[1].score);
  scorer->score(0, "😀", e);
  EXPECT_TRUE(e.top.empty());
  scorer->score(0, "优惠券", e);
  ASSERT_EQ(e.top.size(), 1u);
  EXPECT_GT(e.top[0].score, e.none);
  scorer->score(1, "退款", e);
  EXPECT_TRUE(e.top.empty());
}

TEST(LexicalScorer, keeps_the_sixteen_best_sorted_by_scenario) {
  std::vector<Scenario> scenarios;
  for (int i = 0; i < 30; ++i) {
    scenarios.push_back(scenario_of(fmt::format("s{}", 100 + i),
                                    {"refund question", fmt::format("{}xyz", char('a' + i % 26))}));
  }
  Taxonomy taxonomy;
  taxonomy.lines.push_back(line_of("l", std::move(scenarios)));
  const TaxonomyIndex index(std::move(taxonomy));
  Evidence e;
  make_lexical_scorer(index)->score(0, "refund question bxyz", e);
  ASSERT_EQ(e.top.size(), Evidence::kMaxScenarios);
  EXPECT_EQ(e.top[0].scenario, 0);
  EXPECT_EQ(e.top[1].scenario, 1);
  EXPECT_GT(e.top[1].score, e.top[0].score);
}

TEST(LexicalScorer, counter_examples_weaken_their_scenario) {
  const auto score = [](std::vector<std::string> counter) {
    Taxonomy taxonomy;
    Scenario charge = scenario_of("charge", {"扣了我两次钱", "重复扣款了"});
    charge.counter_examples = std::move(counter);
    taxonomy.lines.push_back(
        line_of("l", {charge, scenario_of("other", {"二维码扫不出来", "取票码"})}));
    const TaxonomyIndex index(std::move(taxonomy));
    Evidence e;
    make_lexical_scorer(index)->score(0, "什么时候能扣款", e);
    return e.top.empty() ? 0 : e.top.front().score;
  };
  EXPECT_LT(score({"什么时候能扣款"}), score({}));
}

TEST(LexicalScorer, a_latin_rule_starts_at_a_word) {
  Taxonomy taxonomy;
  taxonomy.lines.push_back(line_of("l", {scenario_of("app", {}, {"app"})}));
  const TaxonomyIndex index(std::move(taxonomy));
  const auto scorer = make_lexical_scorer(index);
  Evidence e;
  scorer->score(0, "I am happy", e);
  EXPECT_TRUE(e.top.empty());
  scorer->score(0, "my apps crash", e);
  EXPECT_EQ(e.top.size(), 1u);
  scorer->score(0, "你们的app闪退", e);
  EXPECT_EQ(e.top.size(), 1u);
}

}  // namespace
}  // namespace vocmap
