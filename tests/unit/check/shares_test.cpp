#include "pipeline/cli/check/shares.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/cli/check/frequent_words.h"

namespace vocmap {
namespace {

using testing::ElementsAre;

TEST(Shares, the_interval_is_wilsons) {
  Shares shares;
  EXPECT_EQ(shares.interval(), (std::pair{0.0, 1.0}));
  shares.contacts = 10;
  shares.unclassified = 1;
  EXPECT_NEAR(shares.interval().first, 0.0179, 5e-5);
  EXPECT_NEAR(shares.interval().second, 0.4042, 5e-5);
  shares.unclassified = 0;
  EXPECT_EQ(shares.interval().first, 0);
  EXPECT_NEAR(shares.interval().second, 0.2775, 5e-5);
}

SampleContact of_line(std::size_t line, std::optional<std::uint16_t> scenario, int share) {
  return {line, {"text"}, scenario, share, {}, 0};
}

TEST(Shares, contacts_are_assigned_from_the_wanted_precision_on) {
  CheckedSample sample;
  sample.contacts = {of_line(0, 1, 800), of_line(0, 1, 799), of_line(0, {}, 0), of_line(1, 2, 999)};
  sample.without_text = {2, 0, 0};
  sample.calibrated = {true, true, false};
  SampleShares shares = sample_shares(sample, 80);
  ASSERT_EQ(shares.lines.size(), 3u);
  EXPECT_EQ(shares.lines[0].shares.contacts, 3u);
  EXPECT_EQ(shares.lines[0].shares.assigned, 1u);
  EXPECT_EQ(shares.lines[0].shares.probable, 1u);
  EXPECT_EQ(shares.lines[0].shares.unclassified, 1u);
  EXPECT_EQ(shares.overall.contacts, 4u);
  EXPECT_EQ(shares.overall.without_text, 2u);
  EXPECT_EQ(shares.overall.assigned, 2u);
  EXPECT_EQ(shares.overall.of(shares.overall.unclassified), 0.25);
  EXPECT_TRUE(shares.overall.calibrated) << "the third line has no contacts";
  sample.calibrated = {true, false, false};
  EXPECT_FALSE(sample_shares(sample, 80).overall.calibrated);
}

std::vector<std::string> words(const std::vector<std::string>& unclassified,
                               const std::vector<std::string>& classified = {}) {
  std::vector<SampleContact> contacts;
  for (const auto* texts : {&unclassified, &classified}) {
    for (const std::string& text : *texts) contacts.push_back({0, {text}, {}, 0, {}, 0});
  }
  SampleContacts none, others;
  for (const SampleContact& c : contacts) {
    (none.size() < unclassified.size() ? none : others).push_back(&c);
  }
  std::vector<std::string> found;
  for (const FrequentWord& word : frequent_words(none, others)) {
    found.push_back(std::to_string(word.contacts) + " " + word.word);
  }
  return found;
}

TEST(FrequentWords, a_part_gives_way_to_its_phrase_unless_it_is_more_frequent) {
  EXPECT_THAT(words({"loyalty points", "loyalty points?", "Loyalty points gone", "points"}),
              ElementsAre("3 loyalty points"));
  EXPECT_THAT(words({"loyalty points", "loyalty points", "points", "the points"}),
              ElementsAre("4 points"));
  EXPECT_TRUE(words({"loyalty", "points"}).empty()) << "of one contact each";
}

TEST(FrequentWords, chinese_phrases_are_widened_to_what_is_common) {
  EXPECT_THAT(words({"会员积分一直没有到账怎么办", "我的会员积分一直没有到账", "快递"}),
              ElementsAre("2 会员积分一直没有到账"));
  EXPECT_THAT(words({"积分到账", "积分，到账"}), ElementsAre("2 积分"));
}

TEST(FrequentWords, what_classified_contacts_say_as_well_is_left_out) {
  EXPECT_THAT(words({"card balloon", "card kite", "balloon"}, {"my card", "card lost", "hello"}),
              ElementsAre("2 balloon"));
  EXPECT_THAT(words({"I'm late", "i'm early"}), ElementsAre());
}

TEST(FrequentWords, tags_of_redaction_are_no_words) {
  EXPECT_THAT(words({"call [mobile] please", "call [mobile] now"}), ElementsAre("2 call"));
}

TEST(FrequentWords, each_text_stands_under_one_word) {
  std::vector<SampleContact> contacts;
  for (const char* text :
       {"red balloon", "balloon", "balloon big", "balloon flew", "7 red car", "8 red car"}) {
    contacts.push_back({0, {"hello", text}, {}, 0, {}, 0});
  }
  SampleContacts none;
  for (const SampleContact& c : contacts) none.push_back(&c);
  const auto found = frequent_words(none, {});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].word, "balloon");
  EXPECT_THAT(found[0].texts, ElementsAre("red balloon", "balloon", "balloon big"));
  EXPECT_EQ(found[1].word, "red");
  EXPECT_THAT(found[1].texts, ElementsAre("7 red car"));
}

}  // namespace
}  // namespace vocmap
