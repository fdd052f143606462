#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "operators/scenario/features.h"
#include "operators/scenario/fold.h"
#include "operators/scenario/scorer.h"
#include "operators/scenario/text_model.h"
#include "tests/unit/scenario/taxonomy_fixture.h"

// The texts of which discovery gets a vector.
namespace vocmap {
namespace {

constexpr const char* kClear = "I was charged twice for the same ticket";
constexpr const char* kForeign = "parking garage lift broken";

std::set<std::uint64_t> features_of(const char* text) {
  std::u32string folded;
  FeatureBag bag;
  fold_text(text, folded);
  extract_features(folded, bag);
  std::set<std::uint64_t> hashes;
  for (const Feature& feature : bag.features) hashes.insert(feature.hash);
  return hashes;
}

// Fitted to the tickets: the features of kClear speak for the first scenario, those of kForeign for
// none; other features are unknown.
TextModel small_model(const TaxonomyIndex& index) {
  const std::set<std::uint64_t> clear = features_of(kClear), foreign = features_of(kForeign);
  std::set<std::uint64_t> all = clear;
  all.insert(foreign.begin(), foreign.end());
  FittedLine line;
  line.line = "tickets";
  line.texts_hash = scenario_texts_hash(index, 0);
  line.scenarios = {"qr", "refund", "twice"};
  line.learned_none = true;
  line.unknown_idf = 4'000;
  line.head_width = 16;
  for (const std::uint64_t hash : all) {
    line.hashes.push_back(hash);
    line.idfs.push_back(4'000);
    line.head_rows.insert(line.head_rows.end(), 16, clear.contains(hash) ? 3 : -3);
    for (std::size_t i = 0; i < kVectorSize; ++i) {
      line.vector_rows.push_back(i % 2 == 0 ? 10 : -10);
    }
  }
  for (const std::int16_t weight :
       {std::int16_t{0}, std::int16_t{0}, std::int16_t{500}, std::int16_t{-500}}) {
    line.class_rows.insert(line.class_rows.end(), 16, weight);
  }
  line.scale = 1 << 24;
  TextModel model;
  model.lines.push_back(std::move(line));
  return model;
}

class OfferToDiscovery : public testing::Test {
 protected:
  static Evidence evidence(ScenarioScorer& scorer, const char* text, std::size_t line = 0) {
    Evidence out;
    out.vector.fill(1);  // of the text before
    out.space = out.text_hash = 1;
    scorer.score(line, text, out);
    return out;
  }

  static void expect_offered(const Evidence& e, bool offered) {
    EXPECT_EQ(!is_zero(e.vector), offered);
    EXPECT_EQ(e.text_hash != 0, offered);
    EXPECT_EQ(e.space != 0, offered);
    if (!offered) return;
    int squares = 0;
    for (const std::int8_t x : e.vector) squares += x * x;
    EXPECT_NEAR(std::sqrt(squares), 127, 8);
  }

  TaxonomyIndex index_ = ticket_taxonomy();
  TextModel model_ = small_model(index_);
  std::unique_ptr<ScenarioScorer> lexical_ = make_lexical_scorer(index_);
  std::unique_ptr<ScenarioScorer> fitted_ = make_scorer(index_, &model_);
};

TEST_F(OfferToDiscovery, a_text_that_fits_no_scenario_is_offered_by_both_scorers) {
  const Evidence fitted = evidence(*fitted_, kForeign), lexical = evidence(*lexical_, kForeign);
  ASSERT_TRUE(fitted.calibrated);
  ASSERT_FALSE(lexical.calibrated);
  expect_offered(fitted, true);
  expect_offered(lexical, true);
  EXPECT_EQ(fitted.text_hash, lexical.text_hash) << "of the text, not of the scorer";
  for (std::size_t i = 0; i < kVectorSize; ++i) {
    EXPECT_EQ(fitted.vector[i] > 0, i % 2 == 0) << "the direction is that of the model";
  }
}

TEST_F(OfferToDiscovery, a_vector_names_the_space_of_what_made_it) {
  EXPECT_EQ(evidence(*lexical_, kForeign).space, kProjectedSpace);
  FittedLine& line = model_.lines[0];
  const std::uint64_t space = evidence(*fitted_, kForeign).space;
  EXPECT_EQ(space, vector_space(line));
  line.class_rows.front() += 1;  // decides otherwise, with the same vectors
  EXPECT_EQ(vector_space(line), space);
  line.vector_rows.front() += 1;
  EXPECT_NE(vector_space(line), space);
}

TEST_F(OfferToDiscovery, a_text_with_a_clear_scenario_is_offered_by_neither) {
  const std::uint16_t twice = *index_.scenario_index("twice");
  for (ScenarioScorer* scorer : {fitted_.get(), lexical_.get()}) {
    const Evidence e = evidence(*scorer, kClear);
    const auto best = std::find_if(e.top.begin(), e.top.end(),
                                   [&](const ScenarioScore& s) { return s.scenario == twice; });
    ASSERT_NE(best, e.top.end());
    ASSERT_LT(2 * e.none, best->score);
    expect_offered(e, false);
  }
}

TEST_F(OfferToDiscovery, a_text_without_words_that_the_model_knows_has_no_direction) {
  const Evidence e = evidence(*fitted_, "鼎鑫");
  EXPECT_GT(e.none, 0);
  expect_offered(e, false);
  expect_offered(evidence(*fitted_, ""), false);
  expect_offered(evidence(*lexical_, ""), false);
}

TEST_F(OfferToDiscovery, a_line_that_the_model_does_not_know_is_offered_by_the_lexical_matcher) {
  EXPECT_EQ(evidence(*fitted_, kForeign, 1), evidence(*lexical_, kForeign, 1));
  expect_offered(evidence(*fitted_, kForeign, 1), true);
}

}  // namespace
}  // namespace vocmap
