#include "pipeline/cli/check/overlaps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vocmap {
namespace {

using testing::ElementsAre;

SampleContact contact(std::string text, std::uint16_t best, int share, std::uint16_t next,
                      int next_share) {
  return {0, {std::move(text)}, best, share, next, next_share};
}

TEST(Overlaps, contacts_between_two_scenarios_are_counted_in_both_directions) {
  CheckedSample sample;
  sample.contacts = {contact("a", 1, 500, 2, 300), contact("b 71", 2, 400, 1, 390),
                     contact("b 6", 2, 400, 1, 390), contact("c", 1, 400, 2, 200),
                     contact("d", 1, 900, 2, 50)};
  for (int i = 0; i < 5; ++i) sample.contacts.push_back(contact("e", 2, 900, 3, 10));
  const auto found = overlaps_of_sample(sample);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].scenarios, ElementsAre(1, 2));
  EXPECT_EQ(found[0].contested, 4u) << "c, too: half of the best suffices";
  EXPECT_EQ(found[0].of, 5u) << "those of 1 and the contested ones";
  EXPECT_EQ(found[0].mass, 2 * (300 + 390 + 390 + 200));
  EXPECT_THAT(found[0].texts, ElementsAre("b 71", "a", "c"))
      << "the closest first, and not again with another number";
}

TEST(Overlaps, a_small_part_and_too_few_contacts_are_none) {
  CheckedSample sample;
  for (int i = 0; i < 3; ++i) sample.contacts.push_back(contact("a", 1, 500, 2, 300));
  for (int i = 0; i < 18; ++i) {
    sample.contacts.push_back(contact("b", 1, 900, 9, 10));
    sample.contacts.push_back(contact("c", 2, 900, 9, 10));
  }
  EXPECT_TRUE(overlaps_of_sample(sample).empty()) << "3 of 21";
  sample.contacts.resize(sample.contacts.size() - 2);
  EXPECT_EQ(overlaps_of_sample(sample).size(), 1u) << "3 of 20";
  sample.contacts.erase(sample.contacts.begin() + 2, sample.contacts.end());
  EXPECT_TRUE(overlaps_of_sample(sample).empty()) << "2 of 2";
}

TEST(Overlaps, what_is_unclassified_or_has_one_scenario_only_is_between_nothing) {
  CheckedSample sample;
  for (int i = 0; i < 4; ++i) {
    sample.contacts.push_back({0, {"none"}, {}, 0, {}, 0});
    sample.contacts.push_back({0, {"one"}, 1, 1000, {}, 0});
  }
  EXPECT_TRUE(overlaps_of_sample(sample).empty());
}

TEST(Overlaps, without_a_sample_examples_show_them) {
  const std::vector<JudgedExample> judged = {
      {1, "confused", 2, 3000, 4000}, {1, "close", 2, 4000, 3900}, {2, "clear", 1, 8000, 1000},
      {1, "clear", 3, 8000, 0},       {3, "nothing", 1, 0, 0},     {3, "opposite", 1, -5, -3}};
  const auto found = overlaps_of_examples(judged);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_THAT(found[0].scenarios, ElementsAre(1, 2));
  EXPECT_EQ(found[0].contested, 2u);
  EXPECT_EQ(found[0].of, 3u);
  EXPECT_THAT(found[0].texts, ElementsAre("close", "confused"));
}

}  // namespace
}  // namespace vocmap
