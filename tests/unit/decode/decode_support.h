#pragma once

#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "operators/decode/decode_event.h"

namespace vocmap {

inline void PrintTo(Reason reason, std::ostream* out) {
  *out << name_of(reason);
}

using Decoded = tl::expected<DecodedEvent, Refusal>;

// Decodes one record of a topic. The views are only read during the call.
inline Decoded decode(Topic topic, std::string_view value, std::vector<Header> headers = {},
                      std::int64_t timestamp_ms = 0, DecodeLimits limits = {}) {
  Record record;
  record.topic = topic;
  record.value = value;
  record.timestamp_ms = timestamp_ms;
  record.headers = headers;
  return DecodeEvent(limits)(record);
}

inline std::string why(const Decoded& decoded) {
  if (decoded) return "decoded";
  return std::string(name_of(decoded.error().reason)) + " at " + decoded.error().detail;
}

template <class T>
T decoded_as(Topic topic, std::string_view value) {
  const Decoded decoded = decode(topic, value);
  if (!decoded) {
    ADD_FAILURE() << why(decoded);
    return {};
  }
  return std::get<T>(decoded->event);
}

// The smallest accepted event of a topic, with room for one more field before the brace.
inline std::string minimal(Topic topic) {
  static const std::string kTime = R"("2026-03-07T22:00:00Z")";
  static const std::map<Topic, std::string> kMinimal = {
      {Topic::contacts, R"({"contact_id":"c1","event":"opened","occurred_at":)" + kTime +
                            R"(,"line":"tickets","channel":"chat"})"},
      {Topic::orders,
       R"({"order_id":"o1","event":"placed","occurred_at":)" + kTime + R"(,"line":"tickets"})"},
      {Topic::surveys,
       R"({"response_id":"r1","occurred_at":)" + kTime + R"(,"customer_id":"u1","metric":"ces"})"},
      {Topic::agent_activity, R"({"agent_id":"a1","team_id":"t1","state":"talk","started_at":)" +
                                  kTime + R"(,"ended_at":"2026-03-07T22:05:00Z"})"},
      {Topic::projects, R"({"project_id":"p1","event":"launched","at":)" + kTime +
                            R"(,"line":"tickets","scenario_ids":["tickets.pay.charged_twice"]})"},
      {Topic::customers, R"({"customer_id":"u1","updated_at":)" + kTime + "}"},
      {Topic::feedback, R"({"contact_id":"c1","scenario_id":"s1","verdict":"correct","by":"b1",)"
                        R"("at":)" +
                            kTime + "}"}};
  return kMinimal.at(topic);
}

// The minimal event with more fields: with(Topic::orders, R"("currency":"CNY")").
inline std::string with(Topic topic, std::string_view fields) {
  std::string value = minimal(topic);
  value.pop_back();
  return value.append(",").append(fields).append("}");
}

// The minimal event with one part of its text replaced.
inline std::string but(Topic topic, std::string_view part, std::string_view replacement) {
  std::string value = minimal(topic);
  const std::size_t at = value.find(part);
  EXPECT_NE(at, std::string::npos) << part;
  return value.replace(at, part.size(), replacement);
}

inline std::vector<Topic> input_topics() {
  std::vector<Topic> topics;
  for (std::size_t i = 0; i < kInputTopics; ++i) topics.push_back(static_cast<Topic>(i));
  return topics;
}

// A list of schemas/json/examples as parsed JSON; lives until the next call.
inline simdjson::dom::array examples(Topic topic, std::string_view kind) {
  static simdjson::dom::parser parser;
  const std::string path = std::string(VOCMAP_SOURCE_DIR) + "/schemas/json/examples/" +
                           std::string(name_of(topic)) + "." + std::string(kind) + ".json";
  simdjson::dom::array list;
  EXPECT_EQ(parser.load(path).get(list), simdjson::SUCCESS) << path;
  return list;
}

inline std::vector<std::string> valid_examples(Topic topic) {
  std::vector<std::string> texts;
  for (const auto example : examples(topic, "valid")) texts.push_back(simdjson::to_string(example));
  return texts;
}

}  // namespace vocmap
