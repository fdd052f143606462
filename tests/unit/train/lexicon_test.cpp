#include "pipeline/cli/train/lexicon.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/cli/train/lexicon_fit.h"
#include "pipeline/cli/train/text_bag.h"

namespace vocmap {
namespace {

using ::testing::HasSubstr;

float cosine(const Lexicon& lexicon, const std::string& a, const std::string& b) {
  const std::vector<FeatureBag> bags{bag_of(a), bag_of(b)};
  const DenseRows rows = lexicon.directions(bags);
  return rows.row(0).dot(rows.row(1));
}

Lexicon two_entries() {
  Lexicon::Entry a{1, {}}, b{7, {}};
  a.row[0] = 127;
  b.row[127] = -127;
  return Lexicon({a, b});
}

// A teacher of two matters: money, whatever the word, and weather.
TaughtTexts taught() {
  TaughtTexts out;
  for (int i = 0; i < 8; ++i) {
    for (const char* text : {"refund", "cash", "rain", "storm"}) out.texts.push_back(text);
  }
  out.teacher = DenseRows::Zero(32, 3);
  for (Eigen::Index i = 0; i < 32; ++i) out.teacher(i, i % 4 < 2 ? 0 : 1) = 1;
  return out;
}

TEST(Lexicon, is_read_as_it_was_written) {
  const Lexicon written = two_entries();
  const auto read = parse_lexicon(serialise(written.entries()));
  ASSERT_TRUE(read) << read.error();
  EXPECT_EQ(read->entries(), written.entries());
  EXPECT_NE(read->hash(), 0u);
}

TEST(Lexicon, what_is_none_or_damaged_is_refused_with_a_sentence) {
  const std::string bytes = serialise(two_entries().entries());
  EXPECT_THAT(parse_lexicon("vocmap-text-model").error(), HasSubstr("is no lexicon"));
  for (std::size_t cut = std::string_view("vocmap-lexicon").size(); cut < bytes.size(); ++cut) {
    EXPECT_FALSE(parse_lexicon(std::string_view(bytes).substr(0, cut))) << cut;
  }
  std::string other = bytes;
  other[std::string_view("vocmap-lexicon").size()] = 9;
  EXPECT_THAT(parse_lexicon(other).error(), HasSubstr("has format 9"));
  other = bytes;
  other.back() ^= 1;
  EXPECT_THAT(parse_lexicon(other).error(), HasSubstr("is damaged"));
  auto unsorted = two_entries().entries();
  std::swap(unsorted[0], unsorted[1]);
  EXPECT_THAT(parse_lexicon(serialise(unsorted)).error(), HasSubstr("contradicts itself"));
}

TEST(Lexicon, a_fit_joins_words_that_the_teacher_holds_for_alike) {
  const TaughtTexts texts = taught();
  const Lexicon lexicon(fit_lexicon({&texts, 1}));
  EXPECT_GT(cosine(lexicon, "refund", "cash"), 0.95);
  EXPECT_LT(cosine(lexicon, "refund", "storm"), 0);
}

TEST(Lexicon, a_feature_of_two_languages_is_that_of_the_first) {
  std::vector<TaughtTexts> languages{taught(), taught()};
  languages[1].teacher.col(0).swap(languages[1].teacher.col(1));
  const auto both = fit_lexicon(languages);
  EXPECT_EQ(both, fit_lexicon({languages.data(), 1}));
}

TEST(Lexicon, a_text_of_unknown_features_has_no_direction) {
  const std::vector<FeatureBag> bags{bag_of("anything"), bag_of("")};
  EXPECT_TRUE(two_entries().directions(bags).isZero());
}

TEST(Lexicon, the_built_in_one_knows_english_and_chinese) {
  const Lexicon& lexicon = Lexicon::built_in();
  EXPECT_GT(cosine(lexicon, "give me my money back", "i want a refund"),
            cosine(lexicon, "give me my money back", "turn the kitchen light off") + 0.1);
  EXPECT_GT(cosine(lexicon, "我要退款", "把钱还给我"),
            cosine(lexicon, "我要退款", "把厨房的灯关掉") + 0.1);
  EXPECT_GT(cosine(lexicon, "快遞還沒到", "快递还没到"), 0.999) << "traditional text is folded";
}

}  // namespace
}  // namespace vocmap
