#include "operators/scenario/fold.h"

#include <gtest/gtest.h>

#include <vector>

#include "operators/scenario/chinese.h"

namespace vocmap {
namespace {

std::u32string folded(std::string_view text) {
  std::u32string out;
  fold_text(text, out);
  return out;
}

TEST(Fold, case_and_full_width_forms_fall_together) {
  EXPECT_EQ(folded("ＡＢＣ１２３　Ref"), U"abc123 ref");
  EXPECT_EQ(folded("ABC123 REF"), U"abc123 ref");
  EXPECT_EQ(folded("don’t"), U"don't");
}

TEST(Fold, traditional_becomes_simplified) {
  EXPECT_EQ(folded("我們想要退款，訂單還沒到"), U"我们想要退款,订单还没到");
  EXPECT_EQ(simplified(U'後'), U'后');
  EXPECT_EQ(simplified(U'后'), U'后');
  EXPECT_TRUE(is_simplified_only(U'们'));
  EXPECT_FALSE(is_simplified_only(U'們'));
  EXPECT_FALSE(is_simplified_only(U'后'));
}

TEST(Fold, compatibility_forms_and_marks_are_composed) {
  EXPECT_EQ(folded("ﬁne Ⅳ ①"), U"fine iv 1");
  EXPECT_EQ(folded("cafe\xCC\x81"), U"caf\u00E9");
  EXPECT_EQ(folded("CAFÉ"), U"caf\u00E9");
  EXPECT_EQ(folded("straße"), U"strasse");
  EXPECT_EQ(folded("e\xCC\x82\xCC\xA3"), folded("ệ"));  // marks in the wrong order
  EXPECT_EQ(folded("한"), U"\uD55C");
}

TEST(Fold, many_marks_are_ordered_like_few) {
  const std::string above = "\xCC\x82", below = "\xCC\xA3";  // of two classes
  std::string mixed = "e", ordered = "e";
  for (const std::string& mark : {below, above}) {
    for (int i = 0; i < 5'000; ++i) ordered += mark;
  }
  for (int i = 0; i < 5'000; ++i) mixed += above + below;
  EXPECT_EQ(folded(mixed), folded(ordered));
  EXPECT_EQ(folded(mixed + "x" + mixed), folded(ordered + "x" + ordered));
  EXPECT_EQ(folded(above + below), folded(below + above)) << "at the start and at the end";
}

TEST(Fold, any_bytes_are_safe) {
  EXPECT_EQ(folded(""), U"");
  EXPECT_EQ(folded("\xff"), U"\uFFFD");
  EXPECT_EQ(folded("\xe4\xbd"), U"\uFFFD\uFFFD");
  EXPECT_EQ(folded("\xed\xa0\x80"), U"\uFFFD\uFFFD\uFFFD");  // a surrogate
  EXPECT_EQ(folded("\xc0\xaf"), U"\uFFFD\uFFFD");            // an over-long '/'
  EXPECT_EQ(folded("😀"), U"😀");
  EXPECT_EQ(folded(std::string(100'000, 'x')).size(), kMaxFoldedChars);
}

std::vector<std::uint32_t> origins(std::string_view text) {
  std::vector<std::uint32_t> out;
  find_origins(text, folded(text), out);
  return out;
}

TEST(Fold, knows_where_each_character_came_from) {
  using Places = std::vector<std::uint32_t>;
  EXPECT_EQ(origins("Ａb退"), (Places{0, 1, 2, 3}));
  EXPECT_EQ(origins("ﬁx"), (Places{0, 0, 1, 2}));                   // f i x
  EXPECT_EQ(origins("cafe\xCC\x81!"), (Places{0, 1, 2, 3, 5, 6}));  // e and its mark are one
  EXPECT_EQ(origins("a\xE2\x80\x8D"
                    "b"),
            (Places{0, 2, 3}));  // a joiner gives nothing
  EXPECT_EQ(origins("한x"), (Places{0, 1, 2}));
  EXPECT_EQ(origins(""), (Places{0}));
}

TEST(Fold, says_whether_characters_keep_their_places) {
  std::u32string out;
  EXPECT_TRUE(fold_text("Charged TWICE，訂單😀", out));
  EXPECT_FALSE(fold_text("café", out));
}

}  // namespace
}  // namespace vocmap
