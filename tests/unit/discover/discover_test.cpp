#include "operators/discover/discover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "operators/scenario/features.h"
#include "operators/scenario/fold.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::vector<std::string> kPoints = {
    "my loyalty points are missing",          "where are my loyalty points",
    "loyalty points missing from my account", "the loyalty points have not arrived",
    "points not added to my loyalty account", "no loyalty points for my purchase"};

class DiscoverTest : public testing::Test {
 protected:
  static UnmatchedContact contact(int number, const std::string& text, int customers = 12) {
    UnmatchedContact contact;
    contact.opened_at = at("2026-03-07T10:00:00Z") + std::chrono::minutes{number};
    contact.bucket = floor_to(contact.opened_at, kBaseWindow);
    contact.contact_id = "c" + std::to_string(number);
    contact.customer = 1000 + number % customers;
    std::u32string folded;
    FeatureBag bag;
    fold_text(text, folded);
    extract_features(folded, bag);
    VectorSum sum{};
    for (const Feature& f : bag.features) add_feature(sum, f.hash, f.weight);
    contact.vector = {scaled(sum)};
    for (const char32_t c : folded) contact.text_hash = contact.text_hash * 31 + c;
    contact.verbatim = text;
    contact.language = "en";
    return contact;
  }
  static std::vector<UnmatchedContact> points(int count, int customers = 12) {
    std::vector<UnmatchedContact> contacts;
    for (int i = 0; i < count; ++i) {
      const std::string tail = i % 2 == 0 ? "" : " please";
      contacts.push_back(contact(i, kPoints[static_cast<std::size_t>(i) % 6] + tail, customers));
    }
    return contacts;
  }
  void take(std::vector<UnmatchedContact> contacts) {
    LineDelta delta;
    delta.line = "shop";
    delta.unmatched = std::move(contacts);
    discover_.apply(delta);
  }
  void decide(const std::string& id, bool accepted, std::string_view time) {
    LineDelta delta;
    delta.line = "shop";
    delta.verdicts = {{.at = at(time),
                       .by = "ann",
                       .accepted = accepted,
                       .proposal_id = id,
                       .bucket = floor_to(at(time), kBaseWindow)}};
    discover_.apply(delta);
  }
  // The newest value of each scenario.
  std::map<std::string, std::string> published(std::string_view watermark) {
    discover_.advance(at(watermark));
    discover_.publish(out_);
    std::map<std::string, std::string> values;
    for (const OutboundRecord& record : out_.take()) values[record.key] = *record.value;
    return values;
  }

  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  TemporaryState state_;
  Discover discover_{taxonomies_, *state_};
  Outbox out_;
};

TEST_F(DiscoverTest, thirty_contacts_of_ten_customers_are_proposed_with_a_label) {
  take(points(30, 10));
  const auto found = published("2026-03-07T11:00:00Z");
  ASSERT_THAT(found, SizeIs(1));
  const std::string& json = found.begin()->second;
  EXPECT_THAT(json, HasSubstr(R"("status":"proposed","label":{"zh":null,"en":"loyalty points"})"));
  EXPECT_THAT(json, HasSubstr(R"("contacts":30,"customers":10)"));
  EXPECT_THAT(json, HasSubstr(R"("revision":1})"));
}

TEST_F(DiscoverTest, contacts_of_nine_customers_are_not_proposed) {
  take(points(40, 9));
  EXPECT_THAT(published("2026-03-07T11:00:00Z"), IsEmpty());
}

TEST_F(DiscoverTest, the_order_inside_a_bucket_does_not_matter) {
  std::vector<UnmatchedContact> contacts = points(30);
  for (UnmatchedContact& c : contacts) c.bucket = at("2026-03-07T10:30:00Z");
  std::reverse(contacts.begin(), contacts.end());
  take(contacts);
  const auto backward = published("2026-03-07T11:00:00Z");
  TemporaryState state;
  Discover other{taxonomies_, *state};
  std::reverse(contacts.begin(), contacts.end());
  for (const UnmatchedContact& c : contacts) {
    LineDelta delta;
    delta.line = "shop";
    delta.unmatched = {c};
    other.apply(delta);
  }
  other.advance(at("2026-03-07T11:00:00Z"));
  other.publish(out_);
  ASSERT_THAT(backward, SizeIs(1));
  EXPECT_EQ(*out_.take().at(0).value, backward.begin()->second);
}

TEST_F(DiscoverTest, a_contact_that_is_taken_back_before_its_bucket_closes_counts_nowhere) {
  std::vector<UnmatchedContact> contacts = points(30);
  take(contacts);
  contacts.resize(5);
  for (UnmatchedContact& c : contacts) c.removed = true;
  take(contacts);
  EXPECT_THAT(published("2026-03-07T11:00:00Z").begin()->second, HasSubstr(R"("contacts":25,)"));
}

TEST_F(DiscoverTest, a_rejected_scenario_stays_and_opens_no_other) {
  take(points(20));
  const std::string id = published("2026-03-07T10:20:00Z").begin()->first;
  decide(id, false, "2026-03-07T10:22:00Z");
  std::vector<UnmatchedContact> more = points(120);
  more.erase(more.begin(), more.begin() + 20);
  take(more);
  const auto found = published("2026-03-07T13:00:00Z");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found.begin()->first, id);
  EXPECT_THAT(found.begin()->second, HasSubstr(R"("status":"rejected")"));
  EXPECT_THAT(found.begin()->second, HasSubstr(R"("by":"ann")"));
}

TEST_F(DiscoverTest, a_verdict_waits_for_its_scenario_and_the_newest_holds) {
  const std::string id = emergent_id("shop", at("2026-03-07T10:00:00Z"), "c0");
  decide(id, true, "2026-03-07T10:09:00Z");
  decide(id, false, "2026-03-07T10:08:00Z");
  take(points(20));
  EXPECT_THAT(published("2026-03-07T11:00:00Z").at(id), HasSubstr(R"("status":"accepted")"));
}

TEST_F(DiscoverTest, a_scenario_without_contacts_fades_and_goes) {
  take(points(20));
  EXPECT_THAT(published("2026-03-07T11:00:00Z").begin()->second, HasSubstr("proposed"));
  EXPECT_THAT(published("2026-03-08T13:00:00Z").begin()->second, HasSubstr("fading"));
  EXPECT_THAT(published("2026-03-21T13:00:00Z").begin()->second, HasSubstr("gone"));
  EXPECT_THAT(published("2026-03-22T13:00:00Z"), IsEmpty());
}

TEST_F(DiscoverTest, an_end_of_the_input_is_no_passing_of_time) {
  take(points(20));
  discover_.advance(EventTime::end_of_time());
  discover_.publish(out_);
  EXPECT_THAT(*out_.take().at(0).value, HasSubstr(R"("status":"proposed")"));
}

TEST_F(DiscoverTest, an_identical_text_counts_its_customers_and_leaves_the_clusters_alone) {
  std::vector<UnmatchedContact> contacts;
  for (int i = 0; i < 30; ++i) contacts.push_back(contact(i, kPoints[0]));
  take(contacts);
  const auto found = published("2026-03-07T11:00:00Z");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found.begin()->second, HasSubstr(R"("contacts":30,"customers":12)"));
}

TEST(customer_count, is_exact_up_to_127_and_then_within_a_fifth) {
  CustomerCount count;
  std::uint64_t hash = 1;
  for (int i = 1; i <= 5'000; ++i) {
    hash = (hash ^ (hash >> 31)) * 0x9E3779B97F4A7C15u + 1;
    count.add(hash);
    count.add(hash);
    if (i <= 127) {
      EXPECT_EQ(count.value(), i);
    }
  }
  EXPECT_NEAR(static_cast<double>(count.value()), 5'000, 1'000);
}

}  // namespace
}  // namespace vocmap
