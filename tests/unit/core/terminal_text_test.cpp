#include "pipeline/core/terminal_text.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

TEST(TerminalText, chinese_takes_two_columns) {
  EXPECT_EQ(display_width("abc"), 3);
  EXPECT_EQ(display_width("门票"), 4);
  EXPECT_EQ(display_width("Tickets 门票，ok"), 16);
}

TEST(TerminalText, is_padded_by_columns_and_never_cut) {
  EXPECT_EQ(padded("门票", 6), "门票  ");
  EXPECT_EQ(padded("门票", 3), "门票");
}

TEST(TerminalText, nothing_that_a_terminal_obeys_is_left) {
  EXPECT_EQ(one_line("a\x1b[31m\nb\xc2\x9b门\x7f"), "a [31m b 门 ");
}

}  // namespace
}  // namespace vocmap
