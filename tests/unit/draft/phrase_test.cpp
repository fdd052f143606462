#include "pipeline/cli/draft/phrase.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

using Texts = std::vector<std::string_view>;

TEST(Phrase, words_that_nearly_always_stand_beside_a_label_belong_to_it) {
  const Texts topping{"my top up failed", "Top up is pending", "when does a top up arrive",
                      "the top up was reverted"};
  const Texts others{"where is my card", "the cash machine kept my card", "I lost my phone"};
  EXPECT_EQ(phrase_of(topping, others, false), "top up");
}

TEST(Phrase, chinese_labels_grow_by_characters) {
  const Texts books{"播放有声读物", "我想听有声读物", "继续有声读物", "有声读物在哪"};
  const Texts others{"明天天气怎么样", "打开卧室的灯", "设一个闹钟"};
  EXPECT_EQ(phrase_of(books, others, true), "有声读物");
}

TEST(Phrase, a_single_word_is_joined_by_a_second_one) {
  const Texts stolen{"my phone was stolen", "somebody has stolen the phone", "phone stolen in Rome",
                     "stolen: one phone"};
  const Texts others{"where is my card", "top up failed", "exchange rate is wrong"};
  const auto phrase = phrase_of(stolen, others, false);
  EXPECT_TRUE(phrase == "phone · stolen" || phrase == "stolen · phone") << phrase.value_or("none");
}

TEST(Phrase, it_is_written_as_customers_mostly_do) {
  const Texts pay{"Google Pay fails", "google pay is slow", "does Google Pay work",
                  "my Google Pay?"};
  EXPECT_EQ(phrase_of(pay, {"where is my card", "top up failed"}, false), "Google Pay");
}

TEST(Phrase, texts_that_share_nothing_have_none) {
  EXPECT_EQ(phrase_of({"alpha", "beta"}, {"gamma"}, false), std::nullopt);
  EXPECT_EQ(phrase_of({}, {}, true), std::nullopt);
}

TEST(Phrase, what_contains_the_other_stands_alone) {
  EXPECT_EQ(joined("app", "app does not open"), "app does not open");
  EXPECT_EQ(joined("pending transfer", "transfer"), "pending transfer");
  EXPECT_EQ(joined("phone", "stolen"), "phone · stolen");
}

}  // namespace
}  // namespace vocmap
