#include "pipeline/cli/train/sentiment_fit.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "operators/sentiment/sentiment.h"

namespace vocmap {
namespace {

using RatedTexts = std::vector<RatedText>;

// Each text often, so that its features are kept and learned.
RatedTexts often(const RatedTexts& texts) {
  RatedTexts out;
  for (int i = 0; i < 20; ++i) out.insert(out.end(), texts.begin(), texts.end());
  return out;
}

RatedTexts english() {
  return often({{1, "a good room"}, {-1, "a bad room"}, {0, "a room"}, {-1, "not good"}});
}

std::int32_t score(const SentimentModel& model, std::string_view text) {
  return Sentiment(model).score(text).value();
}

TEST(SentimentFit, learns_what_is_good_and_what_is_bad) {
  const RatedTexts texts = english();
  const SentimentModel model(fit_sentiment({&texts, 1}));
  EXPECT_GT(score(model, "good"), 100);
  EXPECT_LT(score(model, "bad"), -100);
  EXPECT_LT(score(model, "not good"), -100);
  EXPECT_NEAR(score(model, "room"), 0, 100);
  EXPECT_EQ(Sentiment(model).score("unknown"), std::nullopt);
}

TEST(SentimentFit, a_feature_of_one_text_alone_is_not_kept) {
  RatedTexts texts = english();
  texts.push_back({1, "gorgeous"});
  const SentimentModel model(fit_sentiment({&texts, 1}));
  EXPECT_EQ(Sentiment(model).score("gorgeous"), std::nullopt);
}

TEST(SentimentFit, a_feature_of_two_languages_is_that_of_the_first) {
  std::vector<RatedTexts> languages{english(), often({{-1, "a good room"}, {1, "好"}, {-1, "差"}})};
  const SentimentModel model(fit_sentiment(languages));
  EXPECT_GT(score(model, "a good room"), 100);
  EXPECT_GT(score(model, "好"), 100);
  EXPECT_LT(score(model, "差"), -100);
}

TEST(SentimentFit, the_same_texts_give_the_same_model_that_can_be_read) {
  const std::vector<RatedTexts> languages{english(), often({{1, "好"}, {-1, "差"}})};
  const auto entries = fit_sentiment(languages);
  EXPECT_EQ(entries, fit_sentiment(languages));
  const auto read = parse_sentiment_model(serialise(entries));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->entries(), entries);
}

TEST(SentimentFit, texts_without_features_are_no_hindrance) {
  const std::vector<RatedTexts> languages{often({{1, ""}, {-1, "123"}, {1, "好"}})};
  const SentimentModel model(fit_sentiment(languages));
  EXPECT_GT(score(model, "好"), 0);
  EXPECT_TRUE(fit_sentiment({}).empty());
}

}  // namespace
}  // namespace vocmap
