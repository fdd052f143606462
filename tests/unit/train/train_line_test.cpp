#include "pipeline/cli/train/train_line.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>

#include "operators/scenario/fold.h"
#include "operators/scenario/text_model.h"
#include "pipeline/cli/train/history_sample.h"
#include "pipeline/cli/train/text_bag.h"

namespace vocmap {
namespace {

// Three matters with words of their own. Texts pair a word with its neighbours, so that the words
// hang together in the history although an example shows only the first ones.
const std::map<std::string, std::vector<std::string>> kMatters = {
    {"card", {"card", "plastic", "swallowed", "machine", "withdraw", "notes"}},
    {"login", {"password", "reset", "locked", "account", "signin", "code"}},
    {"退款", {"退款", "到账", "原路", "几天", "银行", "处理"}},
};

LineTexts planted(std::size_t matters = 3) {
  LineTexts texts;
  texts.line = "bank";
  std::vector<std::string> history;
  for (const auto& [name, words] : kMatters) {
    const bool labelled = texts.scenarios.size() < matters;
    const auto scenario = static_cast<std::uint32_t>(texts.scenarios.size());
    if (labelled) texts.scenarios.push_back(name);
    for (std::size_t i = 0; i < 60; ++i) {
      const std::string& a = words[i % words.size()];
      const std::string& b = words[(i + 1 + i / words.size() % 2) % words.size()];
      const std::string& c = words[(i + 2 + i / 12) % words.size()];
      history.push_back(fmt::format("{} {} {}", a, b, c));
    }
    if (!labelled) continue;
    for (std::size_t i = 0; i < 4; ++i) {
      texts.labelled.push_back(
          {fmt::format("{} {}", words[i % 3], words[(i + 1 + i / 3) % 4]), scenario});
    }
  }
  HistorySample sample(texts.labelled);
  for (const std::string& text : history) sample.add(text);
  texts.history = sample.take();
  return texts;
}

class Reader {
 public:
  explicit Reader(FittedLine line) : line_(std::move(line)), reader_(line_) {}

  const LineReading& read(const std::string& text, std::vector<std::size_t> fired = {}) {
    std::u32string folded;
    fold_text(text, folded);
    extract_features(folded, bag_);
    reader_.read(bag_, fired, reading_);
    return reading_;
  }
  std::string best(const std::string& text) {
    const auto& shares = read(text).shares;
    const auto best =
        static_cast<std::size_t>(std::max_element(shares.begin(), shares.end()) - shares.begin());
    return best == line_.scenarios.size() ? "none" : line_.scenarios[best];
  }

 private:
  FittedLine line_;
  LineReader reader_;
  FeatureBag bag_;
  LineReading reading_;
};

TEST(TrainLineTest, finds_words_that_no_example_has) {
  LineReport report;
  Reader reader{train_line(planted(), 1, report)};
  EXPECT_EQ(report.examples, 12u);
  EXPECT_EQ(reader.best("withdraw notes"), "card");
  EXPECT_EQ(reader.best("signin code"), "login");
  EXPECT_EQ(reader.best("銀行 處理 幾天"), "退款") << "traditional characters fold";
}

TEST(TrainLineTest, same_texts_and_seed_give_the_same_bytes) {
  LineReport report;
  TextModel a, b, c;
  a.lines.push_back(train_line(planted(), 7, report));
  b.lines.push_back(train_line(planted(), 7, report));
  c.lines.push_back(train_line(planted(), 8, report));
  EXPECT_EQ(serialise(a), serialise(b));
  EXPECT_NE(serialise(a), serialise(c));
}

TEST(TrainLineTest, caches_of_another_machine_give_the_same_bytes) {
  LineReport report;
  TextModel here, there;
  LineTexts texts = planted();
  const auto rows = static_cast<Eigen::Index>(texts.history.size() + texts.labelled.size());
  std::srand(5);
  texts.teacher = DenseRows::Random(rows, 700);  // wide enough to be cut into blocks
  here.lines.push_back(train_line(texts, 7, report));
  Eigen::setCpuCacheSizes(1 << 10, 4 << 10, 8 << 10);
  there.lines.push_back(train_line(texts, 7, report));
  EXPECT_EQ(serialise(here), serialise(there));
}

TEST(TrainLineTest, a_text_without_known_features_is_none_and_harms_nothing) {
  LineReport report;
  Reader reader{train_line(planted(), 1, report)};
  for (const char* text : {"", "!!!", "ζζζζ ωωωω"}) {
    EXPECT_EQ(reader.best(text), "none") << text;
    const auto& vector = reader.read(text).vector;
    EXPECT_EQ(std::count(vector.begin(), vector.end(), 0), 128) << text;
  }
  EXPECT_EQ(reader.best("card plastic"), "card");
}

TEST(TrainLineTest, shares_are_a_distribution_and_a_firing_rule_has_a_voice) {
  LineReport report;
  Reader reader{train_line(planted(), 1, report)};
  const auto plain = reader.read("card plastic").shares;
  std::int64_t sum = 0;
  for (const auto share : plain) sum += share;
  EXPECT_NEAR(static_cast<double>(sum), 1 << 20, 8);
  const auto ruled = reader.read("card plastic", {1}).shares;
  EXPECT_GT(ruled[1], plain[1]);
  EXPECT_LT(ruled[0], plain[0]);
}

TEST(TrainLineTest, a_history_full_of_another_matter_teaches_a_none_class) {
  LineReport report;
  Reader reader{train_line(planted(1), 1, report)};
  EXPECT_TRUE(report.learned_none);
  EXPECT_EQ(report.held_out.size(), report.examples) << "folds learn it, too";
  EXPECT_EQ(reader.best("退款 到账 银行"), "none");
  EXPECT_EQ(reader.best("card plastic swallowed"), "card");
}

TEST(TrainLineTest, examples_alone_suffice) {
  LineTexts texts = planted();
  texts.history.clear();
  LineReport report;
  Reader reader{train_line(texts, 1, report)};
  EXPECT_EQ(reader.best("card plastic"), "card");
  EXPECT_FALSE(report.learned_none);
}

TEST(TrainLineTest, a_line_without_scenarios_still_has_vectors) {
  LineTexts texts = planted();
  texts.scenarios.clear();
  texts.labelled.clear();
  LineReport report;
  Reader reader{train_line(texts, 1, report)};
  EXPECT_EQ(reader.best("card plastic"), "none");
  const auto product = [&](const std::string& a, const std::string& b) {
    const auto left = reader.read(a).vector, right = reader.read(b).vector;
    return std::inner_product(left.begin(), left.end(), right.begin(), 0);
  };
  const int related = product("withdraw notes", "notes withdraw");
  EXPECT_GT(related, 100 * 100);
  EXPECT_LT(product("withdraw notes", "退款 到账"), related / 2);
}

TEST(TrainLineTest, a_counter_example_turns_its_text_away) {
  LineTexts texts = planted();
  LineReport report;
  const auto before = Reader{train_line(texts, 1, report)}.read("card machine").shares;
  texts.labelled.push_back({"card machine", 0, -1, false});
  const auto after = Reader{train_line(texts, 1, report)}.read("card machine").shares;
  EXPECT_LT(after[0], before[0]);
}

TEST(TrainLineTest, a_teacher_joins_what_shares_no_word) {
  LineTexts texts = planted(2);
  texts.history.push_back({"lost my wallet"});
  texts.history.push_back({"wallet lost again"});
  const std::size_t rows = texts.history.size() + texts.labelled.size();
  texts.teacher = DenseRows::Zero(static_cast<Eigen::Index>(rows), 3);
  const auto set = [&](std::size_t row, const std::string& text) {
    const bool card = text.find("wallet") != text.npos ||
                      std::any_of(kMatters.at("card").begin(), kMatters.at("card").end(),
                                  [&](const auto& w) { return text.find(w) != text.npos; });
    const bool login = std::any_of(kMatters.at("login").begin(), kMatters.at("login").end(),
                                   [&](const auto& w) { return text.find(w) != text.npos; });
    texts.teacher(static_cast<Eigen::Index>(row), card ? 0 : login ? 1 : 2) = 1;
  };
  for (std::size_t i = 0; i < texts.history.size(); ++i) set(i, texts.history[i].text);
  for (std::size_t i = 0; i < texts.labelled.size(); ++i) {
    set(texts.history.size() + i, texts.labelled[i].text);
  }
  LineReport report;
  EXPECT_EQ(Reader{train_line(texts, 1, report)}.best("wallet lost"), "card");
}

// Directions for the words of a planted history: those of a matter are alike.
Lexicon planted_lexicon() {
  std::map<std::uint64_t, Lexicon::Entry> entries;
  std::size_t matter = 0;
  for (const auto& [name, words] : kMatters) {
    for (const std::string& word : words) {
      for (const Feature& f : bag_of(word).features) {
        entries[f.hash] = {f.hash, {}};
        entries[f.hash].row[matter] = 100;
      }
    }
    ++matter;
  }
  std::vector<Lexicon::Entry> sorted;
  for (const auto& [hash, entry] : entries) sorted.push_back(entry);
  return Lexicon(std::move(sorted));
}

TEST(TrainLineTest, a_lexicon_joins_words_that_never_stand_together) {
  LineTexts texts = planted(2);
  texts.history.clear();
  for (const auto& [name, words] : kMatters) {
    for (const std::string& word : words) {
      for (int i = 0; i < 10; ++i) texts.history.push_back({fmt::format("{} case{}", word, i)});
    }
  }
  LineReport report;
  EXPECT_NE(Reader{train_line(texts, 1, report)}.best("notes"), "card");
  const Lexicon lexicon = planted_lexicon();
  texts.lexicon = &lexicon;
  EXPECT_EQ(Reader{train_line(texts, 1, report)}.best("notes"), "card");
}

TEST(TrainLineTest, a_lexicon_that_does_not_know_the_language_is_left_out) {
  LineTexts texts = planted();
  LineReport report;
  TextModel without, with;
  without.lines.push_back(train_line(texts, 1, report));
  Lexicon::Entry entry{bag_of("退").features[0].hash, {}};
  entry.row[0] = 1;
  const Lexicon lexicon({entry});
  texts.lexicon = &lexicon;
  with.lines.push_back(train_line(texts, 1, report));
  EXPECT_EQ(serialise(with), serialise(without));
}

}  // namespace
}  // namespace vocmap
