#include "operators/enrich/fold_contact.h"

#include <gtest/gtest.h>

#include "tests/support/domain.h"

namespace vocmap {
namespace {

class FoldContactTest : public testing::Test {
 protected:
  // Keys grow with each call, so records of one time and event keep the order of the calls.
  void add(Contact event, std::string language = {}) {
    insert_record(state_, {std::move(event), {0, ++key_}, {}, std::move(language)});
  }
  Contact record(ContactEvent event, std::string_view occurred_at) {
    return contact_of("c", event, occurred_at);
  }
  ContactView fold() { return fold_contact(state_); }

  ContactState state_;
  std::uint64_t key_ = 0;
};

TEST_F(FoldContactTest, opened_record_decides_opened_at_whenever_it_comes) {
  Contact message = record(ContactEvent::message, "2026-03-07T09:00:00Z");
  message.opened_at = at("2026-03-07T08:00:00Z");
  add(message);
  add(record(ContactEvent::opened, "2026-03-07T10:00:00Z"));
  EXPECT_EQ(fold().opened_at, at("2026-03-07T10:00:00Z"));
}

TEST_F(FoldContactTest, given_time_of_the_opened_record_beats_its_own_time) {
  Contact opened = record(ContactEvent::opened, "2026-03-07T10:00:00Z");
  opened.opened_at = at("2026-03-07T09:58:00Z");
  add(opened);
  EXPECT_EQ(fold().opened_at, at("2026-03-07T09:58:00Z"));
}

TEST_F(FoldContactTest, first_of_several_opened_records_counts) {
  add(record(ContactEvent::opened, "2026-03-07T11:00:00Z"));
  add(record(ContactEvent::opened, "2026-03-07T10:00:00Z"));
  EXPECT_EQ(fold().opened_at, at("2026-03-07T10:00:00Z"));
}

TEST_F(FoldContactTest, without_opened_the_smallest_given_time_counts) {
  Contact first = record(ContactEvent::message, "2026-03-07T10:00:00Z");
  first.opened_at = at("2026-03-07T09:30:00Z");
  Contact second = record(ContactEvent::closed, "2026-03-07T11:00:00Z");
  second.opened_at = at("2026-03-07T09:20:00Z");
  add(first);
  add(second);
  EXPECT_EQ(fold().opened_at, at("2026-03-07T09:20:00Z"));
}

TEST_F(FoldContactTest, without_any_given_time_the_smallest_occurrence_counts) {
  add(record(ContactEvent::closed, "2026-03-07T11:00:00Z"));
  add(record(ContactEvent::message, "2026-03-07T10:00:00Z"));
  EXPECT_EQ(fold().opened_at, at("2026-03-07T10:00:00Z"));
}

TEST_F(FoldContactTest, records_are_ordered_by_time_then_event_then_key) {
  const std::string_view time = "2026-03-07T10:00:00Z";
  add(record(ContactEvent::closed, time));
  add(record(ContactEvent::message, time));
  Contact twin = record(ContactEvent::message, time);
  twin.line = "app";
  insert_record(state_, {twin, {0, 0}, {}, {}});  // a smaller key than its twin's
  ASSERT_EQ(state_.records.size(), 3u);
  EXPECT_EQ(state_.records[0].event.line, "app");
  EXPECT_EQ(state_.records[1].event.event, ContactEvent::message);
  EXPECT_EQ(state_.records[2].event.event, ContactEvent::closed);
}

TEST_F(FoldContactTest, line_and_channel_are_the_first_and_scalars_the_last_given) {
  Contact first = record(ContactEvent::opened, "2026-03-07T10:00:00Z");
  first.agent_id = "a1";
  first.team_id = "t1";
  first.handler = Handler::bot;
  first.region = "north";
  Contact second = record(ContactEvent::closed, "2026-03-07T11:00:00Z");
  second.line = "app";
  second.channel = Channel::call;
  second.agent_id = "a2";
  second.handler = Handler::human;
  add(second);
  add(first);
  const ContactView view = fold();
  EXPECT_EQ(view.line, "shop");
  EXPECT_EQ(view.channel, Channel::chat);
  EXPECT_EQ(view.agent_id, "a2");
  EXPECT_EQ(view.handler, Handler::human);
  EXPECT_EQ(view.team_id, "t1") << "a missing value does not erase";
  EXPECT_EQ(view.region, "north");
}

TEST_F(FoldContactTest, repeated_turn_counts_as_its_first_record_has_it) {
  Contact second = record(ContactEvent::message, "2026-03-07T10:05:00Z");
  second.turns = {turn_of(1, "again"), turn_of(2, "two")};
  Contact first = record(ContactEvent::message, "2026-03-07T10:00:00Z");
  first.turns = {turn_of(1, "one"), turn_of(3, "hello", TurnRole::agent)};
  add(second);
  add(first);
  const ContactView view = fold();
  EXPECT_EQ(view.turns, 3u);
  EXPECT_EQ(view.text, "one\ntwo");
}

TEST_F(FoldContactTest, records_up_to_24_hours_after_the_opening_count) {
  add(record(ContactEvent::opened, "2026-03-07T10:00:00Z"));
  Contact last = record(ContactEvent::closed, "2026-03-08T10:00:00Z");
  last.agent_id = "in-time";
  add(last);
  Contact later = record(ContactEvent::rated, "2026-03-08T10:00:00.001Z");
  later.agent_id = "too-late";
  later.direction = Direction::outbound;
  add(later);
  const ContactView view = fold();
  EXPECT_TRUE(view.in_time);
  EXPECT_EQ(view.agent_id, "in-time");
  EXPECT_EQ(view.direction, Direction::inbound);
  EXPECT_EQ(view.last_event, ContactEvent::rated) << "its life goes on";
}

TEST_F(FoldContactTest, contact_without_a_record_in_24_hours_is_not_in_time) {
  Contact closed = record(ContactEvent::closed, "2026-03-08T10:00:00.001Z");
  closed.opened_at = at("2026-03-07T10:00:00Z");
  add(closed);
  EXPECT_FALSE(fold().in_time);
  EXPECT_EQ(fold().line, "shop");
}

TEST_F(FoldContactTest, missing_direction_is_inbound_and_a_given_one_is_kept) {
  add(record(ContactEvent::opened, "2026-03-07T10:00:00Z"));
  EXPECT_EQ(fold().direction, Direction::inbound);
  Contact outbound = record(ContactEvent::message, "2026-03-07T10:01:00Z");
  outbound.direction = Direction::outbound;
  add(outbound);
  add(record(ContactEvent::closed, "2026-03-07T10:02:00Z"));
  EXPECT_EQ(fold().direction, Direction::outbound);
}

TEST_F(FoldContactTest, given_language_beats_the_detected_one) {
  add(record(ContactEvent::opened, "2026-03-07T10:00:00Z"), "en");
  EXPECT_EQ(fold().language, "en");
  Contact given = record(ContactEvent::message, "2026-03-07T10:01:00Z");
  given.lang = "zh-TW";
  add(given, "en");
  EXPECT_EQ(fold().language, "zh-Hant");
}

}  // namespace
}  // namespace vocmap
