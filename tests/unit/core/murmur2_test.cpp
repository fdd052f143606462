#include "pipeline/core/murmur2.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

std::int32_t signed_hash(std::string_view key) {
  return static_cast<std::int32_t>(murmur2(key));
}

// The vectors of org.apache.kafka.common.utils.UtilsTest.
TEST(Murmur2, agrees_with_kafkas_java_client) {
  EXPECT_EQ(signed_hash("21"), -973932308);
  EXPECT_EQ(signed_hash("foobar"), -790332482);
  EXPECT_EQ(signed_hash("a-little-bit-long-string"), -985981536);
  EXPECT_EQ(signed_hash("a-little-bit-longer-string"), -1486304829);
  EXPECT_EQ(signed_hash("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8"), -58897971);
  EXPECT_EQ(signed_hash("abc"), 479470107);
}

TEST(Murmur2, bytes_above_127_are_unsigned) {
  EXPECT_NE(murmur2("\x80"), murmur2(std::string_view("\0", 1)));
  EXPECT_EQ(murmur2_partition("客户", 1), 0);
}

TEST(Murmur2, negative_hashes_give_valid_partitions) {
  EXPECT_EQ(murmur2_partition("21", 7), (-973932308 & 0x7fffffff) % 7);
  for (const std::string_view key : {"", "21", "foobar", "abc"}) {
    const std::int32_t partition = murmur2_partition(key, 3);
    EXPECT_GE(partition, 0);
    EXPECT_LT(partition, 3);
  }
}

}  // namespace
}  // namespace vocmap
