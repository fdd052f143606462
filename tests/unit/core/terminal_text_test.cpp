#include "pipeline/core/terminal_text.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

TEST(TerminalText, chinese_takes_two_columns) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("门票"), 4);
  EXPECT_EQ(display_width("Tickets 门票，ok"), 16);
  EXPECT_EQ(padded("门票", 6), "门票  ");
  EXPECT_EQ(padded("门票", 3), "门票");
}

TEST(TerminalText, a_row_is_cut_at_its_columns_and_holds_no_controls) {
  EXPECT_EQ(shortened("refund", 6), "refund");
  EXPECT_EQ(shortened("refunds", 6), "refun…");
  EXPECT_EQ(shortened("退款到账", 7), "退款到…");
  EXPECT_EQ(shortened("退款到账", 6), "退款…") << "half a character does not fit";
  EXPECT_EQ(shortened("a\n\x1B[31mb\xC2\x9B", 20), "a  [31mb ");
  EXPECT_EQ(shortened("a\xFF", 9), "a\uFFFD");
}

TEST(TerminalText, nothing_that_a_terminal_obeys_is_left) {
  EXPECT_EQ(one_line("a\x1b[31m\nb\xc2\x9b门\x7f"), "a [31m b 门 ");
}

TEST(TerminalText, a_name_stands_in_both_languages) {
  EXPECT_EQ(both_names({{"en", "Pay"}, {"zh", "支付"}}), "Pay 支付");
  EXPECT_EQ(both_names({{"en", "Pay"}, {"zh", "Pay"}}), "Pay");
  EXPECT_EQ(both_names({{"zh", "支付"}}), "支付");
  EXPECT_EQ(both_names({{"de", "Zahlung"}}), "Zahlung");
}

}  // namespace
}  // namespace vocmap
