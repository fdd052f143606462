#include "tests/unit/decode/decode_support.h"

namespace vocmap {
namespace {

EventTime at(std::string_view text) {
  return parse_rfc3339(text).value();
}

// Counts the fields of an event that are set; required ones always are.
struct CountSet {
  std::size_t set = 0;
  std::size_t all = 0;

  template <class M>
  void operator()(std::string_view, const M& member) {
    ++all;
    if constexpr (requires { member.has_value(); }) {
      set += member.has_value();
    } else if constexpr (requires { member.empty(); } && !std::is_same_v<M, std::string>) {
      set += !member.empty();
    } else {
      ++set;
    }
  }
};

CountSet count_set(const InputEvent& event) {
  CountSet count;
  std::visit([&](const auto& e) { e.fields(e, count); }, event);
  return count;
}

TEST(Events, full_event_sets_every_field_of_its_struct) {
  for (const Topic topic : input_topics()) {
    const Decoded decoded = decode(topic, valid_examples(topic).front());
    ASSERT_TRUE(decoded) << name_of(topic) << ": " << why(decoded);
    EXPECT_EQ(decoded->event.index(), static_cast<std::size_t>(topic));
    EXPECT_EQ(decoded->unknown_fields, 0);
    const CountSet count = count_set(decoded->event);
    // A conversation has no other text, a correction no proposal.
    const std::size_t absent = topic == Topic::contacts || topic == Topic::feedback;
    EXPECT_EQ(count.set + absent, count.all) << name_of(topic);
  }
}

TEST(Events, minimal_event_leaves_every_default_unset) {
  const std::map<Topic, std::size_t> kSet = {
      {Topic::contacts, 5}, {Topic::orders, 4},    {Topic::surveys, 4}, {Topic::agent_activity, 5},
      {Topic::projects, 5}, {Topic::customers, 2}, {Topic::feedback, 5}};
  for (const Topic topic : input_topics()) {
    const Decoded decoded = decode(topic, minimal(topic));
    ASSERT_TRUE(decoded) << name_of(topic) << ": " << why(decoded);
    EXPECT_EQ(count_set(decoded->event).set, kSet.at(topic)) << name_of(topic);
    EXPECT_FALSE(decoded->cloud_event);
    EXPECT_FALSE(decoded->tombstone);
  }
}

TEST(Events, contact_has_the_values_of_its_fields) {
  const auto c = decoded_as<Contact>(Topic::contacts, valid_examples(Topic::contacts).front());
  EXPECT_EQ(c.contact_id, "c-1001");
  EXPECT_EQ(c.event, ContactEvent::closed);
  EXPECT_EQ(c.occurred_at, at("2026-03-07T14:10:11Z"));
  EXPECT_EQ(c.opened_at, at("2026-03-07T14:01:00Z"));
  EXPECT_EQ(c.channel, Channel::chat);
  EXPECT_EQ(c.subject, "重复扣款");
  ASSERT_EQ(c.turns.size(), 4);
  EXPECT_EQ(c.turns[1].seq, 2);
  EXPECT_EQ(c.turns[1].role, TurnRole::bot);
  EXPECT_EQ(c.turns[1].at, at("2026-03-07T14:01:02.500Z"));
  EXPECT_EQ(c.turns[2].text, "同一单付了两遍，什么时候退？");
  EXPECT_EQ(c.turns[2].acoustic->pitch_mean, 210.5);
  EXPECT_EQ(c.handle->hold_s, 10.0);
  EXPECT_EQ(c.handoff->refused, false);
  EXPECT_EQ(c.goodwill->amount_minor, 1000);
  EXPECT_EQ(c.tags, (std::vector<std::string>{"payment", "refund"}));
}

TEST(Events, attributes_are_sorted_by_name_and_keep_their_types) {
  const auto order = decoded_as<Order>(
      Topic::orders,
      with(Topic::orders, R"("attributes":{"z":true,"a":"x","m":1.5,"b":null,"i":7})"));
  EXPECT_EQ(
      order.attributes,
      (Attributes{
          {"a", std::string("x")}, {"b", std::monostate{}}, {"i", 7.0}, {"m", 1.5}, {"z", true}}));
}

TEST(Events, fields_may_come_in_any_order) {
  const auto order = decoded_as<Order>(
      Topic::orders,
      R"({"line":"tickets","occurred_at":"2026-03-07T22:00:00Z","event":"paid","order_id":"o1"})");
  EXPECT_EQ(order.order_id, "o1");
  EXPECT_EQ(order.event, OrderEvent::paid);
}

TEST(Events, escaped_field_names_are_the_same_fields) {
  const auto order =
      decoded_as<Order>(Topic::orders, but(Topic::orders, "order_id", "order\\u005fid"));
  EXPECT_EQ(order.order_id, "o1");
}

TEST(Events, null_means_absent) {
  const auto contact = decoded_as<Contact>(
      Topic::contacts,
      with(Topic::contacts, R"("customer_id":null,"turns":null,"handle":null,"attributes":null)"));
  EXPECT_FALSE(contact.customer_id);
  EXPECT_FALSE(contact.handle);
}

TEST(Events, empty_label_means_absent) {
  const auto contact =
      decoded_as<Contact>(Topic::contacts, with(Topic::contacts, R"("region":"","text":"")"));
  EXPECT_FALSE(contact.region);
  EXPECT_EQ(contact.text, "");
}

TEST(Events, answered_at_is_another_name_of_occurred_at) {
  const auto survey =
      decoded_as<Survey>(Topic::surveys, but(Topic::surveys, "occurred_at", "answered_at"));
  EXPECT_EQ(survey.occurred_at, at("2026-03-07T22:00:00Z"));
}

TEST(Events, sent_survey_needs_no_metric) {
  const auto survey = decoded_as<Survey>(
      Topic::surveys, but(Topic::surveys, R"("metric":"ces")", R"("event":"sent")"));
  EXPECT_FALSE(survey.metric);
}

TEST(Events, integral_double_is_an_integer_up_to_two_to_the_53) {
  for (const auto& [text, value] :
       std::map<std::string, std::int64_t>{{"3.0", 3},
                                           {"-0.0", 0},
                                           {"2.5e3", 2500},
                                           {"9007199254740992.0", 9007199254740992},
                                           {"9223372036854775807", INT64_MAX},
                                           {"-9223372036854775808", INT64_MIN}}) {
    const auto order =
        decoded_as<Order>(Topic::orders, with(Topic::orders, R"("revenue_minor":)" + text));
    EXPECT_EQ(order.revenue_minor, value) << text;
  }
}

TEST(Events, unknown_fields_are_counted_at_every_level) {
  const std::string value = with(
      Topic::contacts, R"("x":[1,{"y":[true,null,"z",1e400]}],"handle":{"talk_s":1,"idle_s":2},)"
                       R"("turns":[{"seq":1,"role":"bot","mood":"ok"}],"specversion":"1.0")");
  const Decoded decoded = decode(Topic::contacts, value);
  ASSERT_TRUE(decoded) << why(decoded);
  EXPECT_EQ(decoded->unknown_fields, 4);
}

TEST(Events, decoder_keeps_nothing_of_the_record_before) {
  DecodeEvent decode_event;
  const std::string full = valid_examples(Topic::contacts).front();
  const std::string small = minimal(Topic::contacts);
  for (const std::string& value : {full, small, full.substr(0, full.size() - 1), small, full}) {
    Record record;
    record.topic = Topic::contacts;
    record.value = value;
    const Decoded reused = decode_event(record);
    const Decoded fresh = decode(Topic::contacts, value);
    ASSERT_EQ(why(reused), why(fresh));
    if (!fresh) continue;
    EXPECT_EQ(count_set(reused->event).set, count_set(fresh->event).set);
  }
}

TEST(Events, customer_tombstone_is_an_erasure_of_the_key) {
  Record record;
  record.topic = Topic::customers;
  record.tombstone = true;
  record.key = "u-77";
  record.timestamp_ms = 1'772'920'800'000;
  const Decoded decoded = DecodeEvent()(record);
  ASSERT_TRUE(decoded) << why(decoded);
  EXPECT_TRUE(decoded->tombstone);
  EXPECT_EQ(std::get<Customer>(decoded->event).customer_id, "u-77");
  EXPECT_EQ(event_time(std::get<Customer>(decoded->event)).ms, record.timestamp_ms);
}

TEST(Events, valid_examples_of_the_schemas_are_decoded) {
  for (const Topic topic : input_topics()) {
    for (const std::string& value : valid_examples(topic)) {
      const Decoded decoded = decode(topic, value);
      EXPECT_TRUE(decoded && decoded->unknown_fields == 0) << why(decoded) << ": " << value;
    }
  }
}

TEST(Events, refused_examples_of_the_schemas_are_refused_for_their_reason) {
  for (const Topic topic : input_topics()) {
    for (const auto example : examples(topic, "refused")) {
      const Decoded decoded = decode(topic, simdjson::to_string(example["value"].value_unsafe()));
      std::string_view reason;
      if (example["reason"].get(reason)) {  // null: only the schema refuses it
        EXPECT_TRUE(decoded && decoded->unknown_fields == 1) << why(decoded);
      } else {
        EXPECT_EQ(decoded ? "decoded" : name_of(decoded.error().reason), reason) << example;
      }
    }
  }
}

}  // namespace
}  // namespace vocmap
