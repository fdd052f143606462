#include <gtest/gtest.h>

#include "operators/scenario/scorer.h"
#include "operators/scenario/segment_evidence.h"
#include "schemas/utf8.h"
#include "tests/unit/scenario/taxonomy_fixture.h"

// Several matters in one text, and long texts with one.

namespace vocmap {
namespace {

class Matters : public testing::Test {
 protected:
  Evidence evidence(std::string_view text) {
    Evidence out;
    scorer_->score(0, text, out);
    return out;
  }
  // scenario: words, in the order of the text
  std::vector<std::pair<std::string, std::string>> matters(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const Matter& m : evidence(text).matters) {
      out.emplace_back(index_.scenario(m.scenario).id, slice_utf8(text, m.begin, m.end));
    }
    return out;
  }
  std::string answer(const Evidence& e) {
    const ScenarioScore* best = e.best();
    return best == nullptr || best->score < e.none ? "none" : index_.scenario(best->scenario).id;
  }

  TaxonomyIndex index_ = ticket_taxonomy();
  std::unique_ptr<ScenarioScorer> scorer_ = make_lexical_scorer(index_);
};

using Named = std::vector<std::pair<std::string, std::string>>;

TEST_F(Matters, of_several_sentences_are_each_named) {
  EXPECT_EQ(matters("I was charged twice for one order. The QR code does not scan!"),
            (Named{{"twice", "I was charged twice for one order."},
                   {"qr", "The QR code does not scan!"}}));
  EXPECT_EQ(matters("扣了我两次钱，另外入园二维码扫不出来"),
            (Named{{"twice", "扣了我两次钱，"}, {"qr", "另外入园二维码扫不出来"}}));
  EXPECT_EQ(matters("paid two times and the QR code does not scan"),
            (Named{{"twice", "paid two times"}, {"qr", "and the QR code does not scan"}}));
  EXPECT_EQ(matters("Charged twice\ncafé: QR code does not scan"),
            (Named{{"twice", "Charged twice"}, {"qr", "café: QR code does not scan"}}));
}

TEST_F(Matters, of_one_kind_are_named_once) {
  EXPECT_EQ(matters("charged twice for the same ticket. I was charged twice for it").size(), 1u);
  EXPECT_EQ(matters("I was charged twice for the same ticket").size(), 1u);
}

TEST_F(Matters, that_fit_nothing_are_not_named) {
  EXPECT_TRUE(matters("The weather is nice. And my dog is brown.").empty());
  EXPECT_TRUE(matters("").empty());
  EXPECT_TRUE(matters("😀。！").empty());
  EXPECT_EQ(matters("charged twice for the same ticket. Thank you! Bye.").size(), 1u);
}

TEST_F(Matters, need_more_clearness_among_more_segments) {
  for (const bool calibrated : {false, true}) {
    EXPECT_EQ(clear_share(1, calibrated), calibrated ? 600 : 300);
    EXPECT_EQ(clear_share(4, calibrated), clear_share(1, calibrated));
    for (std::size_t n = 4; n < 256; ++n) {
      EXPECT_LE(clear_share(n, calibrated), clear_share(n + 1, calibrated));
    }
    EXPECT_GT(clear_share(256, calibrated), 700);
    EXPECT_LT(clear_share(256, calibrated), 1000);
  }
}

// Sentences about nothing in the taxonomy.
std::string chatter(std::size_t bytes) {
  static constexpr const char* kSentences[] = {
      "On Tuesday we walked along the river with grandmother.\n", "晚饭吃了面条和青菜。\n",
      "Regards, Miller, third floor, opposite the bakery.\n", "周末下雨，孩子在家画画。\n",
      "> the band played until midnight, lovely songs\n"};
  std::string text;
  for (std::size_t i = 0; text.size() < bytes; ++i) text += kSentences[i % 5];
  return text;
}

TEST_F(Matters, are_found_anywhere_in_a_long_text) {
  const std::string asked = "I was charged twice for the same ticket.\n";
  for (const std::size_t before : {0u, 1'000u, 5'000u, 9'900u}) {
    const std::string text = chatter(before) + asked + chatter(10'000 - before);
    const Evidence e = evidence(text);
    EXPECT_EQ(answer(e), "twice") << before;
    ASSERT_FALSE(e.spans.empty());
    const auto found = asked.find(slice_utf8(text, e.spans[0].begin, e.spans[0].end));
    EXPECT_NE(found, asked.npos);
    const Named found_matters = matters(text);
    ASSERT_EQ(found_matters.size(), 1u);
    EXPECT_NE(found_matters[0].second.find("charged twice"), asked.npos);
  }
}

TEST_F(Matters, a_long_text_about_nothing_stays_none) {
  for (const std::size_t bytes : {100u, 1'000u, 10'000u, 30'000u}) {
    const Evidence e = evidence(chatter(bytes));
    EXPECT_EQ(answer(e), "none") << bytes;
    EXPECT_TRUE(e.spans.empty());
    EXPECT_TRUE(e.matters.empty());
  }
}

TEST_F(Matters, a_long_text_speaks_no_louder_than_a_short_one) {
  const Evidence shorter = evidence("I was charged twice for the same ticket.");
  const Evidence longer =
      evidence(chatter(5'000) + "I was charged twice for the same ticket.\n" + chatter(5'000));
  EXPECT_LE(longer.best()->score, shorter.best()->score);
  EXPECT_GT(4 * longer.best()->score, shorter.best()->score) << "nor is it drowned";
}

TEST_F(Matters, texts_of_every_form_are_read) {
  EXPECT_EQ(answer(evidence("同一單付了兩遍")), "twice");
  EXPECT_EQ(answer(evidence("同一单付了两遍")), "twice");
  EXPECT_EQ(answer(evidence("Ｉ ｗａｓ ｃｈａｒｇｅｄ ｔｗｉｃｅ")), "twice");
  EXPECT_EQ(answer(evidence("我被 charged 了 twice")), "twice");
  EXPECT_EQ(answer(evidence("😡😡 charged twice 💸💸")), "twice");
  EXPECT_EQ(answer(evidence("I was chargd twise for teh same tiket")), "twice");
  for (const char* text : {"", "退", "q", "😀", "\xff"}) {
    const Evidence e = evidence(text);
    EXPECT_TRUE(e.matters.size() <= 1 && e.spans.size() <= 1) << text;
  }
}

}  // namespace
}  // namespace vocmap
