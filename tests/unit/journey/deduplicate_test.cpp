#include "operators/journey/deduplicate.h"

#include <gtest/gtest.h>

#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using Verdict = Deduplicate::Verdict;

class DeduplicateTest : public testing::Test {
 protected:
  DeduplicateTest() { deduplicate_.resume(); }

  Verdict check(std::uint64_t key, std::uint64_t payload = 1) {
    return deduplicate_.check(time_, {key, key}, payload);
  }

  TemporaryState state_;
  Deduplicate deduplicate_{*state_};
  EventTime time_ = at("2026-03-07T10:05:00Z");
};

TEST_F(DeduplicateTest, same_key_and_payload_is_a_duplicate) {
  EXPECT_EQ(check(1), Verdict::fresh);
  EXPECT_EQ(check(2), Verdict::fresh);
  EXPECT_EQ(check(1), Verdict::duplicate);
}

TEST_F(DeduplicateTest, same_key_with_another_payload_conflicts_with_the_first) {
  check(1, 7);
  EXPECT_EQ(check(1, 8), Verdict::conflicting);
  EXPECT_EQ(check(1, 8), Verdict::conflicting) << "the conflicting payload is not remembered";
  EXPECT_EQ(check(1, 7), Verdict::duplicate);
}

TEST_F(DeduplicateTest, keys_with_one_half_in_common_differ) {
  EXPECT_EQ(deduplicate_.check(time_, {1, 2}, 1), Verdict::fresh);
  EXPECT_EQ(deduplicate_.check(time_, {3, 2}, 1), Verdict::fresh);
  EXPECT_EQ(deduplicate_.check(time_, {1, 4}, 1), Verdict::fresh);
}

TEST_F(DeduplicateTest, committed_keys_are_known_after_a_restart) {
  check(1, 7);
  deduplicate_.flush();
  state_.commit();
  check(2);
  deduplicate_.flush();
  check(3);
  (*state_).rolled_back();
  deduplicate_.resume();
  EXPECT_EQ(check(1, 7), Verdict::duplicate);
  EXPECT_EQ(check(1, 8), Verdict::conflicting);
  EXPECT_EQ(check(2), Verdict::fresh);
  EXPECT_EQ(check(3), Verdict::fresh);
}

TEST_F(DeduplicateTest, keys_of_several_flushes_into_one_bucket_are_all_kept) {
  for (std::uint64_t key = 1; key <= 3; ++key) {
    check(key);
    deduplicate_.flush();
    state_.commit();
  }
  deduplicate_.resume();
  for (std::uint64_t key = 1; key <= 3; ++key) EXPECT_EQ(check(key), Verdict::duplicate);
}

TEST_F(DeduplicateTest, a_key_is_kept_until_its_whole_bucket_would_be_late) {
  check(1);
  deduplicate_.flush();
  deduplicate_.expire(at("2026-03-07T10:09:59.999Z"));
  EXPECT_EQ(check(1), Verdict::duplicate);
  deduplicate_.expire(at("2026-03-07T10:10:00Z"));
  EXPECT_EQ(check(1), Verdict::fresh);
}

TEST_F(DeduplicateTest, expiry_leaves_later_buckets) {
  check(1);
  time_ = at("2026-03-07T10:10:00Z");
  check(2);
  deduplicate_.flush();
  deduplicate_.expire(at("2026-03-07T10:10:00Z"));
  EXPECT_EQ(check(2), Verdict::duplicate);
  state_.commit();
  deduplicate_.resume();
  time_ = at("2026-03-07T10:05:00Z");
  EXPECT_EQ(check(1), Verdict::fresh);
}

}  // namespace
}  // namespace vocmap
