#include "pipeline/cli/train/dictionary.h"

#include <gtest/gtest.h>

#include "pipeline/cli/train/text_bag.h"

namespace vocmap {
namespace {

TEST(DictionaryTest, a_text_read_as_new_has_lost_what_only_it_made_known) {
  const std::vector<FeatureBag> texts = {bag_of("card stolen"), bag_of("card stolen"),
                                         bag_of("card blocked"), bag_of("blocked")};
  const Dictionary dictionary(texts, 2);
  const FeatureBag& text = texts[0];
  const auto known = dictionary.rows(std::span(&text, 1));
  const auto as_new = dictionary.rows(std::span(&text, 1), Dictionary::Reading::kAsNew);
  // As a dictionary of the others would have it, but for their number of texts.
  const Dictionary of_others{std::span(texts).subspan(1), 2};
  EXPECT_EQ(as_new.cells.size(), of_others.rows(std::span(&text, 1)).cells.size());
  EXPECT_LT(as_new.cells.size(), known.cells.size());
  EXPECT_GT(as_new.cells.size(), 0u) << "a third text has the card, too";
  EXPECT_EQ(dictionary.known_share(text), 1);
  EXPECT_LT(dictionary.known_share(text, Dictionary::Reading::kAsNew), 0.7f);
}

}  // namespace
}  // namespace vocmap
