#include "operators/discover/discover.h"

#include <gmock/gmock.h>

#include "tests/unit/discover/discover_fixture.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

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

TEST_F(DiscoverTest, vectors_of_two_spaces_never_meet) {
  take(points(20));
  take(in_space(7, points(9)));
  const auto before = published("2026-03-07T11:00:00Z");
  ASSERT_THAT(before, SizeIs(1)) << "nine contacts of another space are no scenario";
  EXPECT_THAT(before.begin()->second, HasSubstr(R"("contacts":20,)"));
  take(in_space(7, later(std::chrono::hours{2}, points(20))));
  const auto after = published("2026-03-07T13:00:00Z");
  ASSERT_THAT(after, SizeIs(1)) << "the other one has not changed";
  EXPECT_NE(after.begin()->first, before.begin()->first);
  EXPECT_THAT(after.begin()->second, HasSubstr(R"("contacts":29,)"));
}

TEST_F(DiscoverTest, a_space_that_another_has_replaced_is_closed_after_14_days) {
  take(points(20));
  take(in_space(7, later(std::chrono::hours{1}, points(20))));
  const auto open = published("2026-03-07T12:00:00Z");
  ASSERT_THAT(open, SizeIs(2));
  const std::string old_id = emergent_id("shop", at("2026-03-07T10:00:00Z"), "c0");
  ASSERT_TRUE(open.contains(old_id));
  take(in_space(7, later(std::chrono::days{15}, points(20))));
  EXPECT_THAT(published("2026-03-22T12:00:00Z").at(old_id), HasSubstr(R"("status":"gone")"));
  // The old model comes back: what it finds is new.
  take(later(std::chrono::days{16}, points(20)));
  const auto back = published("2026-03-23T12:00:00Z");
  EXPECT_TRUE(back.contains(
      emergent_id("shop", at("2026-03-23T10:00:00Z"), "c0+" + std::to_string(16 * 86'400'000LL))));
  EXPECT_FALSE(back.contains(old_id));
}

TEST_F(DiscoverTest, a_line_has_at_most_four_spaces) {
  std::set<std::string> gone;
  for (std::uint64_t space = 1; space <= 6; ++space) {
    take(in_space(space, later(std::chrono::hours{space}, points(20))));
    const EventTime until = at("2026-03-07T11:00:00Z") + std::chrono::hours{space};
    for (const auto& [id, json] : published(format_rfc3339(until))) {
      if (json.find(R"("status":"gone")") != json.npos) gone.insert(id);
    }
  }
  EXPECT_THAT(gone, SizeIs(2));
}

TEST_F(DiscoverTest, two_scenarios_with_one_first_contact_have_two_ids) {
  take(points(20));
  const std::string id = published("2026-03-07T11:00:00Z").begin()->first;
  std::vector<UnmatchedContact> again = points(20);  // told again after a change of the model
  for (UnmatchedContact& c : again) {
    c.space = 7;
    c.bucket = at("2026-03-07T11:00:00Z");
  }
  take(again);
  const auto other = published("2026-03-07T11:30:00Z");
  ASSERT_THAT(other, SizeIs(1));
  EXPECT_THAT(other.begin()->second, HasSubstr(R"("first_seen":"2026-03-07T10:00:00Z")"));
  EXPECT_NE(other.begin()->first, id);
}

TEST_F(DiscoverTest, a_version_that_adopts_a_scenario_decides_it) {
  const std::string id = emergent_id("shop", at("2026-03-07T10:00:00Z"), "c0");
  std::string adopting{kShopAndApp};
  adopting.replace(adopting.find("version: 1"), 10,
                   "version: 2\neffective_from: 2026-03-07T12:00:00Z\nchanges:\n"
                   "  - adopt: {emergent: " +
                       id + ", as: shop.receive.late}");
  const TaxonomyHistory taxonomies = taxonomies_of({kShopAndApp, adopting});
  TemporaryState state;
  Discover discover{taxonomies, *state};
  LineDelta delta;
  delta.line = "shop";
  delta.unmatched = points(20);
  discover.apply(delta);
  const auto json_at = [&](std::string_view watermark) {
    discover.advance(at(watermark));
    discover.publish(out_);
    return *out_.take().at(0).value;
  };
  EXPECT_THAT(json_at("2026-03-07T11:30:00Z"), HasSubstr(R"("status":"proposed")"));
  const std::string adopted = json_at("2026-03-07T12:00:00Z");
  EXPECT_THAT(adopted, HasSubstr(R"("status":"adopted")"));
  EXPECT_THAT(adopted,
              HasSubstr(R"("adopted_as":{"scenario":"shop.receive.late","taxonomy_version":2})"));
  EXPECT_THAT(adopted, HasSubstr(R"("verdict":null)"));
  // A verdict is noted, and changes nothing; what resembles it is not proposed again.
  delta = {};
  delta.line = "shop";
  delta.unmatched = later(std::chrono::hours{3}, points(30));
  delta.verdicts = {{.at = at("2026-03-07T12:30:00Z"),
                     .by = "ann",
                     .accepted = false,
                     .proposal_id = id,
                     .bucket = at("2026-03-07T12:30:00Z")}};
  discover.apply(delta);
  discover.advance(at("2026-03-07T15:00:00Z"));
  discover.publish(out_);
  const auto records = out_.take();
  ASSERT_THAT(records, SizeIs(1));
  EXPECT_THAT(*records[0].value, HasSubstr(R"("status":"adopted")"));
  EXPECT_THAT(*records[0].value, HasSubstr(R"("by":"ann")"));
}

TEST_F(DiscoverTest, a_scenario_that_returns_keeps_its_id_and_its_revisions_go_on) {
  take(points(20));
  const std::string id = published("2026-03-07T11:00:00Z").begin()->first;
  const std::string gone = published("2026-03-21T13:00:00Z").at(id);
  EXPECT_THAT(gone, HasSubstr(R"("status":"gone")"));
  EXPECT_THAT(gone, HasSubstr(R"("revision":2})"));
  take(later(std::chrono::days{20}, points(20)));
  const auto found = published("2026-03-27T11:00:00Z");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_THAT(found.at(id), HasSubstr(R"("status":"proposed")"));
  EXPECT_THAT(found.at(id), HasSubstr(R"("revision":3})"));
}

TEST_F(DiscoverTest, the_steps_in_which_time_passes_do_not_matter) {
  const auto run = [&](Duration step) {
    TemporaryState state;
    Discover discover{taxonomies_, *state};
    std::map<std::string, std::string> newest;
    const EventTime begin = at("2026-03-07T10:00:00Z"), end = begin + std::chrono::days{90};
    for (const int day : {0, 13, 15, 70}) {
      LineDelta delta;
      delta.line = "shop";
      delta.unmatched = later(std::chrono::days{day}, points(20));
      discover.apply(delta);
    }
    for (EventTime t = begin; t < end; t = std::min(t + step, end)) {
      discover.advance(std::min(t + step, end));
      discover.publish(out_);
      for (const OutboundRecord& record : out_.take()) {
        const std::string value = record.value.value_or("null");
        newest[record.key] = value.substr(0, value.find(R"(,"revision")"));
      }
    }
    return newest;
  };
  const auto small = run(std::chrono::minutes{7});
  EXPECT_THAT(small, SizeIs(2)) << "the first is forgotten before the last contacts come";
  EXPECT_EQ(small, run(std::chrono::hours{5}));
  EXPECT_EQ(small, run(std::chrono::days{3}));
  EXPECT_EQ(small, run(std::chrono::days{90}));
}

TEST_F(DiscoverTest, what_is_gone_for_30_days_is_forgotten_and_returns_as_another) {
  take(points(20));
  const std::string id = published("2026-03-07T11:00:00Z").begin()->first;
  EXPECT_THAT(published("2026-03-21T13:00:00Z").at(id), HasSubstr(R"("status":"gone")"));
  EXPECT_THAT(published("2026-04-20T10:00:00Z"), IsEmpty());
  discover_.resume(at("2026-04-20T10:00:00Z"));
  EXPECT_EQ(published("2026-04-20T11:00:00Z").at(id), "null");
  EXPECT_THAT(published("2026-04-21T11:00:00Z"), IsEmpty());
  take(later(std::chrono::days{50}, points(20)));
  const auto found = published("2026-04-26T11:00:00Z");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_NE(found.begin()->first, id);
}

TEST_F(DiscoverTest, a_rejected_scenario_is_remembered_while_its_clusters_live_and_30_days_more) {
  take(points(20));
  const std::string id = published("2026-03-07T11:00:00Z").begin()->first;
  decide(id, false, "2026-03-07T11:02:00Z");
  EXPECT_THAT(published("2026-03-07T12:00:00Z").at(id), HasSubstr(R"("status":"rejected")"));
  EXPECT_THAT(published("2026-05-01T12:00:00Z").at(id), HasSubstr(R"("status":"rejected")"));
  // Other contacts move the days on, until nothing is left of its clusters.
  std::string last;
  for (int day = 60; day <= 240 && last != "null"; day += 20) {
    take({contact(day * 1440, "the weather is nice in spring")});
    const auto found =
        published(format_rfc3339(at("2026-03-07T12:00:00Z") + std::chrono::days{day}));
    if (found.contains(id)) last = found.at(id);
  }
  EXPECT_EQ(last, "null");
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
