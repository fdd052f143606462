#include "pipeline/cli/dlq/dead_letter_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/cli/dlq/letter_lines.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t kSecond = 1000;

std::string letter_json(const std::string& topic, std::int64_t source_offset,
                        const std::string& more = "",
                        const std::string& timestamp = "2026-03-07T22:10:00Z") {
  return R"({"input":")" + topic + R"(","reason":"not_json","sentence":"s","detail":"d",)" +
         R"("source":{"topic":")" + topic + R"(","partition":2,"offset":)" +
         std::to_string(source_offset) + R"(},"timestamp":")" + timestamp +
         R"(","key":"","length":9,"hash":"","truncated":false,"payload":"{\u001b[31m支付\u009b")" +
         more + "}";
}

class DeadLetterLogTest : public testing::Test {
 protected:
  void letter(std::int64_t offset, const std::string& json, std::int32_t partition = 0) {
    log_.add({.topic = Topic::dead_letters,
              .partition = partition,
              .offset = offset,
              .timestamp_ms = offset * kSecond,
              .value = json});
  }
  void mark(std::int32_t partition, std::string_view key) {
    log_.add({.topic = Topic::dead_letters, .partition = partition, .key = key, .tombstone = true});
  }
  LetterState state(std::size_t index) const { return status(index).state; }
  LetterStatus status(std::size_t index) const {
    return log_.status(*log_.select({}).at(index), begins_);
  }

  DeadLetterLog log_;
  DeadLetterLog::Begins begins_{{{Topic::contacts, 2}, 10}, {{Topic::customers, 2}, 0}};
};

TEST_F(DeadLetterLogTest, a_letter_is_open_until_its_mark_stands_in_its_partition) {
  letter(5, letter_json("voc.contacts", 11), 1);
  mark(0, "5");
  mark(1, "4");
  EXPECT_EQ(state(0), LetterState::open);
  mark(1, "5");
  EXPECT_EQ(state(0), LetterState::replayed);
  EXPECT_EQ(log_.foreign(), 0U);
}

TEST_F(DeadLetterLogTest, a_record_that_two_applications_refused_is_replayed_once) {
  letter(5, letter_json("voc.contacts", 11));
  letter(6, letter_json("voc.contacts", 11));
  letter(7, letter_json("voc.contacts", 11, "", "2026-03-07T22:10:01Z"));  // topic created anew
  mark(0, "5");
  EXPECT_EQ(state(0), LetterState::replayed);
  EXPECT_EQ(state(1), LetterState::replayed);
  EXPECT_EQ(state(2), LetterState::open);
}

TEST_F(DeadLetterLogTest, an_original_that_retention_took_is_not_replayable) {
  letter(5, letter_json("voc.contacts", 9));
  letter(6, letter_json("voc.contacts", 10));
  letter(7, letter_json("voc.orders", 10));  // that partition does not exist any more
  EXPECT_EQ(state(0), LetterState::lost);
  EXPECT_EQ(state(1), LetterState::open);
  EXPECT_EQ(state(2), LetterState::lost);
}

TEST_F(DeadLetterLogTest, an_old_record_is_never_written_to_a_compacted_input) {
  letter(5, letter_json("voc.customers", 10));
  EXPECT_EQ(state(0), LetterState::lost);
  EXPECT_THAT(status(0).why, HasSubstr("compacted"));
}

TEST_F(DeadLetterLogTest, a_replay_that_was_refused_again_tells_its_attempt) {
  letter(5, letter_json("voc.contacts", 11,
                        R"(,"replay":{"attempt":2,"dead_letter":{"partition":1,"offset":3}})"));
  EXPECT_EQ(state(0), LetterState::refused_again);
  const DeadLetter& again = *log_.select({}).front();
  EXPECT_EQ(again.replay, (ReplayMark{2, 1, 3}));
  EXPECT_THAT(row_of(again, status(0)), HasSubstr("refused again 2"));
}

TEST_F(DeadLetterLogTest, filters_select_by_reason_input_and_time_of_writing) {
  letter(7, letter_json("voc.contacts", 13));
  letter(5, letter_json("voc.contacts", 11));
  letter(6, letter_json("voc.orders", 12));
  const auto offsets = [&](const DeadLetterFilter& filter) {
    std::vector<std::int64_t> found;
    for (const DeadLetter* one : log_.select(filter)) found.push_back(one->offset);
    return found;
  };
  EXPECT_THAT(offsets({}), ElementsAre(5, 6, 7));
  EXPECT_THAT(offsets({.reason = Reason::too_large, .topic = {}, .since = {}}), ElementsAre());
  EXPECT_THAT(offsets({.reason = Reason::not_json, .topic = Topic::contacts, .since = {}}),
              ElementsAre(5, 7));
  EXPECT_THAT(offsets({.reason = {}, .topic = {}, .since = EventTime{6 * kSecond}}),
              ElementsAre(6, 7));
}

TEST_F(DeadLetterLogTest, what_is_no_letter_is_counted_and_never_dropped_silently) {
  letter(5, "not JSON");
  letter(6, R"({"reason":"not_json"})");
  letter(7, letter_json("voc.dead-letters", 11));  // no input topic
  mark(0, "five");
  mark(0, "-5");
  EXPECT_EQ(log_.foreign(), 5U);
  EXPECT_TRUE(log_.select({}).empty());
}

TEST_F(DeadLetterLogTest, an_excerpt_holds_nothing_that_a_terminal_obeys) {
  letter(5, letter_json("voc.contacts", 11));
  const std::string row = row_of(*log_.select({}).front(), status(0));
  EXPECT_THAT(row, HasSubstr("{ [31m支付 "));
  EXPECT_THAT(row, Not(HasSubstr("\x1b")));
  EXPECT_THAT(row, Not(HasSubstr("\xc2\x9b")));
}

TEST_F(DeadLetterLogTest, the_summary_counts_by_reason_and_state) {
  letter(5, letter_json("voc.contacts", 11));
  letter(6, letter_json("voc.contacts", 12));
  mark(0, "6");
  LetterCounts counts;
  for (const DeadLetter* one : log_.select({})) counts.add(*one, log_.status(*one, begins_).state);
  EXPECT_EQ(counts.text(), "2 dead letters: 2 not_json (1 open, 1 replayed)");
}

}  // namespace
}  // namespace vocmap
