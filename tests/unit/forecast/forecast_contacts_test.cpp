#include "operators/forecast/forecast_contacts.h"

#include <gmock/gmock.h>

#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const EventTime kStart = at("2026-03-02T00:00:00Z");  // a Monday

constexpr std::string_view kWithFeed = R"(
version: 1
lines:
  - id: shop
    name: {en: Shop}
    feeds: [{kind: channel, channel: chat, max_gap: 1h}]
    stages:
      - id: pay
        name: {en: Pay}
        scenarios:
          - {id: shop.pay.declined, name: Declined, rules: [{any: [declined]}]}
)";

// What MAP has of one task; made anew over the same state after a kill.
struct MapParts {
  MapParts(const TaxonomyHistory& taxonomies, const ForecastRules& rules, TaskState& state)
      : windows(taxonomies, {}, state),
        measured(taxonomies, 24h, state),
        forecast(taxonomies, rules, windows, measured, state) {}

  Windows windows;
  MeasuredWindows measured;
  ForecastContacts forecast;
};

class ForecastContactsTest : public testing::Test {
 protected:
  explicit ForecastContactsTest(std::string_view taxonomy = kShopAndApp)
      : taxonomies_(taxonomies_of({taxonomy})), parts_(taxonomies_, {}, *state_) {}

  void apply(const LineDelta& delta) {
    parts_.windows.apply(delta);
    parts_.measured.apply(delta);
    parts_.forecast.apply(delta);
  }
  void contacts(EventTime hour, int count, Channel channel = Channel::chat,
                std::string line = "shop") {
    LineDelta delta;
    delta.line = std::move(line);
    ContactDelta contacts;
    contacts.scenario = contacts.stage = kNone;
    contacts.start = hour;
    contacts.channel = channel;
    contacts.taxonomy_version = 1;
    for (int i = 0; i < count; ++i) contacts.added.push_back(std::to_string(next_id_++));
    delta.contacts.push_back(contacts);
    apply(delta);
  }
  void orders(EventTime hour, std::int64_t count) {
    LineDelta delta;
    delta.line = "shop";
    delta.exposures.push_back({hour, count});
    apply(delta);
  }
  void measure(EventTime hour, std::string_view metric, std::int64_t numerator,
               std::int64_t denominator, std::string_view channel = "") {
    Measurement measurement;
    measurement.cell.line = "shop";
    measurement.cell.at = hour;
    measurement.cell.of(Breakdown::channel) = channel;
    measurement.amounts.push_back({metric_id(metric), 0, numerator, denominator});
    LineDelta delta;
    delta.line = "shop";
    delta.measurements.push_back(measurement);
    apply(delta);
  }
  // key|value of what is published.
  std::vector<std::string> advance(EventTime watermark) {
    parts_.windows.advance(watermark);
    parts_.measured.advance(watermark);
    parts_.forecast.advance(watermark, out_);
    std::vector<std::string> records;
    for (const OutboundRecord& record : out_.take()) {
      EXPECT_EQ(record.topic, Topic::forecast);
      records.push_back(record.key + ' ' + *record.value);
    }
    return records;
  }

  const TaxonomyHistory taxonomies_;
  TemporaryState state_;
  MapParts parts_;
  Outbox out_;
  int next_id_ = 0;
};

class WithFeed : public ForecastContactsTest {
 protected:
  WithFeed() : ForecastContactsTest(kWithFeed) {}
  void seen(EventTime t) {
    LineDelta delta;
    delta.line = "shop";
    delta.feeds.push_back({Channel::chat, floor_to(t, kBaseWindow), t});
    apply(delta);
  }
};

// The number that follows a text of the record.
double number_after(const std::string& record, std::string_view text) {
  const std::size_t place = record.find(text);
  if (place == record.npos) {
    ADD_FAILURE() << text << " is not in " << record;
    return 0;
  }
  return std::stod(record.substr(place + text.size()));
}

// Contacts of the first hour ahead.
double next_hour(const std::string& record) {
  const std::string hours = record.substr(std::min(record.find("\"hours\":"), record.size()));
  return number_after(hours, "\"contacts\":");
}

double handle_s(const std::string& record) {
  return number_after(record, "\"handle_s\":{\"value\":");
}

TEST_F(ForecastContactsTest, an_hour_is_read_when_the_watermark_passes_its_end) {
  contacts(kStart, 10);
  EXPECT_THAT(advance(kStart + 1h - 1ms), IsEmpty());
  const auto records = advance(kStart + 1h);
  ASSERT_THAT(records, SizeIs(2));
  EXPECT_THAT(records[0], AllOf(HasSubstr(R"(shop {"line":"shop","channel":null,)"),
                                HasSubstr(R"("as_of":"2026-03-02T01:00:00Z")"),
                                HasSubstr(R"("contacts":10,"exposure":0,)"),
                                HasSubstr(R"("learned":true,"reason":"no_exposure"})"),
                                HasSubstr(R"([{"start":"2026-03-02T01:00:00Z","contacts":10,)"),
                                HasSubstr(R"({"start":"2026-03-03T00:00:00Z","contacts":10,)")));
  EXPECT_THAT(records[1], HasSubstr(R"(shop|chat {"line":"shop","channel":"chat",)"));
  EXPECT_THAT(advance(kStart + 2h - 1ms), IsEmpty());
}

TEST_F(ForecastContactsTest, what_is_counted_after_the_hour_was_read_is_not_learned) {
  contacts(kStart, 10);
  contacts(kStart + 1h, 10);
  advance(kStart + 1h);
  contacts(kStart, 1000);
  EXPECT_NEAR(next_hour(advance(kStart + 2h)[0]), 10, 1e-9);
}

TEST_F(ForecastContactsTest, contacts_follow_the_exposure_and_channels_are_apart) {
  for (int h = 0; h < 72; ++h) {
    orders(kStart + h * 1h, h < 48 ? 1000 : 2000);
    contacts(kStart + h * 1h, h < 48 ? 10 : 20, Channel::chat);
    contacts(kStart + h * 1h, h < 48 ? 5 : 10, Channel::call);
  }
  const auto records = advance(kStart + 72h);
  ASSERT_THAT(records, SizeIs(3 * 72));
  const auto last = [&](std::size_t channel) { return records[3 * 71 + channel]; };
  EXPECT_THAT(last(0), HasSubstr(R"("exposure":"orders","hours_learned":72})"));
  const double line = next_hour(last(0));
  EXPECT_GT(line, 22);
  EXPECT_LT(line, 30);
  EXPECT_NEAR(next_hour(last(1)), line / 3, 0.01);      // call
  EXPECT_NEAR(next_hour(last(2)), line * 2 / 3, 0.01);  // chat
}

TEST_F(ForecastContactsTest, a_first_exposure_begins_anew) {
  contacts(kStart, 10);
  contacts(kStart + 1h, 10);
  orders(kStart + 1h, 1000);
  advance(kStart + 1h);
  const auto records = advance(kStart + 2h);
  EXPECT_THAT(records[0], HasSubstr(R"("exposure":"orders","hours_learned":1})"));
  EXPECT_NEAR(next_hour(records[0]), 10, 1e-9);
}

TEST_F(ForecastContactsTest, a_watermark_that_jumps_reads_every_hour_and_then_rests) {
  contacts(kStart, 10);
  contacts(kStart + 200h, 10);
  // 25 hours from the first contact on, and 25 from the second.
  EXPECT_THAT(advance(EventTime::end_of_time()), SizeIs(2 * 50));
}

TEST_F(ForecastContactsTest, steps_of_the_watermark_do_not_matter) {
  TemporaryState other;
  MapParts steps{taxonomies_, {}, *other};
  std::string stepwise;
  LineDelta delta;
  for (const auto hour : {0h, 3h, 60h}) {
    delta = {};
    delta.line = "shop";
    delta.exposures.push_back({kStart + hour, 100});
    steps.windows.apply(delta);
    steps.forecast.apply(delta);
    apply(delta);
  }
  Outbox out;
  for (int minute = 0; minute < 120 * 60; minute += 7) {
    const EventTime watermark = kStart + std::chrono::minutes{minute};
    steps.windows.advance(watermark);
    steps.forecast.advance(watermark, out);
  }
  for (const OutboundRecord& record : out.take()) stepwise += record.key + ' ' + *record.value;
  std::string at_once;
  for (const std::string& record : advance(kStart + 120h)) at_once += record;
  EXPECT_GT(at_once.size(), 50'000);
  EXPECT_EQ(stepwise, at_once);
}

TEST_F(ForecastContactsTest, a_rolled_back_transaction_leaves_no_trace) {
  TemporaryState other;
  MapParts whole{taxonomies_, {}, *other};
  const auto feed = [&](MapParts& parts, int hour) {
    LineDelta delta;
    delta.line = "shop";
    delta.exposures.push_back({kStart + hour * 1h, 100 + hour});
    parts.windows.apply(delta);
    parts.forecast.apply(delta);
    Outbox out;
    parts.windows.advance(kStart + hour * 1h);
    parts.forecast.advance(kStart + hour * 1h, out);
    std::string text;
    for (const OutboundRecord& record : out.take()) text += record.key + ' ' + *record.value;
    return text;
  };
  for (int hour = 0; hour < 30; ++hour) EXPECT_EQ(feed(whole, hour), feed(parts_, hour));
  state_.commit();
  for (int hour = 30; hour < 35; ++hour) feed(parts_, hour);
  (*state_).rolled_back();
  parts_.windows.resume(kStart + 29h);
  parts_.forecast.resume(kStart + 29h);
  for (int hour = 30; hour < 40; ++hour) {
    const std::string text = feed(whole, hour);
    EXPECT_FALSE(text.empty());
    EXPECT_EQ(text, feed(parts_, hour));
  }
}

TEST_F(ForecastContactsTest, agents_follow_the_handle_time_of_the_channel) {
  contacts(kStart, 60, Channel::call);
  contacts(kStart, 10, Channel::chat);
  measure(kStart, "handle_time", 60 * 300'000, 60, "call");
  const auto records = advance(kStart + 1h);
  ASSERT_THAT(records, SizeIs(3));
  // 60 calls of 5 min are 5 erlangs; 80 % within 20 s by Erlang C take 8 agents: 8 / 0.7 = 11.4.
  EXPECT_THAT(records[1], AllOf(HasSubstr(R"("agents_ready":8,"agents_scheduled":12)"),
                                HasSubstr(R"("agents_reason":null)"),
                                HasSubstr(R"("handle_s":{"value":300,"source":"measured"})"),
                                HasSubstr(R"("shrinkage":{"value":0.3,"source":"default"})")));
  EXPECT_THAT(records[2], AllOf(HasSubstr(R"("agents_ready":null,"agents_scheduled":null)"),
                                HasSubstr(R"("agents_reason":"no_handle_time")"),
                                HasSubstr(R"("handle_s":{"value":null,"source":null})")));
}

TEST_F(ForecastContactsTest, handle_time_waits_for_its_hour_and_is_corrected) {
  contacts(kStart, 10);
  contacts(kStart + 1h, 10);
  measure(kStart + 1h, "handle_time", 10 * 900'000, 10, "chat");  // of the hour that is still open
  EXPECT_THAT(advance(kStart + 1h)[0], HasSubstr(R"("handle_s":{"value":null)"));
  EXPECT_THAT(advance(kStart + 2h)[1], HasSubstr(R"("handle_s":{"value":900,)"));
  measure(kStart, "handle_time", 10 * 100'000, 10, "chat");  // known late
  EXPECT_NEAR(handle_s(advance(kStart + 3h)[1]), 500, 2);
  measure(kStart, "handle_time", -10 * 100'000, -10, "chat");
  measure(kStart + 1h, "handle_time", -10 * 900'000, -10, "chat");
  EXPECT_THAT(advance(kStart + 4h)[1], HasSubstr(R"("agents_reason":"no_handle_time")"));
}

TEST_F(ForecastContactsTest, agents_of_the_hour_are_those_on_contacts_or_available) {
  contacts(kStart, 10);
  measure(kStart, "agent_time_talk", 3'600'000, 0);
  measure(kStart, "agent_time_available", 1'800'000, 0);
  measure(kStart, "agent_time_training", 900'000, 0);
  const auto records = advance(kStart + 2h);
  EXPECT_THAT(records[0], HasSubstr(R"("agents_available":1.5,)"));
  EXPECT_THAT(records[1], HasSubstr(R"("agents_available":null,)"));  // of a channel
  EXPECT_THAT(records[2], HasSubstr(R"("agents_available":null,)"));  // nothing is known
}

TEST_F(ForecastContactsTest, a_line_that_the_taxonomy_does_not_know_is_not_forecast) {
  contacts(kStart, 10, Channel::chat, std::string{kUnknownLine});
  EXPECT_THAT(advance(kStart + 5h), IsEmpty());
}

TEST_F(ForecastContactsTest, configured_rules_say_so) {
  ForecastRules rules;
  rules.service_level = 0.9;
  rules.patience = 90s;
  const StaffingRules staffing{rules};
  Outlook outlook;
  outlook.line = "shop";
  const std::string record = write_outlook(outlook, staffing);
  EXPECT_THAT(record, HasSubstr(R"("service_level":{"value":0.9,"source":"configured"})"));
  EXPECT_THAT(record, HasSubstr(R"("answer_within_s":{"value":20,"source":"default"})"));
  EXPECT_THAT(record, HasSubstr(R"("patience_s":{"value":90,"source":"configured"})"));
}

TEST_F(ForecastContactsTest, too_many_agents_are_a_reason) {
  Outlook outlook;
  outlook.hours.push_back({kStart, {1e9, 0, 0}});
  outlook.handle_s = 1e6;
  EXPECT_THAT(
      write_outlook(outlook, StaffingRules{{}}),
      AllOf(HasSubstr(R"("agents_ready":null)"), HasSubstr(R"("agents_reason":"out_of_reach")")));
}

TEST_F(WithFeed, an_hour_without_a_declared_feed_is_left_out) {
  contacts(kStart, 10);
  seen(kStart + 50min);
  EXPECT_THAT(advance(kStart + 1h)[0], HasSubstr(R"("learned":true)"));
  const auto records = advance(kStart + 2h);
  EXPECT_THAT(records[0], AllOf(HasSubstr(R"("learned":false,"reason":"feed_missing")"),
                                HasSubstr(R"("hours_learned":1})")));
  EXPECT_NEAR(next_hour(records[0]), 10, 1e-9);
}

}  // namespace
}  // namespace vocmap
