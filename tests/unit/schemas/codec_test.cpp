#include <gtest/gtest.h>

#include "schemas/binary.h"
#include "schemas/events.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

Contact full_contact() {
  Contact c;
  c.contact_id = "c1";
  c.event = ContactEvent::message;
  c.occurred_at = EventTime{-5};
  c.line = "tickets";
  c.channel = Channel::wechat;
  c.turns.push_back({.seq = 1, .role = TurnRole::agent, .at = {}, .text = "您好", .acoustic = {}});
  c.escalated = false;
  c.attributes = {{"a", 1.5}, {"b", std::monostate{}}, {"c", std::string{"x\n\""}}};
  return c;
}

TEST(Codec, binary_form_of_an_event_reads_back_equal) {
  const std::string bytes = encode(InputEvent{full_contact()});
  const std::optional<InputEvent> read = decode<InputEvent>(bytes);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(encode(*read), bytes);
}

TEST(Codec, truncated_binary_is_refused_at_every_byte) {
  const std::string bytes = encode(InputEvent{full_contact()});
  for (std::size_t n = 0; n < bytes.size(); ++n) {
    EXPECT_FALSE(decode<InputEvent>(std::string_view{bytes}.substr(0, n)).has_value()) << n;
  }
  EXPECT_FALSE(decode<InputEvent>(bytes + '\0').has_value());
}

TEST(Codec, json_has_only_set_fields_in_list_order_and_escapes) {
  JsonWriter out;
  write_json(out, full_contact());
  EXPECT_EQ(
      out.text(),
      R"({"contact_id":"c1","event":"message","occurred_at":"1969-12-31T23:59:59.995Z",)"
      R"("line":"tickets","channel":"wechat","turns":[{"seq":1,"role":"agent","text":"您好"}],)"
      R"("escalated":false,"attributes":{"a":1.5,"b":null,"c":"x\n\""}})");
}

TEST(Codec, wrong_count_of_a_list_costs_no_memory) {
  std::string bytes;
  BinaryWriter{bytes}.put_unsigned(1'000);
  bytes.append(1'000, '\x7f');  // no field has that number
  std::vector<Contact> read;
  BinaryReader{bytes}.get(read);
  EXPECT_LE(read.capacity() * sizeof(Contact), bytes.size() + sizeof(Contact));
}

std::string json_of(std::string_view text) {
  JsonWriter out;
  return out.value(text).take();
}

TEST(JsonText, bytes_that_are_no_utf8_become_replacement_characters) {
  EXPECT_EQ(json_of("a\xff"
                    "b\xe4\xbd"),
            "\"a\xef\xbf\xbd"
            "b\xef\xbf\xbd\xef\xbf\xbd\"");
  EXPECT_EQ(json_of("\xed\xa0\x80\n"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\\n\"");
  EXPECT_EQ(json_of("\xef\xbf\xbd 你\"\x01"), "\"\xef\xbf\xbd 你\\\"\\u0001\"");
}

TEST(JsonNumber, no_double_looks_like_an_integer_of_more_than_64_bits) {
  JsonWriter out;
  out.begin_array().value(7.477080264543576e+20).value(-1e22).value(1e15).value(0.5).end_array();
  EXPECT_EQ(out.text(), "[7.477080264543576e+20,-1e+22,1e+15,0.5]");
}

TEST(Time, rfc3339_needs_an_offset_and_a_real_date) {
  EXPECT_EQ(parse_rfc3339("1970-01-01T08:00:00.5+08:00")->ms, 500);
  EXPECT_EQ(parse_rfc3339("2026-02-28T23:59:60Z")->ms, parse_rfc3339("2026-03-01T00:00:00Z")->ms);
  for (const char* bad :
       {"2026-03-07T22:00:00", "2026-02-30T00:00:00Z", "2026-03-07", "1700000000",
        "2026-03-07T24:00:00Z", "2026-03-07T22:00:00.Z", "2026-03-07T22:00:00Zx"}) {
    EXPECT_FALSE(parse_rfc3339(bad).has_value()) << bad;
  }
}

TEST(Time, floors_toward_the_past_before_1970) {
  EXPECT_EQ(floor_to(EventTime{-1}, std::chrono::minutes{5}).ms, -300'000);
  EXPECT_EQ(format_rfc3339(EventTime{-300'000}), "1969-12-31T23:55:00Z");
}

}  // namespace
}  // namespace vocmap
