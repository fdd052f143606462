#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "operators/scenario/fold.h"
#include "operators/scenario/scorer.h"
#include "operators/scenario/text_model.h"
#include "schemas/utf8.h"
#include "tests/unit/scenario/taxonomy_fixture.h"

// Which words of a text carried its scenario.

namespace vocmap {
namespace {

class Spans : public testing::Test {
 protected:
  Evidence evidence(std::string_view text) {
    Evidence out;
    scorer_->score(0, text, out);
    return out;
  }
  std::vector<std::string> words(std::string_view text) {
    std::vector<std::string> out;
    for (const EvidenceSpan& s : evidence(text).spans) {
      out.emplace_back(slice_utf8(text, s.begin, s.end));
    }
    return out;
  }
  // How far the best scenario of `text` is ahead of all others in `without`.
  std::int64_t lead(const Evidence& of, const Evidence& without) {
    std::int64_t own = 0, other = 0;
    for (const ScenarioScore& s : without.top) {
      if (s.scenario == of.best()->scenario) {
        own = s.score;
      } else {
        other = std::max<std::int64_t>(other, s.score);
      }
    }
    return own - other;
  }

  TaxonomyIndex index_ = ticket_taxonomy();
  std::unique_ptr<ScenarioScorer> scorer_ = make_lexical_scorer(index_);
};

using Words = std::vector<std::string>;

TEST_F(Spans, are_the_words_that_the_scenario_is_known_by) {
  EXPECT_EQ(words("hello, yesterday my card was charged twice"), (Words{"was charged twice"}));
  EXPECT_EQ(words("你好，昨天买的东西扣了我两次钱"), (Words{"扣了我两次钱"}));
  EXPECT_EQ(words("我被 charged twice 怎么办"), (Words{"charged twice"}));
}

TEST_F(Spans, have_at_most_all_of_the_share) {
  for (const char* text : {"I was charged twice for the same ticket", "怎么退票，钱什么时候退回来",
                           "the QR code, the QR code, the QR code at my gate does not scan"}) {
    const Evidence e = evidence(text);
    ASSERT_FALSE(e.spans.empty()) << text;
    EXPECT_LE(e.spans.size(), Evidence::kMaxSpans);
    std::int32_t share = 0;
    for (std::size_t i = 0; i < e.spans.size(); ++i) {
      EXPECT_LT(e.spans[i].begin, e.spans[i].end);
      EXPECT_GT(e.spans[i].share, 0);
      EXPECT_TRUE(i == 0 || e.spans[i].begin > e.spans[i - 1].end) << "merged when they touch";
      share += e.spans[i].share;
    }
    EXPECT_LE(share, 1000);
    EXPECT_GT(share, 400) << text;
  }
}

TEST_F(Spans, without_their_words_the_scenario_loses_its_lead) {
  for (const char* text :
       {"hello, yesterday my card was charged twice in your shop", "昨天买的票扣了我两次钱怎么办",
        "please tell me how do I get a refund for tomorrow", "扫描的时候入园二维码扫不出来了"}) {
    const Evidence e = evidence(text);
    ASSERT_FALSE(e.spans.empty()) << text;
    std::string rest;
    std::size_t from = 0;
    for (const EvidenceSpan& span : e.spans) {
      rest += slice_utf8(text, from, span.begin);
      from = span.end;
    }
    rest += slice_utf8(text, from, std::string_view{text}.size());
    EXPECT_LT(10 * lead(e, evidence(rest)), lead(e, e)) << text << " without: " << rest;
  }
}

TEST_F(Spans, lie_in_the_text_as_it_was_written) {
  EXPECT_EQ(words("😀👩‍👩‍👧 café: ＣＨＡＲＧＥＤ ＴＷＩＣＥ"),
            (Words{"ＣＨＡＲＧＥＤ ＴＷＩＣＥ"}));
  EXPECT_EQ(words("請問入園二維碼掃不出來嗎"), (Words{"入園二維碼掃不出來"}));
  EXPECT_EQ(words("cafe\xCC\x81 refund"), (Words{"refund"}));
}

TEST_F(Spans, name_the_rule_that_fired) {
  const Evidence e = evidence("hi, there is a DOUBLE CHARGE here");
  ASSERT_EQ(e.spans.size(), 1u);
  EXPECT_EQ(e.spans[0].begin, 15u);
  EXPECT_EQ(e.spans[0].end, 28u);
  EXPECT_EQ(e.spans[0].rule, 2u) << "the second phrase of the scenario";
  EXPECT_GT(e.spans[0].share, 500);
  EXPECT_EQ(evidence("重複扣款").spans.at(0).rule, 1u);
  EXPECT_EQ(evidence("charged twice").spans.at(0).rule, 0u);
}

TEST_F(Spans, none_where_nothing_fits) {
  for (const char* text : {"", "好", "q", "😀", "the weather in France is nice", "zyxwv"}) {
    EXPECT_TRUE(evidence(text).spans.empty()) << text;
  }
}

// A line with random integers in the place of what was learned.
FittedLine random_line(std::mt19937& random, std::size_t classes, std::uint32_t head_width,
                       bool vectors, const std::vector<std::uint64_t>& hashes) {
  const auto within = [&](int limit) {
    return static_cast<int>(random() % (2 * limit + 1)) - limit;
  };
  FittedLine line;
  line.scenarios.resize(classes);
  line.learned_none = true;
  line.unknown_idf = 3'000;
  line.head_width = head_width;
  line.vector_width = vectors ? kVectorSize : 0;
  line.hashes = hashes;
  for (std::size_t f = 0; f < hashes.size(); ++f) {
    line.idfs.push_back(2'000 + within(1'000));
    for (std::size_t i = 0; i < head_width; ++i) {
      line.head_rows.push_back(static_cast<std::int8_t>(within(40)));  // no sum is cut off
    }
    for (std::size_t i = 0; i < kVectorSize; ++i) {
      line.vector_rows.push_back(static_cast<std::int8_t>(within(127)));
    }
  }
  for (std::size_t i = 0; i < line.classes() * (head_width + line.vector_width); ++i) {
    line.class_rows.push_back(static_cast<std::int16_t>(within(1'023)));
  }
  line.scale = 1 << 18;
  return line;
}

// Soft-max shares tell the difference of two logits: ln(share / share).
void expect_contributions_add_up(std::size_t classes, std::uint32_t head_width, bool vectors) {
  std::mt19937 random(20260307);
  std::u32string folded;
  FeatureBag bag;
  fold_text("I was charged twice for one ticket 扣了我两次钱", folded);
  extract_features(folded, bag);
  std::vector<std::uint64_t> hashes;
  for (std::size_t f = 0; f < bag.features.size(); f += 1 + f % 2) {  // some stay unknown
    hashes.push_back(bag.features[f].hash);
  }
  const FittedLine line = random_line(random, classes, head_width, vectors, hashes);
  LineReader reader{line};
  LineReading reading;
  reader.read(bag, {}, reading);
  std::vector<std::size_t> order(classes);
  for (std::size_t c = 0; c < classes; ++c) order[c] = c;
  std::sort(order.begin(), order.end(),
            [&](auto a, auto b) { return reading.shares[a] > reading.shares[b]; });
  for (const std::size_t other : {order[1], order[2], order[classes / 2]}) {
    if (reading.shares[other] < 1'000) continue;  // too few digits
    std::vector<std::int64_t> contributions;
    reader.contributions(order[0], other, contributions);
    ASSERT_EQ(contributions.size(), bag.features.size());
    std::int64_t sum = 0;
    for (std::size_t f = 0; f < contributions.size(); ++f) {
      const bool known = std::binary_search(hashes.begin(), hashes.end(), bag.features[f].hash);
      EXPECT_TRUE(known || contributions[f] == 0) << "unknown features speak for nobody";
      sum += contributions[f];
    }
    const double expected = std::log(static_cast<double>(reading.shares[order[0]]) /
                                     static_cast<double>(reading.shares[other]));
    EXPECT_NEAR(static_cast<double>(sum) / (1 << kLogitBits), expected, 0.08) << classes;
  }
}

TEST(Contributions, add_up_to_the_difference_of_the_logits) {
  expect_contributions_add_up(20, 32, false);
  expect_contributions_add_up(20, 32, true);
}

TEST(Contributions, add_up_where_the_classes_share_their_directions) {
  expect_contributions_add_up(150, 128, false);
  expect_contributions_add_up(150, 128, true);
}

}  // namespace
}  // namespace vocmap
