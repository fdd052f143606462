#pragma once

#include <chrono>
#include <cstdint>
#include <map>

#include "pipeline/kafka/group_consumer.h"

namespace vocmap {

// How long records have waited in the partitions of one worker, in host time. Lives on the
// worker's thread.
class WaitingTimes {
 public:
  // An upper bound for the wait of the oldest record that was not processed: since the timestamp
  // of the one before it, and no longer than since the partition was last seen without lag, or
  // seen at all. 0 without lag.
  std::chrono::milliseconds unread(const PartitionLag& lag, std::int64_t now_ms);

  // For how long reading has stood at the end of what is committed while records of an open
  // transaction lie behind it. 0 while that end moves, and while there is more to read before it.
  // To be asked once per statistics.
  std::chrono::milliseconds unstable(TopicPartition source, const PartitionEnds& ends,
                                     std::int64_t position, std::int64_t now_ms);

  // The partition left this worker.
  void forget(TopicPartition source);

 private:
  struct Held {
    std::int64_t stable_end = 0;
    std::int64_t since_ms = 0;
  };

  std::map<TopicPartition, std::int64_t> without_lag_ms_;  // last seen so, or first seen
  std::map<TopicPartition, Held> held_;
};

}  // namespace vocmap
