#include "pipeline/core/duration.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

using namespace std::chrono_literals;

TEST(duration, number_and_unit_are_read) {
  EXPECT_EQ(parse_duration("200ms"), 200ms);
  EXPECT_EQ(parse_duration("30s"), 30s);
  EXPECT_EQ(parse_duration("90m"), 90min);
  EXPECT_EQ(parse_duration("6h"), 6h);
  EXPECT_EQ(parse_duration("1d"), 24h);
  EXPECT_EQ(parse_duration("0s"), 0s);
}

TEST(duration, anything_else_is_refused) {
  for (const char* text : {"", "s", "5", "-1s", "+1s", "1.5h", "1 h", " 1h", "1h ", "1H", "1w",
                           "36526d", "99999999999999999999s", "9223372036854775807d"}) {
    EXPECT_FALSE(parse_duration(text)) << text;
  }
}

}  // namespace
}  // namespace vocmap
