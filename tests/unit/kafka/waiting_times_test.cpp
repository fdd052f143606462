#include "pipeline/kafka/waiting_times.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

using namespace std::chrono_literals;

constexpr TopicPartition kContacts{Topic::contacts, 0};

PartitionLag lag_of(std::int64_t records, std::int64_t processed_timestamp_ms) {
  return {Topic::contacts, 0, 100, records, processed_timestamp_ms};
}

PartitionEnds ends_of(std::int64_t end, std::int64_t stable_end) {
  return {"voc.contacts", 0, end, stable_end};
}

TEST(waiting_times, records_wait_since_the_one_before_them_was_written) {
  WaitingTimes times;
  EXPECT_EQ(times.unread(lag_of(0, 1'000), 1'000), 0ms);
  EXPECT_EQ(times.unread(lag_of(5, 21'000), 30'000), 9s);
  EXPECT_EQ(times.unread(lag_of(7, 22'500), 40'000), 17'500ms);
  EXPECT_EQ(times.unread(lag_of(0, 40'000), 41'000), 0ms);
}

TEST(waiting_times, record_after_a_silent_hour_has_not_waited_for_an_hour) {
  WaitingTimes times;
  EXPECT_EQ(times.unread(lag_of(0, 1'000), 3'600'000), 0ms);
  EXPECT_EQ(times.unread(lag_of(1, 1'000), 3'601'000), 1s);
}

TEST(waiting_times, before_the_first_record_the_wait_begins_with_the_assignment) {
  WaitingTimes times;
  EXPECT_EQ(times.unread(lag_of(5, -1), 10'000), 0ms);
  EXPECT_EQ(times.unread(lag_of(5, -1), 70'000), 60s);
  times.forget(kContacts);
  EXPECT_EQ(times.unread(lag_of(5, -1), 80'000), 0ms);
}

TEST(waiting_times, times_of_another_clock_never_make_a_negative_wait) {
  WaitingTimes times;
  EXPECT_EQ(times.unread(lag_of(5, 99'000), 10'000), 0ms);
  EXPECT_EQ(times.unstable(kContacts, ends_of(120, 100), 100, 10'000), 0ms);
  EXPECT_EQ(times.unstable(kContacts, ends_of(120, 100), 100, 5'000), 0ms);
}

TEST(waiting_times, transaction_that_stays_open_holds_reading_until_it_ends) {
  WaitingTimes times;
  EXPECT_EQ(times.unstable(kContacts, ends_of(120, 100), 100, 10'000), 0ms);
  EXPECT_EQ(times.unstable(kContacts, ends_of(140, 100), 100, 15'000), 5s);
  EXPECT_EQ(times.unstable(kContacts, ends_of(150, 100), 100, 20'000), 10s);
  EXPECT_EQ(times.unstable(kContacts, ends_of(150, 150), 100, 25'000), 0ms);
  EXPECT_EQ(times.unstable(kContacts, ends_of(160, 150), 150, 30'000), 0ms);
}

TEST(waiting_times, transactions_that_follow_each_other_hold_nothing) {
  WaitingTimes times;
  EXPECT_EQ(times.unstable(kContacts, ends_of(120, 100), 110, 10'000), 0ms);
  EXPECT_EQ(times.unstable(kContacts, ends_of(140, 120), 130, 15'000), 0ms);
}

TEST(waiting_times, reader_that_is_behind_is_not_held) {
  WaitingTimes times;
  EXPECT_EQ(times.unstable(kContacts, ends_of(120, 100), 40, 10'000), 0ms);
  EXPECT_EQ(times.unstable(kContacts, ends_of(120, 100), 90, 90'000), 0ms);
  EXPECT_EQ(times.unstable(kContacts, ends_of(120, 100), 100, 95'000), 0ms);
  EXPECT_EQ(times.unstable(kContacts, ends_of(120, 100), 100, 100'000), 5s);
  times.forget(kContacts);
  EXPECT_EQ(times.unstable(kContacts, ends_of(120, 100), 100, 105'000), 0ms);
}

}  // namespace
}  // namespace vocmap
