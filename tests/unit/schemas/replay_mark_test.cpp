#include "schemas/replay_mark.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

TEST(ReplayMark, reads_back_as_written) {
  const ReplayMark mark{2, 3, 1'204'000'000'000};
  EXPECT_EQ(format_replay_mark(mark), "2 3 1204000000000");
  EXPECT_EQ(parse_replay_mark("2 3 1204000000000"), mark);
}

TEST(ReplayMark, any_other_header_is_none) {
  for (const char* text : {"", " ", "1", "1 2", "1 2 ", "0 2 3", "-1 2 3", "1 2 3 ", "1 2 3 4",
                           "1  2 3", "a b c", "1 2 99999999999999999999"}) {
    EXPECT_EQ(parse_replay_mark(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace vocmap
