#include <set>

#include "tests/unit/decode/decode_support.h"

namespace vocmap {
namespace {

struct Case {
  Topic topic;
  std::string value;
  Reason reason;
  std::string detail;
  std::vector<Header> headers = {};
};

std::string list_of(std::size_t count, std::string_view item) {
  std::string list = "[";
  for (std::size_t i = 0; i < count; ++i) list.append(i ? "," : "").append(item);
  return list + "]";
}

std::string attributes(std::size_t count) {
  std::string object = R"("attributes":{)";
  for (std::size_t i = 0; i < count; ++i) {
    object += (i ? ",\"a" : "\"a") + std::to_string(i) + "\":1";
  }
  return object + "}";
}

std::string quoted(std::size_t bytes) {
  return '"' + std::string(bytes, 'x') + '"';
}

std::string nested(std::size_t depth) {
  return R"("x":)" + std::string(depth, '[') + std::string(depth, ']');
}

std::vector<Case> structure_cases() {
  using enum Topic;
  using enum Reason;
  return {
      {orders, "", empty_value, ""},
      {orders, " \n", empty_value, ""},
      {orders, "\xef\xbb\xbf", empty_value, ""},
      {orders, std::string((1 << 20) + 1, ' '), too_large, ""},
      {orders, "hello", not_json, ""},
      {orders, "NaN", not_json, ""},
      {orders, "{\"order_id\":\"o1\"", not_json, ""},
      {orders, minimal(orders) + "x", not_json, ""},
      {orders, minimal(orders) + "}", not_json, "more text after the document"},
      {orders, minimal(orders) + minimal(orders), not_json, "more text after the document"},
      {orders, with(orders, ""), not_json, ""},
      {orders, with(orders, R"("is_promotion":tru)"), not_json, "is_promotion"},
      {orders, with(orders, R"("revenue_minor":NaN)"), not_json, "revenue_minor"},
      {orders, with(orders, R"("revenue_minor":01)"), not_json, "revenue_minor"},
      {orders, with(orders, R"("revenue_minor":1x)"), not_json, "revenue_minor"},
      {orders, with(orders, R"("x":nul)"), not_json, "an unknown field"},
      {orders, with(orders, R"("x":-)"), not_json, "an unknown field"},
      {orders, with(orders, R"("x":[1 2])"), not_json, "an unknown field"},
      {orders, with(orders, R"("x":{"a" 1})"), not_json, "an unknown field"},
      {contacts, with(contacts, R"("text":"\ud83d")"), not_json, "text"},
      {contacts, with(contacts, R"("text":"\udc00\ud83d")"), not_json, "text"},
      {contacts, with(contacts, R"("x":"\ud83d")"), not_json, "an unknown field"},
      {contacts, with(contacts, "\"text\":\"a\nb\""), not_json, ""},
      {orders, minimal(orders) + std::string(1, '\0'), not_json, ""},
      {orders, with(orders, std::string("\"x\":\"a\0b\"", 9)), not_json, ""},
      {orders, "[]", not_an_object, ""},
      {orders, list_of(1, minimal(orders)), not_an_object, ""},
      {orders, "17", not_an_object, ""},
      {orders, "null", not_an_object, ""},
      {orders, "\"o1\"", not_an_object, ""},
      {orders, with(orders, nested(16)), too_deep, "an unknown field"},
      {orders, with(orders, nested(10'000)), too_deep, "an unknown field"},
      {orders, with(orders, "\"text\":\"\xff\""), invalid_utf8, ""},
      {contacts, with(contacts, "\"text\":\"\xed\xa0\x80\""), invalid_utf8, ""},
      {orders, with(orders, R"("line":"x")"), duplicate_field, "line"},
      {orders, with(orders, R"("region":null,"region":"x")"), duplicate_field, "region"},
      {surveys, with(surveys, R"("answered_at":"2026-03-07T22:00:00Z")"), duplicate_field,
       "occurred_at"},
      {contacts, with(contacts, R"("handle":{"talk_s":1,"talk_s":2})"), duplicate_field,
       "handle.talk_s"},
      {orders, with(orders, R"("attributes":{"a":1,"b":2,"a":3})"), duplicate_field, "attributes"},
  };
}

std::vector<Case> field_cases() {
  using enum Topic;
  using enum Reason;
  return {
      {orders, "{}", missing_field, "order_id"},
      {orders, but(orders, "\"o1\"", "null"), missing_field, "order_id"},
      {contacts, with(contacts, R"("turns":[{"seq":1}])"), missing_field, "turns.role"},
      {surveys, but(surveys, "\"ces\"", "null"), missing_field, "metric"},
      {surveys, but(surveys, "\"metric\":\"ces\"", "\"event\":\"answered\""), missing_field,
       "metric"},
      {projects, but(projects, "[\"tickets.pay.charged_twice\"]", "[]"), missing_field,
       "scenario_ids"},
      {feedback, but(feedback, "\"c1\"", "null"), missing_field, "contact_id"},
      {feedback, but(feedback, "\"s1\"", "null"), missing_field, "scenario_id"},
      {feedback, but(feedback, "correct", "accept"), missing_field, "proposal_id"},
      {orders, but(orders, "\"o1\"", "17"), wrong_type, "order_id"},
      {orders, but(orders, "\"o1\"", "[[[[]]]]"), wrong_type, "order_id"},
      {orders, with(orders, R"("is_promotion":"yes")"), wrong_type, "is_promotion"},
      {orders, with(orders, R"("revenue_minor":1.5)"), wrong_type, "revenue_minor"},
      {orders, with(orders, R"("revenue_minor":"1")"), wrong_type, "revenue_minor"},
      {orders, with(orders, R"("attributes":{"a":{}})"), wrong_type, "attributes"},
      {orders, with(orders, R"("attributes":[])"), wrong_type, "attributes"},
      {orders, but(orders, "\"placed\"", "true"), wrong_type, "event"},
      {orders, with(orders, R"("promised_at":true)"), wrong_type, "promised_at"},
      {contacts, with(contacts, R"("tags":"a")"), wrong_type, "tags"},
      {contacts, with(contacts, R"("tags":[null])"), wrong_type, "tags"},
      {contacts, with(contacts, R"("handle":7)"), wrong_type, "handle"},
      {contacts, with(contacts, R"("turns":[{"seq":1,"role":"bot","acoustic":{"pitch_var":"x"}}])"),
       wrong_type, "turns.acoustic.pitch_var"},
      {orders, but(orders, "placed", "ordered"), unknown_value, "event"},
      {orders, with(orders, R"("currency":"cny")"), unknown_value, "currency"},
      {orders, with(orders, R"("exposure_count":-1)"), number_out_of_range, "exposure_count"},
      {orders, with(orders, R"("exposure_count":1000000000001)"), number_out_of_range,
       "exposure_count"},
      {orders, with(orders, R"("revenue_minor":9223372036854775808)"), number_out_of_range,
       "revenue_minor"},
      {orders, with(orders, R"("revenue_minor":9007199254740994.0)"), number_out_of_range,
       "revenue_minor"},
      {orders, with(orders, R"("revenue_minor":1e400)"), number_out_of_range, "revenue_minor"},
      {surveys, with(surveys, R"("score":-1e400)"), number_out_of_range, "score"},
      {contacts, with(contacts, R"("wait_s":-0.5)"), number_out_of_range, "wait_s"},
      {contacts, with(contacts, R"("wait_s":1000000000.5)"), number_out_of_range, "wait_s"},
      {contacts, with(contacts, R"("csat":-1e300)"), number_out_of_range, "csat"},
      {orders, but(orders, "22:00:00Z", "22:00:00"), time_unreadable, "occurred_at"},
      {orders, but(orders, "03-07", "02-30"), time_unreadable, "occurred_at"},
      {orders, but(orders, "\"2026-03-07T22:00:00Z\"", "1772920800"), time_unreadable,
       "occurred_at"},
      {orders, but(orders, "\"2026-03-07T22:00:00Z\"", "1772920800000"), time_unreadable,
       "occurred_at"},
      {orders, but(orders, "2026-", "1970-"), time_out_of_range, "occurred_at"},
      {orders, but(orders, "2026-", "9999-"), time_out_of_range, "occurred_at"},
      {orders, but(orders, "2026-", "-026-"), time_unreadable, "occurred_at"},
      {contacts, with(contacts, R"("text":)" + quoted((64 << 10) + 1)), text_too_long, "text"},
      {contacts, with(contacts, R"("tags":)" + list_of(101, "\"t\"")), too_many_items, "tags"},
      {contacts, with(contacts, R"("turns":)" + list_of(1001, R"({"seq":1,"role":"bot"})")),
       too_many_items, "turns"},
      {orders, with(orders, attributes(65)), too_many_items, "attributes"},
      {orders, but(orders, "\"o1\"", "\"\""), empty_id, "order_id"},
      {orders, but(orders, "\"o1\"", quoted(257)), empty_id, "order_id"},
      {orders, but(orders, "\"o1\"", R"("o\u0000")"), empty_id, "order_id"},
      {orders, with(orders, R"("customer_id":"")"), empty_id, "customer_id"},
      {orders, with(orders, R"("region":"a\nb")"), empty_id, "region"},
      {orders, with(orders, R"("attributes":{"":1})"), empty_id, "attributes"},
      {agent_activity, but(agent_activity, "22:05", "21:55"), inconsistent,
       "ended_at is before started_at"},
      {agent_activity, but(agent_activity, "07T22:05:00Z", "08T22:00:00.001Z"), inconsistent,
       "ended_at is more than 24 h after started_at"},
      {agent_activity, with(agent_activity, R"("wage_minor_per_hour":-1)"), number_out_of_range,
       "wage_minor_per_hour"},
      {agent_activity, with(agent_activity, R"("kb_result_count":-1)"), number_out_of_range,
       "kb_result_count"},
      {contacts, with(contacts, R"("opened_at":"2026-03-07T22:10:01Z")"), inconsistent,
       "opened_at is after occurred_at"},
      {orders, std::string("\0\0\0\0\1\2\3", 7), unknown_schema_prefix, ""},
      {orders, std::string("\0\0\0", 3), unknown_schema_prefix, ""},
      {orders, minimal(orders), bad_envelope, "ce_specversion", {{"ce_id", "1"}}},
      {orders,
       minimal(orders),
       unsupported_content,
       "content-type",
       {{"content-type", "application/avro"}}},
  };
}

std::vector<Case> all_cases() {
  std::vector<Case> cases = structure_cases();
  for (Case& c : field_cases()) cases.push_back(std::move(c));
  return cases;
}

TEST(Refusals, every_bad_record_has_its_reason_and_detail) {
  for (const Case& c : all_cases()) {
    const Decoded decoded = decode(c.topic, c.value, c.headers);
    const std::string shown = c.value.substr(0, 200);
    ASSERT_FALSE(decoded) << shown;
    EXPECT_EQ(decoded.error().reason, c.reason) << shown;
    EXPECT_EQ(decoded.error().detail, c.detail) << shown;
  }
}

TEST(Refusals, every_reason_is_reached) {
  std::set<Reason> reached = {Reason::time_in_future};  // its own test below
  for (const Case& c : all_cases()) reached.insert(c.reason);
  EXPECT_EQ(reached.size(), EnumNames<Reason>::values.size());
}

TEST(Refusals, limits_are_inclusive) {
  using enum Topic;
  const std::vector<std::pair<Topic, std::string>> cases = {
      {contacts, with(contacts, R"("text":)" + quoted(64 << 10))},
      {contacts, with(contacts, R"("tags":)" + list_of(100, "\"t\""))},
      {contacts, with(contacts, R"("turns":)" + list_of(1000, R"({"seq":1,"role":"bot"})"))},
      {orders, with(orders, attributes(64))},
      {orders, but(orders, "\"o1\"", quoted(256))},
      {orders, with(orders, nested(15))},
      {orders, but(orders, "2026-03-07T22:00:00Z", "2000-01-01T00:00:00Z")},
      {orders, but(orders, "2026-03-07T22:00:00Z", "2100-01-01T00:00:00Z")},
      {agent_activity, but(agent_activity, "22:05", "22:00")},
      {agent_activity, but(agent_activity, "07T22:05", "08T22:00")},
      {agent_activity, with(agent_activity, R"("wage_minor_per_hour":0,"kb_result_count":0)")},
      {contacts, with(contacts, R"("opened_at":"2026-03-07T22:10:00Z")")},
      {orders, std::string((1 << 20) - minimal(orders).size(), ' ') + minimal(orders)}};
  for (const auto& [topic, value] : cases) {
    const Decoded decoded = decode(topic, value);
    EXPECT_TRUE(decoded) << why(decoded) << ": " << value.substr(0, 200);
  }
}

TEST(Refusals, event_time_may_lead_the_record_by_ten_minutes) {
  const std::int64_t event_ms = parse_rfc3339("2026-03-07T22:00:00Z")->ms;
  for (const Topic topic : input_topics()) {
    const std::string value = minimal(topic);
    EXPECT_TRUE(decode(topic, value, {}, event_ms - 600'000)) << name_of(topic);
    EXPECT_TRUE(decode(topic, value, {}, event_ms + 86'400'000)) << name_of(topic);
    EXPECT_TRUE(decode(topic, value, {}, 0)) << "unknown timestamp";
    const Decoded early = decode(topic, value, {}, event_ms - 600'001);
    ASSERT_FALSE(early) << name_of(topic);
    EXPECT_EQ(early.error().reason, Reason::time_in_future);
  }
}

TEST(Refusals, greatest_timestamp_makes_no_event_early) {
  constexpr std::int64_t kGreatest = std::numeric_limits<std::int64_t>::max();
  EXPECT_TRUE(decode(Topic::orders, minimal(Topic::orders), {}, kGreatest));
}

TEST(Refusals, erasure_has_a_plausible_time_or_none) {
  Record record;
  record.topic = Topic::customers;
  record.tombstone = true;
  record.key = "u1";
  for (const std::int64_t ms : {std::int64_t{1'772'877'600}, std::int64_t{4'102'444'800'001},
                                std::numeric_limits<std::int64_t>::max()}) {
    record.timestamp_ms = ms;
    const Decoded decoded = DecodeEvent()(record);
    ASSERT_FALSE(decoded) << ms;
    EXPECT_EQ(why(decoded), "time_out_of_range at timestamp");
  }
  for (const std::int64_t ms : {std::int64_t{0}, std::numeric_limits<std::int64_t>::min()}) {
    record.timestamp_ms = ms;  // unknown
    ASSERT_TRUE(DecodeEvent()(record)) << ms;
    EXPECT_EQ(event_time(std::get<Customer>(DecodeEvent()(record)->event)).ms, 0);
  }
}

TEST(Refusals, refusal_never_shows_a_value) {
  constexpr std::string_view kSecret = "13812345678";
  for (const std::string& value : {but(Topic::contacts, "\"chat\"", "\"13812345678\""),
                                   but(Topic::contacts, "2026-03-07T22:00:00Z", "13812345678"),
                                   with(Topic::contacts, R"("13812345678":nul)"),
                                   with(Topic::contacts, R"("attributes":{"13812345678":[]})"),
                                   with(Topic::contacts, R"("wait_s":"13812345678")")}) {
    const Decoded decoded = decode(Topic::contacts, value);
    ASSERT_FALSE(decoded) << value;
    EXPECT_EQ(decoded.error().detail.find(kSecret), std::string::npos) << value;
  }
}

TEST(Refusals, tombstone_is_refused_where_nothing_can_be_erased) {
  Record record;
  record.tombstone = true;
  record.key = "o1";
  for (const Topic topic : input_topics()) {
    if (topic == Topic::customers) continue;
    record.topic = topic;
    const Decoded decoded = DecodeEvent()(record);
    ASSERT_FALSE(decoded) << name_of(topic);
    EXPECT_EQ(decoded.error().reason, Reason::empty_value);
  }
}

TEST(Refusals, tombstone_without_a_readable_key_is_refused) {
  Record record;
  record.topic = Topic::customers;
  record.tombstone = true;
  for (const std::string& key : {std::string(), std::string("u\n1"), std::string(257, 'u')}) {
    record.key = key;
    const Decoded decoded = DecodeEvent()(record);
    ASSERT_FALSE(decoded);
    EXPECT_EQ(decoded.error().reason, Reason::empty_id);
  }
  record.key = "\xff";
  EXPECT_EQ(DecodeEvent()(record).error().reason, Reason::invalid_utf8);
}

}  // namespace
}  // namespace vocmap
