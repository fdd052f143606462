#include "operators/enrich/customer_state.h"

#include <gtest/gtest.h>

#include "tests/support/domain.h"

namespace vocmap {
namespace {

class MatchOrderTest : public testing::Test {
 protected:
  MatchOrderTest() {
    view_.line = "shop";
    view_.opened_at = at("2026-03-31T10:00:00Z");
  }
  void add(const Order& order) { add_order(customer_, order, {0, ++key_}); }
  void place(std::string id, std::string_view occurred_at) {
    add(order_of(std::move(id), OrderEvent::placed, occurred_at));
  }
  std::string inferred() {
    const auto match = match_order(customer_, view_);
    return match && match->inferred ? match->order_id : "nothing";
  }

  CustomerState customer_;
  ContactView view_;
  std::uint64_t key_ = 0;
};

TEST_F(MatchOrderTest, the_last_order_before_the_opening_is_inferred) {
  place("first", "2026-03-30T10:00:00Z");
  place("at-the-opening", "2026-03-31T10:00:00Z");
  place("after", "2026-03-31T10:00:00.001Z");
  EXPECT_EQ(inferred(), "at-the-opening");
}

TEST_F(MatchOrderTest, an_order_is_inferred_for_30_days) {
  place("thirty", "2026-03-01T10:00:00Z");
  EXPECT_EQ(inferred(), "thirty");
  view_.opened_at = at("2026-03-31T10:00:00.001Z");
  EXPECT_EQ(inferred(), "nothing");
}

TEST_F(MatchOrderTest, ties_go_to_the_greatest_order_id) {
  place("b", "2026-03-30T10:00:00Z");
  place("c", "2026-03-30T10:00:00Z");
  place("a", "2026-03-30T10:00:00Z");
  EXPECT_EQ(inferred(), "c");
}

TEST_F(MatchOrderTest, only_an_order_cancelled_before_the_opening_is_passed_over) {
  place("old", "2026-03-29T10:00:00Z");
  place("new", "2026-03-30T10:00:00Z");
  add(order_of("new", OrderEvent::cancelled, "2026-03-31T10:00:00Z"));
  EXPECT_EQ(inferred(), "new") << "cancelled at the opening is not before it";
  add(order_of("new", OrderEvent::cancelled, "2026-03-31T09:59:59.999Z"));
  EXPECT_EQ(inferred(), "old");
}

TEST_F(MatchOrderTest, orders_of_another_line_or_never_placed_are_not_inferred) {
  add(order_of("paid-only", OrderEvent::paid, "2026-03-30T10:00:00Z"));
  Order elsewhere = order_of("elsewhere", OrderEvent::placed, "2026-03-30T10:00:00Z");
  elsewhere.line = "app";
  add(elsewhere);
  EXPECT_EQ(inferred(), "nothing");
}

TEST_F(MatchOrderTest, nothing_is_inferred_for_other_parties) {
  place("o", "2026-03-30T10:00:00Z");
  view_.party_type = PartyType::courier;
  EXPECT_FALSE(match_order(customer_, view_).has_value());
}

TEST_F(MatchOrderTest, given_order_is_a_key_even_when_unknown_and_for_every_party) {
  place("o", "2026-01-01T10:00:00Z");
  view_.party_type = PartyType::merchant;
  view_.order_id = "o";
  const auto known = match_order(customer_, view_);
  ASSERT_TRUE(known && known->order);
  EXPECT_FALSE(known->inferred);
  view_.order_id = "unheard-of";
  const auto unknown = match_order(customer_, view_);
  ASSERT_TRUE(unknown);
  EXPECT_EQ(unknown->order_id, "unheard-of");
  EXPECT_EQ(unknown->order, nullptr);
}

TEST_F(MatchOrderTest, attributes_are_the_latest_in_event_time_whatever_the_arrival) {
  Order shipped = order_of("o", OrderEvent::shipped, "2026-03-30T12:00:00Z");
  shipped.region = "east";
  Order placed = order_of("o", OrderEvent::placed, "2026-03-30T10:00:00Z");
  placed.region = "west";
  placed.product_id = "p";
  add(shipped);
  add(placed);
  EXPECT_EQ(customer_.orders.front().region->text, "east");
  EXPECT_EQ(customer_.orders.front().product_id->text, "p");
}

Customer version(std::string_view updated_at, std::string tier) {
  Customer customer;
  customer.customer_id = "u";
  customer.updated_at = at(updated_at);
  customer.tier = std::move(tier);
  return customer;
}

TEST(ReferenceTest, the_newest_version_at_the_time_counts) {
  CustomerState customer;
  add_reference(customer, version("2026-03-03T00:00:00Z", "three"));
  add_reference(customer, version("2026-03-01T00:00:00Z", "one"));
  EXPECT_EQ(reference_at(customer, at("2026-03-03T00:00:00Z"))->tier, "three");
  EXPECT_EQ(reference_at(customer, at("2026-03-02T23:59:59.999Z"))->tier, "one");
}

TEST(ReferenceTest, before_all_versions_the_earliest_counts_for_thirty_days) {
  CustomerState customer;
  EXPECT_EQ(reference_at(customer, at("2026-02-01T00:00:00Z")), nullptr);
  add_reference(customer, version("2026-03-05T00:00:00Z", "five"));
  add_reference(customer, version("2026-03-03T00:00:00Z", "three"));
  EXPECT_EQ(reference_at(customer, at("2026-02-01T00:00:00Z"))->tier, "three");
  EXPECT_EQ(reference_at(customer, at("2026-01-31T23:59:59.999Z")), nullptr);
}

TEST(ReferenceTest, the_eight_newest_versions_are_kept_in_any_arrival_order) {
  CustomerState customer;
  for (const int day : {5, 1, 9, 3, 7, 2, 8, 4, 6}) {
    add_reference(customer, version("2026-03-0" + std::to_string(day) + "T00:00:00Z", "t"));
  }
  ASSERT_EQ(customer.references.size(), 8u);
  EXPECT_EQ(customer.references.front().updated_at, at("2026-03-02T00:00:00Z"));
  EXPECT_EQ(customer.references.back().updated_at, at("2026-03-09T00:00:00Z"));
}

TEST(ReferenceTest, two_versions_of_one_instant_agree_in_any_arrival_order) {
  CustomerState one, other;
  const Customer a = version("2026-03-01T00:00:00Z", "a");
  const Customer b = version("2026-03-01T00:00:00Z", "b");
  for (const Customer& v : {a, b}) add_reference(one, v);
  for (const Customer& v : {b, a}) add_reference(other, v);
  EXPECT_EQ(one.references.front().tier, other.references.front().tier);
  EXPECT_EQ(one.references.size(), 1u);
}

}  // namespace
}  // namespace vocmap
