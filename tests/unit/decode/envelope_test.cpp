#include "operators/decode/envelope.h"

#include "tests/unit/decode/decode_support.h"

namespace vocmap {
namespace {

const std::string kPrefix("\0\0\0\0\x2a", 5);
const std::string kByteOrderMark = "\xef\xbb\xbf";

const std::vector<Header> kBinary = {{"ce_specversion", "1.0"},
                                     {"ce_id", "e-1"},
                                     {"ce_source", "/crm"},
                                     {"ce_type", "contact.opened"},
                                     {"ce_time", "2026-03-07T22:00:00Z"}};
const std::vector<Header> kStructured = {
    {"content-type", "application/cloudevents+json; charset=UTF-8"}};

// A structured CloudEvent around an event, with some fields replaced or dropped ("").
std::string cloud_event(std::string_view data, std::map<std::string, std::string> changes = {}) {
  std::map<std::string, std::string> fields = {
      {"specversion", R"("1.0")"}, {"id", R"("e-1")"},  {"source", R"("/crm")"},
      {"type", R"("contact")"},    {"subject", R"(7)"}, {"traceparent", R"("00-ab")"},
      {"data", std::string(data)}};
  for (auto& [name, value] : changes) fields[name] = value;
  std::string text;
  for (const auto& [name, value] : fields) {
    if (!value.empty()) text += (text.empty() ? "{\"" : ",\"") + name + "\":" + value;
  }
  return text + "}";
}

std::vector<Header> binary_but(std::string_view name, std::optional<std::string_view> value) {
  std::vector<Header> headers;
  for (const Header& header : kBinary) {
    if (header.name != name) headers.push_back(header);
  }
  if (value) headers.push_back({name, *value});
  return headers;
}

void expect_cloud_event(const Decoded& decoded) {
  ASSERT_TRUE(decoded) << why(decoded);
  ASSERT_TRUE(decoded->cloud_event);
  EXPECT_EQ(decoded->cloud_event->id, "e-1");
  EXPECT_EQ(decoded->cloud_event->source, "/crm");
  EXPECT_EQ(decoded->unknown_fields, 0);
}

TEST(Envelope, every_envelope_of_every_topic_holds_the_same_event) {
  for (const Topic topic : input_topics()) {
    const std::string event = minimal(topic);
    for (const std::string& prefix :
         {std::string(), kPrefix, kByteOrderMark, kPrefix + kByteOrderMark}) {
      const Decoded plain = decode(topic, prefix + event);
      ASSERT_TRUE(plain) << why(plain);
      EXPECT_FALSE(plain->cloud_event);
      EXPECT_TRUE(decode(topic, prefix + " \n" + event));
      expect_cloud_event(decode(topic, prefix + event, kBinary));
      expect_cloud_event(decode(topic, prefix + cloud_event(event), kStructured));
      expect_cloud_event(decode(topic, prefix + cloud_event(event)));
    }
  }
}

TEST(Envelope, data_may_stand_anywhere) {
  const std::string event = minimal(Topic::contacts);
  expect_cloud_event(decode(
      Topic::contacts,
      R"({"data":)" + event + R"(,"type":"t","source":"/crm","id":"e-1","specversion":"1.0"})"));
}

TEST(Envelope, faults_of_the_data_name_their_field) {
  const Decoded decoded = decode(Topic::orders, cloud_event(but(Topic::orders, "placed", "sold")));
  ASSERT_FALSE(decoded);
  EXPECT_EQ(why(decoded), "unknown_value at data.event");
}

TEST(Envelope, unknown_fields_of_the_data_are_counted) {
  const Decoded decoded = decode(Topic::orders, cloud_event(with(Topic::orders, R"("x":1)")));
  ASSERT_TRUE(decoded) << why(decoded);
  EXPECT_EQ(decoded->unknown_fields, 1);
}

TEST(Envelope, incomplete_or_foreign_structured_events_are_refused) {
  const std::string event = minimal(Topic::orders);
  const std::vector<std::pair<std::map<std::string, std::string>, std::string>> cases = {
      {{{"specversion", ""}}, "bad_envelope at specversion"},
      {{{"specversion", "\"0.3\""}}, "bad_envelope at specversion"},
      {{{"id", ""}}, "bad_envelope at id"},
      {{{"id", "null"}}, "bad_envelope at id"},
      {{{"id", "\"\""}}, "empty_id at id"},
      {{{"id", "7"}}, "wrong_type at id"},
      {{{"source", ""}}, "bad_envelope at source"},
      {{{"type", ""}}, "bad_envelope at type"},
      {{{"data", ""}}, "bad_envelope at data"},
      {{{"data", "\"text\""}}, "unsupported_content at data"},
      {{{"data", "[]"}}, "unsupported_content at data"},
      {{{"data_base64", "\"e30=\""}}, "unsupported_content at data_base64"},
      {{{"data", ""}, {"data_base64", "\"e30=\""}}, "unsupported_content at data_base64"},
      {{{"datacontenttype", "\"text/xml\""}}, "unsupported_content at datacontenttype"}};
  for (const auto& [changes, expected] : cases) {
    EXPECT_EQ(why(decode(Topic::orders, cloud_event(event, changes), kStructured)), expected);
  }
  EXPECT_TRUE(
      decode(Topic::orders, cloud_event(event, {{"datacontenttype", "\"application/json\""}})));
  EXPECT_EQ(why(decode(Topic::orders, cloud_event("", {{"data_base64", "\"e30=\""}}))),
            "unsupported_content at data_base64");
}

TEST(Envelope, headers_and_body_must_name_the_same_event) {
  const std::string body = cloud_event(minimal(Topic::orders));
  expect_cloud_event(decode(Topic::orders, body, kBinary));
  EXPECT_EQ(why(decode(Topic::orders, body, binary_but("ce_id", "e-2"))),
            "bad_envelope at the headers name another event");
}

TEST(Envelope, incomplete_binary_headers_are_refused) {
  const std::string event = minimal(Topic::orders);
  const std::string long_id(257, 'x');
  const std::vector<std::pair<std::vector<Header>, std::string>> cases = {
      {binary_but("ce_specversion", {}), "bad_envelope at ce_specversion"},
      {binary_but("ce_specversion", "2.0"), "bad_envelope at ce_specversion"},
      {binary_but("ce_id", {}), "bad_envelope at ce_id"},
      {binary_but("ce_id", ""), "empty_id at ce_id"},
      {binary_but("ce_id", long_id), "empty_id at ce_id"},
      {binary_but("ce_id", "\xff"), "invalid_utf8 at ce_id"},
      {binary_but("ce_source", {}), "bad_envelope at ce_source"},
      {binary_but("ce_source", "a\tb"), "empty_id at ce_source"},
      {binary_but("ce_type", {}), "bad_envelope at ce_type"},
      {{{"ce_specversion", "1.0"}, {"ce_specversion", "1.0"}},
       "bad_envelope at a header stands twice"}};
  for (const auto& [headers, expected] : cases) {
    EXPECT_EQ(why(decode(Topic::orders, event, headers)), expected);
  }
}

TEST(Envelope, foreign_headers_are_ignored) {
  EXPECT_TRUE(decode(Topic::orders, minimal(Topic::orders),
                     {{"traceparent", "00"}, {"traceparent", "01"}, {"ce_time", "yesterday"}}));
}

TEST(Envelope, content_type_decides_whether_it_is_json) {
  const std::string event = minimal(Topic::orders);
  for (const char* type : {"application/json", "Application/JSON ; charset=utf-8", "text/json",
                           "application/vnd.acme.order+json"}) {
    EXPECT_TRUE(decode(Topic::orders, event, {{"Content-Type", type}})) << type;
  }
  for (const char* type : {"", "text/plain", "application/avro", "application/json5",
                           "application/cloudevents-batch+json", "application/cloudevents+avro"}) {
    EXPECT_EQ(why(decode(Topic::orders, event, {{"content-type", type}})),
              "unsupported_content at content-type")
        << type;
  }
}

TEST(Envelope, text_that_mentions_specversion_is_still_plain) {
  const Decoded decoded =
      decode(Topic::contacts, with(Topic::contacts, R"("attributes":{"specversion":"1.0"})"));
  ASSERT_TRUE(decoded) << why(decoded);
  EXPECT_FALSE(decoded->cloud_event);
}

}  // namespace
}  // namespace vocmap
