#include "pipeline/cli/train/history_sample.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>

namespace vocmap {
namespace {

using Times = std::map<std::string, std::uint64_t>;

Times sampled(const std::vector<std::string>& texts, std::size_t capacity,
              const std::vector<LabelledText>& labelled = {}) {
  HistorySample sample(labelled, capacity);
  for (const std::string& text : texts) sample.add(text);
  Times times;
  for (const HistoryText& text : sample.take()) times[text.text] = text.times;
  return times;
}

// 300 distinct matters, of which the i-th comes 1 + i % 7 times.
std::vector<std::string> repeated_texts() {
  std::vector<std::string> texts;
  for (int i = 0; i < 300; ++i) {
    for (int times = 0; times <= i % 7; ++times) {
      texts.push_back(fmt::format("{} lost{} ticket", std::string(1 + i / 26, char('a' + i % 26)),
                                  times % 2 == 0 ? "" : "!"));
    }
  }
  return texts;
}

TEST(HistorySampleTest, is_the_same_in_any_order) {
  std::vector<std::string> texts = repeated_texts();
  const Times expected = sampled(texts, 100);
  EXPECT_EQ(expected.size(), 100u);
  std::mt19937 random(3);
  for (int order = 0; order < 20; ++order) {
    for (std::size_t i = texts.size(); i > 1; --i) std::swap(texts[i - 1], texts[random() % i]);
    EXPECT_EQ(sampled(texts, 100), expected);
  }
  std::sort(texts.begin(), texts.end());
  EXPECT_EQ(sampled(texts, 100), expected);
}

TEST(HistorySampleTest, a_smaller_one_is_part_of_a_greater_one_and_counts_all_repeats) {
  const auto texts = repeated_texts();
  const Times whole = sampled(texts, 1'000'000);
  std::uint64_t all = 0;
  for (const auto& [text, times] : whole) all += times;
  EXPECT_EQ(whole.size(), 300u);
  EXPECT_EQ(all, texts.size());
  for (const auto& [text, times] : sampled(texts, 50)) EXPECT_EQ(whole.at(text), times) << text;
}

TEST(HistorySampleTest, texts_that_read_alike_are_one) {
  EXPECT_EQ(sampled({"退票 在哪里", "退票,在哪里", "退票 在哪裡"}, 9), (Times{{"退票 在哪裡", 3}}))
      << "the smallest by bytes stands for all";
}

TEST(HistorySampleTest, labelled_texts_and_empty_ones_stay_outside) {
  EXPECT_EQ(sampled({"lost ticket", "LOST ticket", "!!!", "", "found it"}, 9, {{"Lost ticket!"}}),
            (Times{{"found it", 1}}));
}

TEST(HistorySampleTest, keeps_the_beginning_of_a_long_text_and_cuts_no_character) {
  std::string words = "x";  // so that a character of three bytes lies across the limit
  while (words.size() < 3 * HistorySample::kMaxTextBytes) words += "票";
  const Times kept = sampled({words, words + " and more"}, 9);
  ASSERT_EQ(kept.size(), 1u) << "alike as far as they are read";
  const std::string& text = kept.begin()->first;
  EXPECT_GT(text.size(), HistorySample::kMaxTextBytes - 4);
  EXPECT_LE(text.size(), HistorySample::kMaxTextBytes);
  EXPECT_EQ(text.size() % 3, 1u);
}

TEST(HistorySampleTest, comes_in_the_order_of_its_hashes) {
  const auto texts = [](std::vector<std::string> given) {
    HistorySample sample({});
    for (const std::string& text : given) sample.add(text);
    std::vector<std::string> out;
    for (HistoryText& text : sample.take()) out.push_back(std::move(text.text));
    return out;
  };
  EXPECT_EQ(texts({"one", "two", "three", "four"}), texts({"four", "three", "two", "one"}));
}

}  // namespace
}  // namespace vocmap
