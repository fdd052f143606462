#include "operators/journey.h"

#include <gmock/gmock.h>

#include "pipeline/core/frame.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class JourneyTest : public testing::Test {
 protected:
  void take(const std::string& customer, InputEvent event, Topic topic = Topic::contacts) {
    JourneyRecord record;
    record.topic = topic;
    record.key = {++key_, key_};
    record.event = std::move(event);
    journey_.on_record(customer, encode(record), out_);
  }
  void take_again(const std::string& customer, InputEvent event, std::uint64_t payload = 0) {
    JourneyRecord record;
    record.key = {key_, key_};
    record.payload_hash = payload;
    record.event = std::move(event);
    journey_.on_record(customer, encode(record), out_);
  }
  void advance(std::string_view watermark) {
    journey_.flush(out_);
    journey_.on_watermark(at(watermark), out_);
  }
  // Flushes and sorts what was sent by topic.
  void flush() {
    journey_.flush(out_);
    late_.clear();
    enriched_.clear();
    deltas_.clear();
    for (const OutboundRecord& record : out_.take()) {
      if (record.topic == Topic::late) late_.push_back(*record.value);
      if (record.topic == Topic::contacts_enriched) enriched_[record.key] = *record.value;
      if (record.topic == Topic::map_in) {
        deltas_.push_back(*decode<LineDelta>(parse_frame(*record.value)->body));
      }
    }
  }
  ReceivedLedger ledger() {
    ReceivedLedger found;
    journey_.report([&](Topic topic, std::int32_t, const ReceivedLedger& l) {
      if (topic == Topic::contacts) found = l;
    });
    return found;
  }
  static Contact closed(std::string id, std::string_view time) {
    return contact_of(std::move(id), ContactEvent::closed, time);
  }

  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  TemporaryState state_;
  Journey journey_{taxonomies_, {}, *state_};
  Outbox out_;
  std::uint64_t key_ = 0;
  std::vector<std::string> late_;
  std::map<std::string, std::string> enriched_;
  std::vector<LineDelta> deltas_;
};

TEST_F(JourneyTest, a_record_is_late_when_its_time_plus_lateness_reaches_the_watermark) {
  advance("2026-03-08T10:00:00Z");
  take("u", closed("late", "2026-03-07T10:00:00Z"));
  take("u", closed("in-time", "2026-03-07T10:00:00.001Z"));
  flush();
  ASSERT_THAT(late_, SizeIs(1));
  EXPECT_THAT(late_[0], HasSubstr(R"("reason":"late")"));
  EXPECT_THAT(late_[0], HasSubstr(R"("contact_id":"late")"));
  EXPECT_EQ(ledger(), (ReceivedLedger{.received = 2, .counted = 1, .late = 1}));
}

TEST_F(JourneyTest, lateness_is_tested_before_duplicates) {
  take("u", closed("c", "2026-03-07T10:00:00Z"));
  take_again("u", closed("c", "2026-03-07T10:00:00Z"));
  take_again("u", closed("c", "2026-03-07T10:00:00Z"), 5);
  advance("2026-03-08T10:00:00Z");
  take_again("u", closed("c", "2026-03-07T10:00:00Z"));
  EXPECT_EQ(
      ledger(),
      (ReceivedLedger{.received = 4, .counted = 1, .duplicate = 1, .conflicting = 1, .late = 1}));
  EXPECT_TRUE(ledger().balanced());
}

TEST_F(JourneyTest, reference_data_is_never_late_and_is_joined_to_old_contacts) {
  take("u", closed("c", "2026-03-07T10:00:00Z"));
  advance("2026-03-10T00:00:00Z");
  flush();
  Customer customer;
  customer.customer_id = "u";
  customer.updated_at = at("2026-01-01T00:00:00Z");
  customer.tier = "gold";
  take("u", customer, Topic::customers);
  flush();
  EXPECT_THAT(late_, IsEmpty());
  EXPECT_THAT(enriched_.at("u|c"), HasSubstr(R"("tier":"gold")"));
}

TEST_F(JourneyTest, an_opened_record_moves_the_contact_with_one_retraction) {
  take("u", contact_of("c", ContactEvent::message, "2026-03-07T11:00:00Z"));
  flush();
  take("u", contact_of("c", ContactEvent::opened, "2026-03-07T10:50:00Z"));
  flush();
  ASSERT_THAT(deltas_, SizeIs(1));
  ASSERT_THAT(deltas_[0].contacts, SizeIs(2));
  EXPECT_EQ(deltas_[0].contacts[0].start, at("2026-03-07T10:50:00Z"));
  EXPECT_THAT(deltas_[0].contacts[0].added, ElementsAre("c"));
  EXPECT_EQ(deltas_[0].contacts[1].start, at("2026-03-07T11:00:00Z"));
  EXPECT_THAT(deltas_[0].contacts[1].removed, ElementsAre("c"));
}

TEST_F(JourneyTest, a_record_that_changes_nothing_counted_sends_no_delta) {
  take("u", contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z"));
  flush();
  take("u", contact_of("c", ContactEvent::message, "2026-03-07T10:10:00Z"));
  flush();
  EXPECT_THAT(deltas_, IsEmpty());
  EXPECT_THAT(enriched_, SizeIs(1));
}

TEST_F(JourneyTest, outbound_contacts_are_enriched_but_not_counted) {
  Contact outbound = closed("c", "2026-03-07T10:00:00Z");
  outbound.direction = Direction::outbound;
  take("u", outbound);
  flush();
  EXPECT_THAT(deltas_, IsEmpty());
  EXPECT_THAT(enriched_.at("u|c"), HasSubstr(R"("counted":false)"));
}

TEST_F(JourneyTest, contact_opened_too_old_goes_to_late_once_nothing_can_save_it) {
  Contact contact = closed("c", "2026-03-08T10:00:00.001Z");
  contact.opened_at = at("2026-03-07T10:00:00Z");
  take("u", contact);
  advance("2026-03-09T10:00:00Z");
  flush();
  EXPECT_THAT(late_, IsEmpty()) << "a record at 24 h would be late only now";
  advance("2026-03-09T10:00:00.001Z");
  flush();
  ASSERT_THAT(late_, SizeIs(1));
  EXPECT_THAT(late_[0], HasSubstr(R"("reason":"opened_too_old")"));
  EXPECT_THAT(deltas_, IsEmpty());
}

TEST_F(JourneyTest, an_earlier_record_saves_a_contact_from_being_too_old) {
  Contact contact = closed("c", "2026-03-08T10:00:00.001Z");
  contact.opened_at = at("2026-03-07T10:00:00Z");
  take("u", contact);
  take("u", contact_of("c", ContactEvent::message, "2026-03-08T10:00:00Z"));
  advance("2026-03-12T10:00:00Z");
  flush();
  EXPECT_THAT(late_, IsEmpty());
}

TEST_F(JourneyTest, only_the_events_that_the_exposure_kind_counts_are_exposure) {
  for (const OrderEvent event : {OrderEvent::placed, OrderEvent::paid, OrderEvent::visit}) {
    Order order = order_of("o", event, "2026-03-07T10:00:00Z");
    order.exposure_count = 10;
    take("o", order, Topic::orders);
  }
  Order elsewhere = order_of("o", OrderEvent::placed, "2026-03-07T10:00:00Z");
  elsewhere.line = "garage";
  take("o", elsewhere, Topic::orders);
  flush();
  ASSERT_THAT(deltas_, SizeIs(1));
  ASSERT_THAT(deltas_[0].exposures, SizeIs(1));
  EXPECT_EQ(deltas_[0].exposures[0].count, 10);
}

TEST_F(JourneyTest, late_order_changes_the_inferred_order) {
  take("u", closed("c", "2026-03-07T10:00:00Z"));
  flush();
  EXPECT_THAT(enriched_.at("u|c"), HasSubstr(R"("order":null)"));
  Order order = order_of("o", OrderEvent::placed, "2026-03-07T09:00:00Z");
  order.customer_id = "u";
  take("u", order, Topic::orders);
  flush();
  EXPECT_THAT(enriched_.at("u|c"), HasSubstr(R"("order_id":"o","inferred":true)"));
}

TEST_F(JourneyTest, one_contact_id_of_two_customers_counts_once_for_each) {
  take("u1", closed("c", "2026-03-07T10:00:00Z"));
  take("u2", closed("c", "2026-03-07T10:00:00Z"));
  flush();
  EXPECT_THAT(deltas_.at(0).contacts.at(0).added, ElementsAre("c", "c"));
  EXPECT_THAT(enriched_, SizeIs(2));
}

TEST_F(JourneyTest, rollback_forgets_records_and_keys) {
  take("u", closed("c", "2026-03-07T10:00:00Z"));
  (*state_).rolled_back();
  journey_.resume(EventTime::min());
  out_.clear();
  take_again("u", closed("c", "2026-03-07T10:00:00Z"));
  flush();
  EXPECT_EQ(ledger(), (ReceivedLedger{.received = 1, .counted = 1}));
  EXPECT_THAT(deltas_.at(0).contacts.at(0).added, ElementsAre("c"));
}

TEST_F(JourneyTest, a_final_cell_is_never_revised) {
  take("u", contact_of("c", ContactEvent::opened, "2026-03-07T10:00:00Z"));
  advance("2026-03-09T10:05:00Z");
  flush();
  Contact opened = contact_of("c", ContactEvent::opened, "2026-03-08T10:30:00Z");
  opened.opened_at = at("2026-03-07T09:00:00Z");
  take("u", opened);
  flush();
  ASSERT_THAT(deltas_, SizeIs(1));
  EXPECT_THAT(deltas_[0].contacts, IsEmpty());
  for (const Measurement& told : deltas_[0].measurements) EXPECT_NE(told.horizon, Horizon::day);
  EXPECT_THAT(enriched_, SizeIs(1));
}

}  // namespace
}  // namespace vocmap
