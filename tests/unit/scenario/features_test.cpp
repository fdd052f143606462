#include "operators/scenario/features.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "operators/scenario/fixed_point.h"
#include "operators/scenario/fold.h"

namespace vocmap {
namespace {

FeatureBag bag_of(std::string_view text) {
  std::u32string folded;
  fold_text(text, folded);
  FeatureBag bag;
  extract_features(folded, bag);
  return bag;
}

std::vector<std::uint64_t> hashes(std::string_view text) {
  std::vector<std::uint64_t> out;
  for (const Feature& f : bag_of(text).features) out.push_back(f.hash);
  return out;
}

std::size_t common(std::string_view a, std::string_view b) {
  const auto x = hashes(a), y = hashes(b);
  std::vector<std::uint64_t> both;
  std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(both));
  return both.size();
}

TEST(Features, a_latin_word_gives_itself_padded_trigrams_and_its_pair) {
  EXPECT_EQ(hashes("refund").size(), 1u + 6u + 1u);
  EXPECT_EQ(common("card lost", "lost card"), 2u + 4u + 4u) << "pairs know the order of words";
  EXPECT_EQ(common("refund", "refunded"), 5u);  // ^re ref efu fun und
}

TEST(Features, chinese_gives_characters_and_bigrams) {
  EXPECT_EQ(hashes("退款").size(), 3u);
  EXPECT_EQ(hashes("退").size(), 1u);
  EXPECT_EQ(common("退款", "款退"), 2u);
  EXPECT_TRUE(bag_of("我的order还没到").han);
  EXPECT_FALSE(bag_of("where is my 茶 order").han);
}

TEST(Features, typed_tokens_forget_their_value) {
  EXPECT_EQ(hashes("http://a.example/x?y=1"), hashes("https://b.example"));
  EXPECT_EQ(hashes("@jetblue"), hashes("@united"));
  EXPECT_EQ(hashes("jane@a.example"), hashes("joe@b.example"));
  EXPECT_EQ(hashes("AB123456"), hashes("SF99887766"));
  EXPECT_EQ(hashes("12345678"), hashes("2026-03-07"));
  EXPECT_EQ(hashes("[mobile]"), hashes("[bank_card]"));
  EXPECT_EQ(hashes("[mobile]").size(), 1u);
  EXPECT_NE(hashes("911"), hashes("411"));
}

TEST(Features, courtesy_is_kept_only_when_it_is_all) {
  EXPECT_EQ(hashes("你好，请问怎么退款"), hashes("怎么退款"));
  EXPECT_EQ(hashes("Hello, refund please"), hashes("refund"));
  EXPECT_TRUE(bag_of("hello").courtesy_only);
  EXPECT_TRUE(bag_of("你好 在吗").courtesy_only);
  EXPECT_FALSE(bag_of("你好 退款").courtesy_only);
  EXPECT_FALSE(bag_of("早餐").courtesy_only);
  EXPECT_FALSE(bag_of("").courtesy_only);
}

TEST(Features, texts_without_words_have_none) {
  for (const char* text : {"", " ", "😀😀", "!!!", "\xff\xff"}) EXPECT_TRUE(hashes(text).empty());
}

TEST(Features, hashes_are_sorted_unique_and_the_same_forever) {
  const auto list = hashes("charged twice and charged again 重复扣款扣款");
  EXPECT_TRUE(std::is_sorted(list.begin(), list.end()));
  EXPECT_EQ(std::adjacent_find(list.begin(), list.end()), list.end());
  EXPECT_EQ(hashes("退"), std::vector<std::uint64_t>{14274736070540533422u});
}

TEST(Features, a_long_text_is_fine) {
  std::string text;
  while (text.size() < 30'000) text += "退款";
  const FeatureBag bag = bag_of(text);
  EXPECT_EQ(bag.features.size(), 4u);
  for (const Feature& f : bag.features) EXPECT_LE(f.weight, 16 * 16);
}

TEST(FixedPoint, root_and_logarithm_are_exact) {
  EXPECT_EQ(integer_sqrt(0), 0u);
  EXPECT_EQ(integer_sqrt(99), 9u);
  EXPECT_EQ(integer_sqrt(100), 10u);
  EXPECT_EQ(integer_sqrt(~std::uint64_t{0}), 0xFFFFFFFFu);
  EXPECT_EQ(log2_fixed(1), 0);
  EXPECT_EQ(log2_fixed(8), 3 << kLogBits);
  EXPECT_EQ(log2_fixed(3), 1623);  // floor(1.58496 * 1024)
  EXPECT_EQ(log2_fixed(0xFFFFFFFFu), (32 << kLogBits) - 1);
}

}  // namespace
}  // namespace vocmap
