#include "pipeline/kafka/statistics.h"

#include <simdjson.h>
#include <spdlog/spdlog.h>

#include <algorithm>

namespace vocmap {
namespace {

using simdjson::dom::element;
using Found = simdjson::simdjson_result<element>;

std::int64_t number(Found found) {
  std::int64_t value = 0;
  return found.get(value) == simdjson::SUCCESS ? value : 0;
}

std::uint64_t count(Found found) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(number(found), 0));
}

std::string_view text(Found found) {
  std::string_view value;
  return found.get(value) == simdjson::SUCCESS ? value : std::string_view{};
}

// Calls `visit` with the name and the value of each member; what is no object has none.
template <class Visitor>
void for_each_member(Found found, Visitor&& visit) {
  simdjson::dom::object members;
  if (found.get(members) != simdjson::SUCCESS) return;
  for (const auto member : members) visit(member.key, member.value);
}

bool has_connection(std::string_view broker_state) {
  return broker_state != "INIT" && broker_state != "DOWN" && broker_state != "TRY_CONNECT";
}

void add_broker(const element& broker, ClientStatistics& statistics) {
  statistics.round_trip =
      std::max(statistics.round_trip, std::chrono::microseconds(number(broker["rtt"]["p99"])));
  const std::uint64_t attempts = count(broker["connects"]);
  const std::uint64_t alive = attempts > 0 && has_connection(text(broker["state"])) ? 1 : 0;
  statistics.lost_connections += attempts - alive;
}

void add_partition(const element& partition, std::string_view topic, ClientStatistics& statistics) {
  // All partitions feed the consumer's one queue, and each of them tells the length of that.
  statistics.queued_messages = std::max(statistics.queued_messages, count(partition["fetchq_cnt"]));
  statistics.queued_bytes = std::max(statistics.queued_bytes, count(partition["fetchq_size"]));
  const std::int64_t end = number(partition["hi_offset"]);
  const std::int64_t stable_end = number(partition["ls_offset"]);
  if (end < 0 || stable_end < 0) return;  // nothing fetched yet, or the collective partition -1
  statistics.partitions.push_back({std::string(topic),
                                   static_cast<std::int32_t>(number(partition["partition"])), end,
                                   stable_end});
}

}  // namespace

std::optional<ClientStatistics> parse_statistics(std::string_view json) {
  simdjson::dom::parser parser;
  element all;
  if (parser.parse(json.data(), json.size()).get(all) != simdjson::SUCCESS) return std::nullopt;
  ClientStatistics statistics;
  statistics.client = text(all["name"]);
  statistics.taken_us = number(all["ts"]);
  if (statistics.client.empty() || statistics.taken_us <= 0) return std::nullopt;
  for_each_member(all["brokers"],
                  [&](std::string_view, const element& broker) { add_broker(broker, statistics); });
  if (text(all["type"]) == "producer") {
    statistics.queued_messages = count(all["msg_cnt"]);
    statistics.queued_bytes = count(all["msg_size"]);
    statistics.transaction_state = text(all["eos"]["txn_state"]);
    return statistics;
  }
  for_each_member(all["topics"], [&](std::string_view topic, const element& parts) {
    for_each_member(parts["partitions"], [&](std::string_view, const element& partition) {
      add_partition(partition, topic, statistics);
    });
  });
  if (number(all["cgrp"]["rebalance_cnt"]) > 0) {
    statistics.rebalance_age = std::chrono::milliseconds(number(all["cgrp"]["rebalance_age"]));
  }
  return statistics;
}

void update_statistics(ClientStatistics& statistics, std::string_view json) {
  if (std::optional<ClientStatistics> told = parse_statistics(json)) {
    statistics = std::move(*told);
  } else {
    spdlog::warn("the Kafka client's statistics cannot be read; its metrics stand still");
  }
}

}  // namespace vocmap
