#include "operators/sentiment/sentiment_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vocmap {
namespace {

using ::testing::HasSubstr;

std::vector<SentimentEntry> three_entries() {
  return {{1, 640, 16}, {7, -32'767, 255}, {0xFFFF'FFFF, 1, 1}};
}

std::string refusal(std::string_view bytes) {
  const auto read = parse_sentiment_model(bytes);
  return read ? "none" : read.error();
}

TEST(SentimentModel, is_read_as_it_was_written) {
  const auto read = parse_sentiment_model(serialise(three_entries()));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->entries(), three_entries());
  EXPECT_NE(read->hash(), 0u);
}

TEST(SentimentModel, finds_what_it_has_and_nothing_else) {
  // 1, 17 and 33 want the same slot.
  const SentimentModel model({{1, 10, 1}, {17, 20, 1}, {33, 30, 1}, {0xFFFF'FFFF, 40, 1}});
  const auto weight_of = [&](std::uint64_t tag) {
    const auto* entry = model.find(tag << 32 | 0xABCD);
    return entry == nullptr ? 0 : entry->weight;
  };
  EXPECT_EQ(weight_of(1), 10);
  EXPECT_EQ(weight_of(17), 20);
  EXPECT_EQ(weight_of(33), 30);
  EXPECT_EQ(weight_of(0xFFFF'FFFF), 40);
  EXPECT_EQ(weight_of(49), 0);
  EXPECT_EQ(weight_of(0), 0);
  EXPECT_EQ(SentimentModel({}).find(1), nullptr);
}

TEST(SentimentModel, what_is_none_or_damaged_is_refused_with_a_sentence) {
  const std::string bytes = serialise(three_entries());
  EXPECT_THAT(refusal("vocmap-lexicon"), HasSubstr("is no sentiment model"));
  for (std::size_t cut = std::string_view("vocmap-sentiment").size(); cut < bytes.size(); ++cut) {
    EXPECT_FALSE(parse_sentiment_model(std::string_view(bytes).substr(0, cut))) << cut;
  }
  std::string other = bytes;
  other[std::string_view("vocmap-sentiment").size()] = 9;
  EXPECT_THAT(refusal(other), HasSubstr("has format 9"));
  for (std::size_t i = bytes.size() - 20; i < bytes.size(); ++i) {
    other = bytes;
    other[i] ^= 1;
    EXPECT_THAT(refusal(other), HasSubstr("is damaged")) << i;
  }
}

TEST(SentimentModel, what_contradicts_itself_is_refused) {
  auto entries = three_entries();
  std::swap(entries[0], entries[1]);
  EXPECT_THAT(refusal(serialise(entries)), HasSubstr("contradicts itself"));
  entries = three_entries();
  entries[1].tag = entries[0].tag;
  EXPECT_THAT(refusal(serialise(entries)), HasSubstr("contradicts itself"));
  entries = three_entries();
  entries[2].idf = 0;
  EXPECT_THAT(refusal(serialise(entries)), HasSubstr("contradicts itself"));
}

TEST(SentimentModel, the_built_in_one_is_small) {
  EXPECT_GT(SentimentModel::built_in().entries().size(), 50'000u);
  EXPECT_LE(serialise(SentimentModel::built_in().entries()).size(), 1'500'000u);
}

}  // namespace
}  // namespace vocmap
