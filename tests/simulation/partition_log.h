#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>

#include "pipeline/runtime/broker.h"

namespace vocmap::simulation {

using ProducerId = std::int64_t;
inline constexpr ProducerId kNoTransaction = -1;

// One partition as Kafka keeps it: records and control records by offset, and which of them a
// read_committed reader may see.
class PartitionLog {
 public:
  struct Entry {
    enum class Kind : std::uint8_t { open, committed, aborted, control, compacted };
    Kind kind = Kind::open;
    ProducerId producer = kNoTransaction;
    std::string key;
    std::optional<std::string> value;
  };

  std::int64_t begin() const { return begin_; }
  std::int64_t end() const { return static_cast<std::int64_t>(entries_.size()); }
  // The last stable offset: no record before it belongs to an open transaction.
  std::int64_t stable_end() const;
  // After the last committed record that readers can see now.
  std::int64_t visible_end() const;
  bool has_open(ProducerId producer) const { return open_since_.contains(producer); }

  // Returns the record's offset. kNoTransaction: visible at once.
  std::int64_t append(std::string key, std::optional<std::string> value, ProducerId producer);
  // Writes the marker that ends the producer's transaction, if it has written here.
  void end_transaction(ProducerId producer, bool commit);

  // The first visible record in [from, stable_end); empty when there is none.
  std::optional<std::int64_t> next_visible(std::int64_t from) const;
  const Entry& at(std::int64_t offset) const { return entries_[static_cast<std::size_t>(offset)]; }
  Record record(TopicPartition source, std::int64_t offset) const;

  // Keeps the newest record of each key among the stable ones, deletions included.
  void compact();
  // Loses everything from `offset` on, or before it, as a bad election or retention would.
  void cut_tail(std::int64_t offset);
  void cut_head(std::int64_t offset) { begin_ = std::max(begin_, offset); }

 private:
  std::deque<Entry> entries_;
  std::int64_t begin_ = 0;
  std::map<ProducerId, std::int64_t> open_since_;
};

}  // namespace vocmap::simulation
