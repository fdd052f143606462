#include "pipeline/cli/inspect/store_layout.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "operators/enrich/customer_state.h"
#include "operators/journey.h"
#include "operators/map.h"
#include "operators/rank.h"
#include "pipeline/runtime/watermarks.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

const StoreLayout& store(std::string_view stage, std::string_view name) {
  for (const StoreLayout& one : stores_of(stage)) {
    if (one.name == name) return one;
  }
  throw std::invalid_argument("no such store");
}

// What the next store of a task would get as its first byte.
class Next : public StoreBase {
 public:
  void collect(std::vector<Change>&) override {}
  void committed() override {}
  void rolled_back() override {}
};

class StoreLayoutTest : public testing::Test {
 protected:
  std::size_t attached() {
    Next next;
    return static_cast<std::size_t>((*state_).attach(next)) - 1;
  }

  const TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  TemporaryState state_;
};

TEST_F(StoreLayoutTest, journey_has_as_many_stores_as_its_layout) {
  const Watermarks watermarks{*state_};
  const Journey journey{taxonomies_, {}, *state_};
  EXPECT_EQ(attached(), stores_of("journey").size());
}

TEST_F(StoreLayoutTest, map_has_as_many_stores_as_its_layout) {
  const Watermarks watermarks{*state_};
  const Map map{taxonomies_, {}, {}, *state_};
  EXPECT_EQ(attached(), stores_of("map").size());
}

TEST_F(StoreLayoutTest, rank_has_as_many_stores_as_its_layout) {
  const Watermarks watermarks{*state_};
  const Rank rank{taxonomies_, *state_};
  EXPECT_EQ(attached(), stores_of("rank").size());
}

TEST(StoreLayout, other_stages_have_no_stores) {
  EXPECT_THAT(stores_of("intake"), IsEmpty());
}

TEST(StoreLayout, a_key_reads_as_an_object_and_as_text) {
  const auto key = store("map", "windows")
                       .key(ordered_key::key_bytes(std::string{"a\0b", 3}, WindowSize::hour,
                                                   at("2026-03-07T22:00:00Z")));
  ASSERT_TRUE(key);
  EXPECT_EQ(key->json, R"({"line":"a\u0000b","size":"1h","start":"2026-03-07T22:00:00Z"})");
  EXPECT_EQ(key->text, std::string("a\0b|1h|2026-03-07T22:00:00Z", 27));
}

TEST(StoreLayout, a_damaged_key_is_no_key) {
  const StoreLayout& windows = store("map", "windows");
  const std::string whole =
      ordered_key::key_bytes(std::string{"shop"}, WindowSize::hour, at("2026-03-07T22:00:00Z"));
  ASSERT_TRUE(windows.key(whole));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(windows.key(whole.substr(0, size))) << size;
  }
  EXPECT_FALSE(windows.key(whole + '\0'));
  EXPECT_FALSE(
      windows.key(ordered_key::key_bytes(std::string{"shop"}, WindowSize{9}, EventTime{})));
  EXPECT_FALSE(windows.key(std::string{"shop\0\2", 6} + whole.substr(6)));
}

TEST(StoreLayout, a_value_reads_with_the_names_of_its_members) {
  CustomerState customer;
  customer.contacts.push_back({"c-1", at("2026-03-07T22:00:00Z")});
  EXPECT_EQ(store("journey", "customers").value(encode(customer)),
            R"({"references":[],"orders":[],)"
            R"("contacts":[{"contact_id":"c-1","opened_at":"2026-03-07T22:00:00Z"}],)"
            R"("expiry":null,"corrections":[],"has_history":false})");
}

TEST(StoreLayout, a_contact_reads_with_its_event_and_evidence) {
  ContactState contact;
  ContactRecord& record = contact.records.emplace_back();
  record.event = contact_of("c-1", ContactEvent::closed, "2026-03-07T22:00:00Z");
  TextEvidence& evidence = record.evidence.emplace_back();
  evidence.turn_seq = 3;
  evidence.evidence.top.push_back({7, 900});
  const auto json = store("journey", "contacts").value(encode(contact)).value_or("unreadable");
  EXPECT_THAT(json, HasSubstr(R"("contact_id":"c-1","event":"closed")"));
  EXPECT_THAT(json, HasSubstr(R"("turn_seq":3)"));
  EXPECT_THAT(json, HasSubstr(R"("scores":[[7,900]])"));
  EXPECT_THAT(json, HasSubstr(R"("counted":null)"));
}

TEST(StoreLayout, a_watermark_before_every_time_is_null) {
  EXPECT_EQ(store("rank", "watermark").value(encode(EventTime::min())), "null");
}

TEST(StoreLayout, a_damaged_value_is_none) {
  EXPECT_EQ(store("journey", "customers").value("\x7f"), std::nullopt);
  EXPECT_EQ(store("map", "windows").value(encode(EventTime{})), std::nullopt);
}

}  // namespace
}  // namespace vocmap
