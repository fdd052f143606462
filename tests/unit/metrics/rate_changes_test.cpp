#include "operators/metrics/rate_changes.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>

#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using testing::HasSubstr;

constexpr std::string_view kMonday = "2026-03-02T00:00:00Z", kNextMonday = "2026-03-09T00:00:00Z";

// Days of the lines `shop` (orders) and `app` (active users), and what is published once they are
// final.
class RateChangesTest : public testing::Test {
 protected:
  void contacts(std::string_view time, int count, const std::string& product,
                const std::string& line = "shop") {
    LineDelta delta;
    delta.line = line;
    std::vector<std::string> ids;
    for (int i = 0; i < count; ++i) ids.push_back(std::to_string(++contacts_));
    delta.contacts.push_back({std::string{kNone},
                              at(time),
                              Channel::chat,
                              ids,
                              {},
                              std::string{kNone},
                              taxonomies_.at(at(time)).version()});
    delta.measurements.push_back(measurement(line, time, product, "contacts", count));
    windows_.apply(delta);
    measured_.apply(delta);
  }
  void orders(std::string_view time, std::int64_t count, const std::string& product) {
    LineDelta delta;
    delta.line = "shop";
    delta.exposures.push_back({at(time), count});
    if (!product.empty()) {
      delta.measurements.push_back(measurement("shop", time, product, "exposure", count));
    }
    windows_.apply(delta);
    measured_.apply(delta);
  }
  void users(std::string_view time, const std::string& product, std::int64_t count) {
    LineDelta delta;
    delta.line = "app";
    delta.stocks.push_back({"", product, at(time), product, count});
    windows_.apply(delta);
  }
  // As MAP does; the records of all days that are final then.
  std::map<std::string, std::string> advance(EventTime watermark) {
    windows_.advance(watermark);
    measured_.advance(watermark);
    changes_.advance(watermark);
    struct Visitor final : Windows::Visitor {
      explicit Visitor(RateChangesTest& t) : test{t} {}
      void changed(const WindowReading& day) override {
        test.changes_.publish(day, test.measured_, test.windows_, test.out_);
      }
      void vanished(const WindowKey&) override {}
      RateChangesTest& test;
    };
    Visitor visitor{*this};
    windows_.publish(visitor);
    changes_.expire();
    std::map<std::string, std::string> records;
    for (OutboundRecord& record : out_.take()) {
      EXPECT_TRUE(records.emplace(record.key, *record.value).second) << record.key << " twice";
    }
    return records;
  }
  std::map<std::string, std::string> advance(std::string_view watermark) {
    return advance(at(watermark));
  }
  static std::string key(std::string_view metric, std::string_view day,
                         const std::string& reference, const std::string& line = "shop") {
    return std::string{metric} + "|1d|" + std::string{day} + "|" + line +
           "|||reference=" + reference;
  }
  static std::int64_t numerator(const std::string& record) {
    const std::string member = "\"numerator\":";
    return std::stoll(record.substr(record.find(member) + member.size()));
  }

  TemporaryState state_;
  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  Windows windows_{taxonomies_, {}, *state_};
  MeasuredWindows measured_{taxonomies_, std::chrono::hours{24}, *state_};
  RateChanges changes_{taxonomies_, {}, *state_};
  Outbox out_;

 private:
  static Measurement measurement(const std::string& line, std::string_view time,
                                 const std::string& product, std::string_view metric,
                                 std::int64_t count) {
    Measurement measurement;
    measurement.cell.line = line;
    measurement.cell.at = at(time);
    measurement.cell.of(Breakdown::product_id) = product;
    measurement.amounts = {{metric_id(metric), 0, count, 0}};
    return measurement;
  }
  int contacts_ = 0;
};

TEST_F(RateChangesTest, RateAndMixOfTheProductsMakeUpTheChange) {
  orders(kMonday, 1'000, "a");
  contacts(kMonday, 10, "a");
  orders(kMonday, 1'000, "");
  contacts(kMonday, 30, "");
  orders(kNextMonday, 3'000, "a");
  contacts(kNextMonday, 60, "a");
  orders(kNextMonday, 1'000, "");
  contacts(kNextMonday, 30, "");
  auto records = advance("2026-03-12T00:00:00Z");
  const auto value = [&](std::string_view metric, const std::string& part) {
    return numerator(records.at(key(metric, kNextMonday, "last_week") + part));
  };
  // 90 of 4,000 against 40 of 2,000: 225 - 200 per 10,000. Product a went from 100 to 200 with a
  // share of 1/2 and 3/4; what has none stayed at 300 and shrank to 1/4.
  EXPECT_EQ(value("service_rate_change", ""), 25'000'000);
  EXPECT_EQ(value("service_rate_change_rate", "|product_id=a"), 62'500'000);
  EXPECT_EQ(value("service_rate_change_mix", "|product_id=a"), 37'500'000);
  EXPECT_EQ(value("service_rate_change", "|product_id=a"), 100'000'000);
  EXPECT_EQ(value("service_rate_change_rate", "|product_id=unknown"), 0);
  EXPECT_EQ(value("service_rate_change_mix", "|product_id=unknown"), -75'000'000);
  EXPECT_EQ(value("service_rate_change_rate", "|segments=product_id"), 62'500'000);
  EXPECT_EQ(value("service_rate_change_mix", "|segments=product_id"), -37'500'000);
  EXPECT_EQ(value("service_rate_change_rate", "|segments=region"), 25'000'000)
      << "no region is known, so all is one segment";
  EXPECT_THAT(records.at(key("service_rate_change", kNextMonday, "last_week")),
              HasSubstr(R"("denominator":null,"value":25,"interval":null,"reason":null,)"
                        R"("unit":"per_10k","revision":1,"final":true})"));
  EXPECT_THAT(records.at(key("service_rate_change", kNextMonday, "last_week") + "|product_id=a"),
              HasSubstr(R"("dims":{"line":"shop","reference":"last_week","product_id":"a"})"));
}

TEST_F(RateChangesTest, ADayIsComparedOnceWhenItIsFinal) {
  for (const std::string_view day : {kMonday, kNextMonday}) {
    orders(day, 1'000, "a");
    contacts(day, 10, "a");
  }
  EXPECT_TRUE(advance("2026-03-11T23:59:59.999Z").empty());
  EXPECT_TRUE(advance("2026-03-12T00:00:00Z")
                  .contains(key("service_rate_change", kNextMonday, "last_week")));
  EXPECT_TRUE(advance("2026-03-13T00:00:00Z").empty());
}

TEST_F(RateChangesTest, NothingIsSaidWithoutExposureOnBothSides) {
  contacts(kMonday, 10, "a");  // without an order
  orders("2026-03-03T00:00:00Z", 1'000, "a");
  orders(kNextMonday, 1'000, "a");
  contacts(kNextMonday, 5, "a");
  contacts("2026-03-10T00:00:00Z", 5, "a");
  const auto records = advance("2026-03-13T00:00:00Z");
  EXPECT_FALSE(records.contains(key("service_rate_change", kNextMonday, "last_week")));
  EXPECT_TRUE(records.contains(key("service_rate_change", kNextMonday, "four_weeks")));
  EXPECT_FALSE(records.contains(key("service_rate_change", "2026-03-10T00:00:00Z", "last_week")));
}

TEST_F(RateChangesTest, FourWeeksAreThe28DaysBefore) {
  orders("2026-02-08T00:00:00Z", 1'000, "a");  // 29 days before
  contacts("2026-02-08T00:00:00Z", 500, "a");
  orders("2026-02-09T00:00:00Z", 1'000, "a");  // 28 days
  contacts("2026-02-09T00:00:00Z", 10, "a");
  EXPECT_EQ(advance("2026-03-01T00:00:00Z").size(), 11U) << "9 February against the 8th";
  orders("2026-03-08T00:00:00Z", 3'000, "a");
  contacts("2026-03-08T00:00:00Z", 150, "a");
  orders(kNextMonday, 1'000, "a");
  contacts(kNextMonday, 50, "a");
  const auto records = advance("2026-03-12T00:00:00Z");
  EXPECT_EQ(numerator(records.at(key("service_rate_change", kNextMonday, "four_weeks"))),
            100'000'000)
      << "500 against 160 of 4,000";
}

TEST_F(RateChangesTest, OfAStockThatItsPartsExceedOnlyTheWholeIsCompared) {
  const std::string day = "2026-03-08T16:00:00Z";  // in Shanghai
  for (const std::string_view time : {"2026-03-02T15:00:00Z", "2026-03-09T15:00:00Z"}) {
    users(time, "", 1'000);
    users(time, "pro", 600);
    contacts(time, 10, "pro", "app");
  }
  auto records = advance("2026-03-12T16:00:00Z");
  EXPECT_EQ(numerator(records.at(key("service_rate_change_rate", day, "last_week", "app") +
                                 "|product_id=pro")),
            0);
  users("2026-03-16T15:00:00Z", "", 1'000);
  users("2026-03-16T15:00:00Z", "pro", 1'600);
  contacts("2026-03-16T15:00:00Z", 10, "pro", "app");
  records = advance("2026-03-19T16:00:00Z");
  const std::string next = key("service_rate_change", "2026-03-15T16:00:00Z", "last_week", "app");
  EXPECT_TRUE(records.contains(next));
  EXPECT_FALSE(records.contains(next + "|product_id=pro"));
}

TEST_F(RateChangesTest, DaysAreForgottenWhenNoneIsComparedWithThem) {
  const auto kept = [&] {  // in the store that was attached last
    const std::vector<Change> changes = (*state_).collect();
    const char last = changes.back().key.front();
    return std::count_if(changes.begin(), changes.end(), [&](const Change& change) {
      return change.key.front() == last && change.value;
    });
  };
  orders(kMonday, 1'000, "a");
  contacts(kMonday, 10, "a");
  advance("2026-04-01T00:00:00Z");
  EXPECT_EQ(kept(), 3) << "the line, its product and no region";
  advance("2026-04-05T00:00:00Z");
  EXPECT_EQ(kept(), 0);
}

TEST(LargestSegments, AreTheFiftyWithMostContactsTheRestTogetherAndThoseWithoutAValue) {
  std::map<std::string, RateChanges::Counts> now, before;
  for (int i = 0; i < 60; ++i) {
    const std::string id = std::to_string(10 + i);
    now[id] = {i < 5 ? 0 : 7, 100};
    before[id] = {2, 10};
  }
  now[""] = {1, 1'000};
  now["other"] = {3, 5};  // a product of that name
  before["gone"] = {4, 40};
  const auto segments = largest_segments(now, before);
  ASSERT_EQ(segments.size(), 52U);
  std::map<std::string, SegmentCounts> by_name;
  for (const SegmentCounts& segment : segments) by_name[segment.segment] = segment;
  EXPECT_TRUE(by_name.contains("64")) << "of equal ones the smallest 50";
  EXPECT_FALSE(by_name.contains("65"));
  EXPECT_FALSE(by_name.contains("14")) << "had no contact";
  const SegmentCounts& other = by_name.at("other");  // 10 to 14, 65 to 69, gone and itself
  EXPECT_EQ(other.contacts, 5 * 7 + 3);
  EXPECT_EQ(other.exposure, 10 * 100 + 5);
  EXPECT_EQ(other.reference_contacts, 10 * 2 + 4);
  EXPECT_EQ(other.reference_exposure, 10 * 10 + 40);
  EXPECT_EQ(by_name.at("unknown").exposure, 1'000);
}

}  // namespace
}  // namespace vocmap
