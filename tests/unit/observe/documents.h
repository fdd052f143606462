#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "pipeline/core/record.h"

namespace vocmap {

// An experience map of line tickets with one scenario and one that fits none. `rate` is the JSON
// of every service_rate.
struct MapOf {
  std::string start = "2026-03-07T22:00:00Z";
  std::string end = "2026-03-07T23:00:00Z";
  std::string size = "1h";
  std::string line = "tickets";
  int contacts = 57;
  bool closed = true;
  int revision = 1;
  std::string exposure = "1234";
  std::string rate = R"({"value":461.9,"interval":[356.5,598.1],"unit":"per_10k","reason":null})";

  std::string key() const { return fmt::format("{}|{}|{}", line, size, start); }

  std::string json() const {
    return fmt::format(
        R"({{"line":"{}","name":{{"zh":"门票","en":"Tickets"}},"window":{{"size":"{}","start":"{}",)"
        R"("end":"{}"}},"taxonomy_version":3,"exposure":{{"kind":"order","count":{}}},)"
        R"("contacts":{},"service_rate":{},"by_channel":{{"chat":30,"call":27}},"stages":[)"
        R"({{"id":"pay","name":{{"en":"Pay"}},"contacts":20,"service_rate":{},"scenarios":[)"
        R"({{"id":"tickets.pay.charged_twice","name":{{"en":"Charged twice"}},"owner":"payments",)"
        R"("target_per_10k":12,"contacts":9,"service_rate":{},"rate_ratio":1.4,)"
        R"("by_channel":{{"chat":5,"call":4}},"samples":["c17"]}}]}},)"
        R"({{"id":"none","name":{{"en":"Unclassified"}},"contacts":37,"service_rate":{},)"
        R"("scenarios":[{{"id":"none","name":{{"en":"Unclassified"}},"owner":null,)"
        R"("target_per_10k":null,"contacts":37,"service_rate":{},"rate_ratio":null,)"
        R"("by_channel":{{}},"samples":[]}}]}}],"closed":{},"final":false,"revision":{}}})",
        line, size, start, end, exposure, contacts, rate, rate, rate, rate, rate, closed, revision);
  }
};

inline constexpr std::string_view kBattleMap =
    R"({"window":{"size":"28d","start":"2026-02-07T23:00:00Z","end":"2026-03-07T23:00:00Z"},)"
    R"("rows":[{"rank":1,"line":"tickets","line_name":{"en":"Tickets"},"stage":"pay",)"
    R"("stage_name":{"en":"Pay"},"scenario":"tickets.pay.charged_twice","name":{"en":"x"},)"
    R"("owner":"payments","target_per_10k":12,"contacts":900,"exposure":120000,)"
    R"("service_rate_per_10k":75.0,"avoidable_contacts":756.0,"share":0.31}],"revision":12})";

inline Record record_of(Topic topic, std::string_view key, std::string_view value) {
  Record record;
  record.topic = topic;
  record.key = key;
  record.value = value;
  return record;
}

inline Record tombstone_of(Topic topic, std::string_view key) {
  Record record = record_of(topic, key, "");
  record.tombstone = true;
  return record;
}

// Applies the document to a LiveTable, or whatever takes records.
template <class Table>
bool apply_map(Table& table, const MapOf& map) {
  const std::string key = map.key();
  const std::string json = map.json();
  return table.apply(record_of(Topic::experience_map, key, json));
}

}  // namespace vocmap
