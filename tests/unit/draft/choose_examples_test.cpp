#include "pipeline/cli/draft/choose_examples.h"

#include <gmock/gmock.h>

#include <numeric>

namespace vocmap {
namespace {

using testing::Contains;
using testing::Not;

const std::vector<std::string> kThings{"card",   "loan", "flight", "hotel", "ticket", "phone",
                                       "parcel", "bill", "coupon", "seat",  "meal",   "visa"};

std::vector<std::string> about_things(const std::string& what) {
  std::vector<std::string> texts;
  for (const std::string& thing : kThings) texts.push_back(what + thing);
  return texts;
}

// The examples of a group of all these texts, in this order, among others.
std::vector<std::string> examples_of(const std::vector<std::string>& texts) {
  LineTexts line;
  for (const std::string& text : texts) line.history.push_back({text});
  for (const std::string& other : about_things("where is the ")) line.history.push_back({other});
  const LineSpace space(line, 1, ProgressDisplay::silent());
  EXPECT_EQ(space.history, line.history.size());
  std::vector<std::size_t> members(texts.size());
  std::iota(members.begin(), members.end(), 0);
  std::vector<std::string_view> rows;
  for (const HistoryText& text : line.history) rows.push_back(text.text);
  return choose_examples(space, rows, members);
}

TEST(ChooseExamples, the_most_typical_text_comes_first_and_near_repeats_are_left_out) {
  const auto examples =
      examples_of({"my refund has not arrived", "my refund has not arrived today",
                   "my refund hasn't arrived", "where is the money for the cancelled booking",
                   "the booking was cancelled today, where is the money"});
  EXPECT_EQ(examples.front(), "my refund has not arrived");
  EXPECT_THAT(examples, Not(Contains("my refund has not arrived today")));
  EXPECT_THAT(examples, Contains("where is the money for the cancelled booking"));
}

TEST(ChooseExamples, there_are_at_most_so_many) {
  EXPECT_EQ(examples_of(about_things("lost my ")).size(), kMostExamples);
}

TEST(ChooseExamples, what_can_be_read_goes_before_what_is_long) {
  std::vector<std::string> texts = about_things("refund my ");
  texts.insert(texts.begin(), "a long story about the visa" + std::string(400, '!'));
  for (const std::string& example : examples_of(texts)) EXPECT_LT(example.size(), 30U);
  EXPECT_EQ(examples_of({texts[0], texts[1]}).size(), 2U);  // there is nothing else
}

TEST(ChooseExamples, an_example_is_one_line) {
  EXPECT_EQ(example_of(" a\n\n b\tc ", 100), "a b c");
  EXPECT_EQ(example_of("退款退款", 7), "退款…");
}

}  // namespace
}  // namespace vocmap
