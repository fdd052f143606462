#include "pipeline/cli/draft/ascii_id.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

TEST(AsciiId, words_are_joined_and_nothing_else_stays) {
  EXPECT_EQ(ascii_id("Refund · item"), "refund_item");
  EXPECT_EQ(ascii_id("  ATM: don't pay £5! "), "atm_dont_pay_5");
}

TEST(AsciiId, chinese_is_read_in_either_script) {
  EXPECT_EQ(ascii_id("退款未到账"), "tui_kuan_wei_dao_zhang");
  EXPECT_EQ(ascii_id("退款未到賬"), "tui_kuan_wei_dao_zhang");
  EXPECT_EQ(ascii_id("APP闪退"), "app_shan_tui");
}

TEST(AsciiId, a_label_without_readable_words_gives_a_hash_of_its_own) {
  EXPECT_EQ(ascii_id("ставка"), ascii_id("ставка"));
  EXPECT_NE(ascii_id("ставка"), ascii_id("карта"));
  EXPECT_EQ(ascii_id("").size(), 9U);
}

TEST(AsciiId, a_long_label_is_cut_between_words) {
  const std::string id =
      ascii_id("the transfer that I made yesterday in the evening has not arrived");
  EXPECT_EQ(id, "the_transfer_that_i_made_yesterday_in_the_has");
}

}  // namespace
}  // namespace vocmap
