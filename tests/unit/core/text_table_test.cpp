#include "pipeline/core/text_table.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

TEST(TextTableTest, columns_are_aligned_for_chinese_and_moved_right_when_asked) {
  TextTable table;
  table.row({"line", right("contacts")});
  table.row({"门票", right("7")});
  table.note(4, "a note longer than any of the columns");
  table.row({"x"});
  EXPECT_EQ(table.write(),
            "  line  contacts\n"
            "  门票         7\n"
            "    a note longer than any of the columns\n"
            "  x\n");
}

}  // namespace
}  // namespace vocmap
