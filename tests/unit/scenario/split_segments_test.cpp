#include "operators/scenario/split_segments.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

std::vector<std::u32string> segments_of(std::u32string_view text,
                                        std::vector<std::uint32_t> line_ends = {}) {
  std::vector<Token> segments;
  split_segments(text, line_ends, segments);
  std::vector<std::u32string> out;
  for (const auto& [begin, end] : segments) out.emplace_back(text.substr(begin, end - begin));
  return out;
}
using Texts = std::vector<std::u32string>;

TEST(SplitSegments, at_ends_of_sentences_and_clauses_in_both_languages) {
  EXPECT_EQ(segments_of(U"it broke. why? i want money, now"),
            (Texts{U"it broke.", U" why?", U" i want money,", U" now"}));
  EXPECT_EQ(segments_of(U"扣了两次。登录不了!"), (Texts{U"扣了两次。", U"登录不了!"}));
}

TEST(SplitSegments, before_words_that_add_something) {
  EXPECT_EQ(segments_of(U"charged twice and cannot log in"),
            (Texts{U"charged twice ", U"and cannot log in"}));
  EXPECT_EQ(segments_of(U"扣了两次另外登录不了"), (Texts{U"扣了两次", U"另外登录不了"}));
  EXPECT_EQ(segments_of(U"the sand brand island").size(), 1u) << "a word only at its start";
}

TEST(SplitSegments, not_within_numbers_and_addresses) {
  EXPECT_EQ(segments_of(U"paid 3.50 or 1,000 at www.example.org today").size(), 1u);
}

TEST(SplitSegments, at_the_ends_of_lines) {
  EXPECT_EQ(segments_of(U"refund please where is it", {13}),
            (Texts{U"refund please ", U"where is it"}));
}

TEST(SplitSegments, every_part_of_a_long_text_is_in_one) {
  for (const std::size_t sentences : {1u, 255u, 256u, 257u, 5000u}) {
    std::u32string text;
    for (std::size_t i = 0; i < sentences; ++i) text += U"one more. ";
    std::vector<Token> segments;
    split_segments(text, {}, segments);
    ASSERT_FALSE(segments.empty());
    EXPECT_LE(segments.size(), kMaxSegments + 1);
    EXPECT_EQ(segments.front().begin, 0u);
    EXPECT_EQ(segments.back().end, text.size());
    for (std::size_t i = 1; i < segments.size(); ++i) {
      EXPECT_EQ(segments[i].begin, segments[i - 1].end);
    }
  }
}

TEST(SplitSegments, nothing_in_a_text_that_says_nothing) {
  EXPECT_TRUE(segments_of(U"").empty());
  EXPECT_TRUE(segments_of(U" ... !? ").empty());
  EXPECT_EQ(segments_of(U"! it broke. !? why?"), (Texts{U"! it broke.", U" !? why?"}));
  EXPECT_EQ(segments_of(U"it broke!!! and ...").size(), 2u) << "a word that joins says something";
}

}  // namespace
}  // namespace vocmap
