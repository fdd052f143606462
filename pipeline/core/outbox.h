#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "schemas/topics.h"

namespace vocmap {

// A record to write. `partition` -1 means: by murmur2 of the key. No value is a tombstone.
struct OutboundRecord {
  Topic topic{};
  std::int32_t partition = -1;
  std::string key;
  std::optional<std::string> value;
  std::vector<std::pair<std::string, std::string>> headers{};  // besides those of its transaction
};

// Where stages put what they write; it leaves with the task's next transaction, in this order.
class Outbox {
 public:
  void send(Topic topic, std::string key, std::optional<std::string> value,
            std::int32_t partition = -1) {
    records_.push_back({topic, partition, std::move(key), std::move(value), {}});
  }

  std::size_t size() const { return records_.size(); }
  std::vector<OutboundRecord> take() { return std::exchange(records_, {}); }
  void clear() { records_.clear(); }

 private:
  std::vector<OutboundRecord> records_;
};

}  // namespace vocmap
