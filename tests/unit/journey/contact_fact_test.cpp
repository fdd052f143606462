#include "operators/journey/contact_fact.h"

#include <gmock/gmock.h>

#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ContactFactTest : public testing::Test {
 protected:
  Contact& add(ContactEvent event, std::string_view time) {
    ContactRecord record;
    record.event = contact_of("c", event, time);
    record.key = {++key_, key_};
    state_.records.push_back(std::move(record));
    return state_.records.back().event;
  }
  TextEvidence& add_text(std::string_view time, std::int32_t sentiment) {
    TextEvidence text;
    text.at = at(time);
    text.turn_seq = static_cast<std::int64_t>(++turns_);
    text.sentiment = sentiment;
    state_.records.back().event.turns.push_back(turn_of(*text.turn_seq, "words"));
    state_.records.back().evidence.push_back(std::move(text));
    return state_.records.back().evidence.back();
  }
  ContactFact fact() {
    const ContactView view = fold_contact(state_);
    Decision decision;
    decision.taxonomy = &taxonomies_.latest();
    decision.line = decision.taxonomy->line("shop");
    decision.scenario = decision.taxonomy->scenario_index("shop.pay.twice");
    return make_contact_fact("c", "u", state_, view, decision, customer_);
  }

  const TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  CustomerState customer_;
  ContactState state_;
  std::uint64_t key_ = 0, turns_ = 0;
};

TEST_F(ContactFactTest, a_bot_is_known_by_handler_turns_or_role) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z");
  EXPECT_FALSE(fact().bot);
  state_.records[0].event.bot_turns = 0;
  EXPECT_FALSE(fact().bot);
  state_.records[0].event.bot_turns = 2;
  EXPECT_TRUE(fact().bot);
  EXPECT_EQ(fact().bot_turns, 2);
  state_.records[0].event.bot_turns.reset();
  state_.records[0].event.turns = {turn_of(1, "hi", TurnRole::bot), turn_of(2, "hello"),
                                   turn_of(1, "hi again", TurnRole::bot)};
  EXPECT_TRUE(fact().bot);
  EXPECT_EQ(fact().bot_turns, 1);
  EXPECT_EQ(fact().customer_turns, 1);
}

TEST_F(ContactFactTest, a_person_who_took_over_from_a_bot_is_a_hand_off) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z").handler = Handler::bot;
  EXPECT_FALSE(fact().handed_off);
  add(ContactEvent::message, "2026-03-07T10:01:00Z").handler = Handler::human;
  EXPECT_TRUE(fact().handed_off);
  state_.records[0].event.handler = Handler::human;
  EXPECT_FALSE(fact().handed_off) << "without a bot there is nothing to hand off";
}

TEST_F(ContactFactTest, members_of_handoff_and_handle_come_from_the_last_record_that_has_them) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z").handoff.emplace().requested_at =
      at("2026-03-07T10:01:00Z");
  state_.records[0].event.handle = HandleTime{1.0005, 2, std::nullopt, 2};
  add(ContactEvent::message, "2026-03-07T10:05:00Z").handoff.emplace().connected_at =
      at("2026-03-07T10:03:00Z");
  state_.records[1].event.handle.emplace().hold_s = 3;
  EXPECT_EQ(fact().handoff_requested_at, at("2026-03-07T10:01:00Z"));
  EXPECT_EQ(fact().handoff_connected_at, at("2026-03-07T10:03:00Z"));
  EXPECT_EQ(fact().handle_ms, 4001);
  EXPECT_EQ(fact().concurrency, 2000);
}

TEST_F(ContactFactTest, metrics_of_a_day_read_24_hours_and_outcomes_more) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z");
  add(ContactEvent::reopened, "2026-03-08T10:00:00Z").complaint = true;
  EXPECT_TRUE(fact().complaint);
  EXPECT_EQ(fact().reopens, 1);
  add(ContactEvent::transferred, "2026-03-08T10:00:00.001Z").regulator = true;
  state_.records[2].event.escalated = true;
  EXPECT_FALSE(fact().regulator);
  EXPECT_FALSE(fact().escalated);
  EXPECT_EQ(fact().transfers, 0);
  EXPECT_THAT(fact().verdicts, ElementsAre(Verdict{at("2026-03-08T10:00:00Z"), false},
                                           Verdict{at("2026-03-08T10:00:00.001Z"), false}));
  EXPECT_THAT(fact().escalations, ElementsAre(at("2026-03-08T10:00:00.001Z")));
}

TEST_F(ContactFactTest, a_promise_and_the_last_event_are_of_the_first_7_days) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z");
  add(ContactEvent::message, "2026-03-14T10:00:00Z").promised_by = at("2026-03-14T12:00:00Z");
  add(ContactEvent::resolved, "2026-03-14T10:00:00.001Z").promised_by = at("2026-03-20T12:00:00Z");
  EXPECT_EQ(fact().promised_by, at("2026-03-14T12:00:00Z"));
  EXPECT_EQ(fact().last_event_at, at("2026-03-14T10:00:00Z"));
  EXPECT_EQ(fact().settled_at, at("2026-03-14T10:00:00.001Z"));
}

TEST_F(ContactFactTest, the_place_of_the_scenario_is_that_in_the_last_offers) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z");
  EXPECT_EQ(fact().offered_place, std::nullopt);
  state_.records[0].event.offered_scenarios = {"shop.pay.twice"};
  add(ContactEvent::message, "2026-03-07T10:01:00Z").offered_scenarios = {"a", "shop.pay.twice"};
  add(ContactEvent::closed, "2026-03-07T10:02:00Z");
  EXPECT_EQ(fact().offered_place, 1);
  state_.records[1].event.offered_scenarios = {"a"};
  EXPECT_EQ(fact().offered_place, -1);
}

TEST_F(ContactFactTest, sentiment_is_read_in_the_order_of_time) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z");
  EXPECT_EQ(fact().sentiment_mean, std::nullopt);
  add_text("2026-03-07T10:03:00Z", -301).praise = true;
  add_text("2026-03-07T10:01:00Z", 500);
  add_text("2026-03-08T10:00:00.001Z", -900);
  const ContactFact read = fact();
  EXPECT_EQ(read.sentiment_worst, -301);
  EXPECT_EQ(read.sentiment_best, 500);
  EXPECT_EQ(read.sentiment_last, -301);
  EXPECT_EQ(read.sentiment_mean, 99) << "199 / 2, truncated";
  EXPECT_TRUE(read.praise);
}

TEST_F(ContactFactTest, breakdowns_by_order_know_what_it_said_first_within_24_hours) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z").order_id = "o";
  Order order = order_of("o", OrderEvent::shipped, "2026-03-08T10:00:00.001Z");
  order.region = "EU";
  add_order(customer_, order, {1, 1});
  EXPECT_EQ(fact().cell.of(Breakdown::region), "");
  order.occurred_at = at("2026-03-08T10:00:00Z");
  order.region = "CN";
  add_order(customer_, order, {2, 2});
  EXPECT_EQ(fact().cell.of(Breakdown::region), "CN");
}

TEST_F(ContactFactTest, goodwill_without_a_currency_has_the_code_for_none) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z").goodwill.emplace().amount_minor = 5;
  EXPECT_EQ(fact().goodwill_currency, kNoCurrency);
  EXPECT_EQ(fact().cell.of(Breakdown::currency), kNoCurrency);
  EXPECT_EQ(fact().goodwill_minor, 5);
}

TEST_F(ContactFactTest, a_step_ends_where_another_actor_begins) {
  add(ContactEvent::opened, "2026-03-07T10:00:00Z").handler = Handler::bot;
  add(ContactEvent::message, "2026-03-07T10:01:00Z");
  add(ContactEvent::handed_off, "2026-03-07T10:02:00Z");
  add(ContactEvent::message, "2026-03-07T10:03:00Z").agent_id = "a1";
  add(ContactEvent::message, "2026-03-07T10:04:00Z").agent_id = "a2";
  add(ContactEvent::transferred, "2026-03-07T10:05:00Z").team_id = "back";
  add(ContactEvent::closed, "2026-03-07T10:06:00Z");
  std::vector<std::string> found;
  for (const ContactStep& step : steps_of(state_)) {
    found.push_back(std::string{name_of(*step.handler)} + ' ' + step.agent_id + ' ' + step.team_id +
                    ' ' + format_rfc3339(step.at).substr(14, 2) + '-' +
                    format_rfc3339(step.until).substr(14, 2));
  }
  EXPECT_THAT(
      found, ElementsAre("bot   00-01", "human a1  02-03", "human a2  04-04", "human  back 05-06"));
}

}  // namespace
}  // namespace vocmap
