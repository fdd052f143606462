#pragma once

#include <cstdint>
#include <string_view>

namespace vocmap {

// Kafka's hash of record keys (org.apache.kafka.common.utils.Utils.murmur2).
std::uint32_t murmur2(std::string_view key);

// The partition that Kafka's Java producers choose for `key`. REQUIRES: partitions > 0.
std::int32_t murmur2_partition(std::string_view key, std::int32_t partitions);

}  // namespace vocmap
