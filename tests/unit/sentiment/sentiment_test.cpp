#include "operators/sentiment/sentiment.h"

#include <gtest/gtest.h>

#include <string>

#include "operators/scenario/fold.h"
#include "operators/sentiment/sentiment_features.h"

namespace vocmap {
namespace {

std::optional<std::int32_t> score(std::string_view text) {
  static Sentiment sentiment;
  return sentiment.score(text);
}

std::uint32_t tag_of(std::string_view text) {  // of its first feature
  std::u32string folded;
  fold_text(text, folded);
  std::vector<std::uint64_t> hashes;
  extract_sentiment_features(folded, hashes);
  return SentimentModel::tag_of(hashes.front());
}

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Sentiment, is_the_squashed_mean_of_known_features) {
  // z = 10 / 1: as positive as the model can say. z = 2 / 1: tanh(1) = 0.762 by the approximant's
  // 28 / 36 = 0.777.
  const SentimentModel sure({{tag_of("好"), 10 * 64 * 2, 16}});
  EXPECT_EQ(Sentiment(sure).score("好"), 1000);
  const SentimentModel mild({{tag_of("好"), 2 * 64 * 2, 16}});
  EXPECT_EQ(Sentiment(mild).score("好"), 777);
  EXPECT_EQ(Sentiment(mild).score("好 x 12 好"), 777) << "known features, each once";
  EXPECT_EQ(Sentiment(mild).score("坏"), std::nullopt);
  const SentimentModel negative({{tag_of("好"), -2 * 64 * 2, 16}});
  EXPECT_EQ(Sentiment(negative).score("好"), -777);
}

TEST(Sentiment, texts_that_say_nothing_have_none) {
  for (const char* text : {"", " ", "\n", "12345", "http://a.example/", "@someone", "[mobile]",
                           "\xff\xfe", "почему так долго"}) {
    EXPECT_EQ(score(text), std::nullopt) << text;
  }
}

TEST(Sentiment, knows_praise_from_complaint_in_english) {
  for (const char* text :
       {"Thank you so much, you saved my day!", "Excellent service, very friendly staff",
        "I love this airline", "great experience with your support team"}) {
    EXPECT_GT(score(text), kPositive) << text;
    EXPECT_TRUE(is_praise(*score(text))) << text;
  }
  for (const char* text : {"worst airline ever", "This is ridiculous, still waiting for my refund",
                           "Your staff was rude and unhelpful", "I am very disappointed",
                           "you lost my luggage again"}) {
    EXPECT_LT(score(text), kNegative) << text;
  }
}

TEST(Sentiment, knows_praise_from_complaint_in_chinese) {
  for (const char* text : {"非常感谢客服的耐心，问题终于解决了", "服务态度很好，非常满意",
                           "强烈推荐，超级喜欢", "房间干净，服务热情，下次还来"}) {
    EXPECT_GT(score(text), kPositive) << text;
    EXPECT_TRUE(is_praise(*score(text))) << text;
  }
  for (const char* text : {"太差了，再也不来了", "客服态度恶劣，我要投诉",
                           "等了三天还不处理，气死我了", "质量太差，非常失望", "骗人的垃圾平台"}) {
    EXPECT_LT(score(text), kNegative) << text;
  }
}

TEST(Sentiment, a_plain_question_is_neutral) {
  for (const char* text :
       {"where is my order", "how do I reset my password", "what time is check in", "怎么退款",
        "请问发票怎么开", "我想修改收货地址"}) {
    ASSERT_TRUE(score(text)) << text;
    EXPECT_GE(score(text), kNegative) << text;
    EXPECT_LE(score(text), kPositive) << text;
  }
}

TEST(Sentiment, negation_turns_a_text) {
  EXPECT_LT(score("not good"), 0);
  EXPECT_GT(score("good"), 0);
  EXPECT_LT(score("I am not happy"), score("I am happy"));
  EXPECT_LT(score("I am not happy"), 0);
  EXPECT_LT(score("this does not work"), score("this does work"));
  EXPECT_LT(score("不好"), score("好"));
  EXPECT_LT(score("不太好"), 0);
  EXPECT_LT(score("不满意"), score("满意"));
  EXPECT_LT(score("不满意"), 0);
  EXPECT_GT(score("不错"), 0) << "a negated fault is a praise";
}

TEST(Sentiment, politeness_does_not_make_a_complaint_positive) {
  for (const char* text : {"Thanks for nothing, my bag is still lost",
                           "please fix this, it is the third time it fails, thanks",
                           "谢谢，但是问题还是没解决，太慢了", "你好，快递丢了，非常生气，谢谢"}) {
    EXPECT_LT(score(text), 0) << text;
  }
}

TEST(Sentiment, emoji_carry_feeling) {
  EXPECT_LT(score("my flight 😡"), score("my flight 😍"));
  EXPECT_LT(score("ok :("), score("ok :)"));
}

TEST(Sentiment, the_form_of_characters_does_not_matter) {
  EXPECT_EQ(score("服務態度很差，非常失望"), score("服务态度很差，非常失望"));
  EXPECT_EQ(score("ＷＯＲＳＴ　ｓｅｒｖｉｃｅ！"), score("worst service!"));
  EXPECT_EQ(score("GREAT"), score("great"));
}

TEST(Sentiment, one_character_and_ten_thousand_are_fine) {
  EXPECT_LT(score("差"), 0);
  EXPECT_EQ(score(repeated("差", 10'000)), score("差差差")) << "what is repeated counts once";
  EXPECT_LT(score(repeated("太差了，非常失望。", 1'200)), kNegative);
  EXPECT_GT(score(repeated("great service ", 800)), kPositive);
}

TEST(Sentiment, says_the_same_whatever_it_read_before) {
  Sentiment used, fresh;
  for (int i = 0; i < 100; ++i) used.score(i % 2 == 0 ? "太差了 awful" : "great 不错");
  for (const char* text : {"great 不错", "太差了 awful", "good", ""}) {
    EXPECT_EQ(used.score(text), fresh.score(text)) << text;
  }
}

TEST(Sentiment, folded_text_gives_the_same) {
  std::u32string folded;
  fold_text("服務 ＧＲＥＡＴ", folded);
  EXPECT_EQ(Sentiment().score(std::u32string_view(folded)), score("服務 ＧＲＥＡＴ"));
}

}  // namespace
}  // namespace vocmap
