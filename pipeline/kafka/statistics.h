#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vocmap {

// Only of clients that are polled: what is not taken piles up.
inline constexpr const char* kStatisticsIntervalMs = "5000";

// Where a partition that a consumer reads ends.
struct PartitionEnds {
  std::string topic;  // its name at the broker
  std::int32_t partition = 0;
  std::int64_t end = 0;         // after the last record, also of open transactions
  std::int64_t stable_end = 0;  // readers of committed records come no further: the first open
                                // transaction begins here
};

// What librdkafka tells every 5 s about one of its clients.
struct ClientStatistics {
  std::string client;         // librdkafka's name of this client, another one for each new client
  std::int64_t taken_us = 0;  // by a monotonic clock; 0: nothing was told yet
  // The slowest broker's 99th percentile since the last time; 0 when nothing was asked.
  std::chrono::microseconds round_trip{0};
  // Connections that failed or ended, of all brokers, since the client exists.
  std::uint64_t lost_connections = 0;
  // A producer's messages that no broker acknowledged yet, a consumer's that were fetched and not
  // yet handed out.
  std::uint64_t queued_messages = 0;
  std::uint64_t queued_bytes = 0;
  // Of a group member: since the assignment changed last. Empty before the first one.
  std::optional<std::chrono::milliseconds> rebalance_age;
  std::string transaction_state;          // of a transactional producer, by librdkafka's name of it
  std::vector<PartitionEnds> partitions;  // those whose ends are known
};

// Reads the JSON of librdkafka's statistics. Fields that a kind of client does not have are left at
// their defaults; empty when the text is no statistics at all.
std::optional<ClientStatistics> parse_statistics(std::string_view json);

// Replaces `statistics` by what the text tells; warns and leaves them when it cannot be read.
void update_statistics(ClientStatistics& statistics, std::string_view json);

}  // namespace vocmap
