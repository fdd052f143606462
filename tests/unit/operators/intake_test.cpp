#include "operators/intake.h"

#include <gmock/gmock.h>
#include <simdjson.h>

#include <limits>

#include "pipeline/core/frame.h"
#include "tests/unit/scenario/taxonomy_fixture.h"

namespace vocmap {
namespace {

using testing::HasSubstr;
using testing::SizeIs;
using Fate = SourceOutcome::Fate;

constexpr std::string_view kContact =
    R"({"contact_id":"c1","event":"opened","occurred_at":"2026-03-07T22:00:00Z","line":"tickets",)"
    R"("channel":"chat","text":"I was charged twice"})";
constexpr std::int64_t kContactMs = 1'772'920'800'000;

class IntakeTest : public testing::Test {
 protected:
  static TaxonomyHistory history() {
    return *TaxonomyHistory::make({Taxonomy{ticket_taxonomy().taxonomy()}});
  }
  // What became of one record; its one output is in `out_`.
  SourceOutcome take(Record record) {
    Outbox outbox;
    const SourceOutcome outcome = intake_.process(record, outbox);
    auto sent = outbox.take();
    EXPECT_THAT(sent, SizeIs(1)) << "one record in, one record out";
    out_ = std::move(sent.front());
    EXPECT_EQ(out_.topic,
              outcome.fate == Fate::forwarded ? Topic::journey_in : Topic::dead_letters);
    EXPECT_EQ(outcome.event_time.has_value(), outcome.fate == Fate::forwarded);
    return outcome;
  }
  std::string letter(std::string_view field) {
    simdjson::dom::parser parser;
    return simdjson::to_string(parser.parse(*out_.value)[field].value());
  }

  const TaxonomyHistory taxonomies_ = history();
  Intake intake_{taxonomies_, {}};
  OutboundRecord out_;
};

TEST_F(IntakeTest, event_of_tomorrow_moves_no_watermark) {
  const SourceOutcome early = take({.timestamp_ms = kContactMs - 86'400'000, .value = kContact});
  EXPECT_EQ(early.fate, Fate::dead_lettered);
  EXPECT_EQ(letter("reason"), "\"time_in_future\"");
  const SourceOutcome good = take({.timestamp_ms = kContactMs, .value = kContact});
  EXPECT_EQ(good.event_time, EventTime{kContactMs});
}

TEST_F(IntakeTest, a_record_asks_for_the_version_in_force_at_the_times_that_journey_looks_up) {
  Taxonomy next{ticket_taxonomy().taxonomy()};
  ++next.version;
  next.effective_from = EventTime{kContactMs};
  const TaxonomyHistory both =
      *TaxonomyHistory::make({Taxonomy{ticket_taxonomy().taxonomy()}, std::move(next)});
  Intake intake{both, {}};
  const auto version_of = [&](Topic topic, std::string_view value) {
    Outbox outbox;
    (void)intake.process({.topic = topic, .value = value}, outbox);
    return parse_frame(*outbox.take().at(0).value)->taxonomy_version;
  };
  const auto order_at = [](std::string_view time) {
    return R"({"order_id":"o","event":"placed","line":"tickets","occurred_at":")" +
           std::string{time} + "\"}";
  };
  EXPECT_EQ(version_of(Topic::contacts, kContact), 8U);
  EXPECT_EQ(version_of(Topic::orders, order_at("2026-03-07T21:59:59.999Z")), 7U);
  EXPECT_EQ(version_of(Topic::orders, order_at("2026-03-07T22:00:00Z")), 8U);
  EXPECT_EQ(
      version_of(Topic::customers, R"({"customer_id":"u","updated_at":"2026-03-08T00:00:00Z"})"),
      7U)
      << "reference data needs none";
}

TEST_F(IntakeTest, timestamp_without_a_year_of_four_digits_is_none) {
  constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
  for (const std::int64_t ms : {kGreatest, EventTime::end_of_time().ms + 1, std::int64_t{-1}}) {
    take({.timestamp_ms = ms, .value = "no JSON"});
    EXPECT_EQ(letter("timestamp"), "null") << ms;
  }
  take({.timestamp_ms = EventTime::end_of_time().ms, .value = "no JSON"});
  EXPECT_EQ(letter("timestamp"), "\"9999-12-31T23:59:59Z\"");
}

TEST_F(IntakeTest, null_value_and_null_key_have_one_outcome_each) {
  EXPECT_EQ(take({.tombstone = true}).fate, Fate::dead_lettered);
  EXPECT_EQ(letter("reason"), "\"empty_value\"");
  EXPECT_EQ(take({.topic = Topic::customers, .tombstone = true}).fate, Fate::dead_lettered);
  EXPECT_EQ(letter("detail"), "\"key\"") << "an erasure needs a key";
  EXPECT_EQ(take({.topic = Topic::customers, .key = "u1", .tombstone = true}).fate,
            Fate::forwarded);
  EXPECT_EQ(take({.value = kContact}).fate, Fate::forwarded) << "an event needs no key";
}

TEST_F(IntakeTest, huge_record_leaves_its_beginning_redacted) {
  std::string huge = R"({"text":"call 13800138000 )";
  huge.resize(100 << 20, 'x');
  EXPECT_EQ(take({.offset = 7, .value = huge}).fate, Fate::dead_lettered);
  EXPECT_LT(out_.value->size(), std::size_t{80} << 10);
  EXPECT_EQ(letter("reason"), "\"too_large\"");
  EXPECT_EQ(letter("length"), "104857600");
  EXPECT_EQ(letter("truncated"), "true");
  EXPECT_THAT(letter("payload"), HasSubstr("call [mobile] xxx"));
}

TEST_F(IntakeTest, unknown_fields_are_counted_and_harmless) {
  std::string drifted{kContact};
  drifted.insert(1, R"("new":{"a":[1,null]},"other":true,)");
  EXPECT_EQ(take({.value = drifted}).fate, Fate::forwarded);
  EXPECT_EQ(intake_.counts().unknown_fields.at(Topic::contacts), 2u);
}

TEST(Records, evidence_of_too_many_scenarios_is_unreadable) {
  TextEvidence evidence;
  evidence.evidence.top.resize(Evidence::kMaxScenarios);
  EXPECT_TRUE(decode<TextEvidence>(encode(evidence)));
  evidence.evidence.top.resize(Evidence::kMaxScenarios + 1);
  EXPECT_FALSE(decode<TextEvidence>(encode(evidence)));
}

}  // namespace
}  // namespace vocmap
