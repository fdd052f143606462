#include "operators/sentiment/sentiment_features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "operators/scenario/fold.h"

namespace vocmap {
namespace {

std::vector<std::uint64_t> hashes(std::string_view text) {
  std::u32string folded;
  fold_text(text, folded);
  std::vector<std::uint64_t> out;
  extract_sentiment_features(folded, out);
  return out;
}

bool holds(std::string_view text, std::string_view part) {
  const auto all = hashes(text);
  const auto wanted = hashes(part);
  return std::all_of(wanted.begin(), wanted.end(), [&](std::uint64_t hash) {
    return std::find(all.begin(), all.end(), hash) != all.end();
  });
}

TEST(SentimentFeatures, a_word_gives_itself_and_its_pair) {
  EXPECT_EQ(hashes("good").size(), 2u);
  EXPECT_EQ(hashes("good room").size(), 4u);
}

TEST(SentimentFeatures, words_behind_a_negation_are_read_as_negated_too) {
  EXPECT_EQ(hashes("not good at all today").size(), 5u * 2 + 3) << "the next three words";
  EXPECT_EQ(hashes("no. good").size(), 2u * 2) << "up to the end of a sentence";
  EXPECT_EQ(hashes("don't like"), hashes("dont like")) << "with or without apostrophe";
  EXPECT_EQ(hashes("don’t like"), hashes("dont like"));
  EXPECT_EQ(hashes("never good").size(), 5u);
  const auto negated = hashes("never good");
  EXPECT_EQ(std::count(negated.begin(), negated.end(), hashes("good").front()), 1)
      << "as another feature than the word";
  EXPECT_EQ(hashes("ever good").size(), 4u);
}

TEST(SentimentFeatures, chinese_gives_characters_pairs_and_triples) {
  EXPECT_EQ(hashes("好").size(), 1u);
  EXPECT_EQ(hashes("不太好").size(), 3u + 2u + 1u);
  EXPECT_TRUE(holds("真不太好用", "不太好"));
}

TEST(SentimentFeatures, marks_emoji_and_emoticons_count) {
  EXPECT_EQ(hashes("!").size(), 1u);
  EXPECT_EQ(hashes("!!!"), hashes("!!!!!!")) << "how many does not matter";
  EXPECT_NE(hashes("!"), hashes("!!"));
  EXPECT_NE(hashes("!"), hashes("?"));
  EXPECT_EQ(hashes("！"), hashes("!"));
  EXPECT_EQ(hashes("😡").size(), 1u);
  EXPECT_NE(hashes("😡"), hashes("😀"));
  EXPECT_EQ(hashes("👍🏽"), hashes("👍")) << "of any colour";
  EXPECT_EQ(hashes("❤️").size(), 1u);
  EXPECT_EQ(hashes(":)").size(), 1u);
  EXPECT_EQ(hashes(":-("), hashes(":("));
  EXPECT_NE(hashes(":)"), hashes(":("));
  EXPECT_TRUE(hashes("12:30 :").empty());
}

TEST(SentimentFeatures, long_drawn_words_are_one) {
  EXPECT_EQ(hashes("sooooo"), hashes("sooo"));
  EXPECT_NE(hashes("god"), hashes("good"));
}

TEST(SentimentFeatures, what_has_no_feeling_has_no_feature) {
  for (const char* text : {"", " ", "12345", "http://a.example/bad?good", "@bad_airline",
                           "[mobile]", "...", "\xff\xff"}) {
    EXPECT_TRUE(hashes(text).empty()) << text;
  }
}

TEST(SentimentFeatures, hashes_are_the_same_forever) {
  EXPECT_EQ(hashes("好"), std::vector<std::uint64_t>{2727122496897389225u});
  EXPECT_EQ(hashes("good").front(), 7262394802684320538u);
}

}  // namespace
}  // namespace vocmap
