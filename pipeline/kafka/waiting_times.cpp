#include "pipeline/kafka/waiting_times.h"

#include <algorithm>

namespace vocmap {
namespace {

// Host clocks may be set back, and records may carry times of another clock.
std::chrono::milliseconds since(std::int64_t then_ms, std::int64_t now_ms) {
  return std::chrono::milliseconds(std::max<std::int64_t>(now_ms - then_ms, 0));
}

}  // namespace

std::chrono::milliseconds WaitingTimes::unread(const PartitionLag& lag, std::int64_t now_ms) {
  std::int64_t& without_lag_ms =
      without_lag_ms_.try_emplace({lag.topic, lag.partition}, now_ms).first->second;
  if (lag.lag_records == 0) {
    without_lag_ms = now_ms;
    return std::chrono::milliseconds(0);
  }
  return since(std::max(lag.processed_timestamp_ms, without_lag_ms), now_ms);
}

std::chrono::milliseconds WaitingTimes::unstable(TopicPartition source, const PartitionEnds& ends,
                                                 std::int64_t position, std::int64_t now_ms) {
  if (ends.end <= ends.stable_end || position < ends.stable_end) {
    held_.erase(source);
    return std::chrono::milliseconds(0);
  }
  Held& held = held_.try_emplace(source, Held{ends.stable_end, now_ms}).first->second;
  if (held.stable_end != ends.stable_end) held = {ends.stable_end, now_ms};
  return since(held.since_ms, now_ms);
}

void WaitingTimes::forget(TopicPartition source) {
  without_lag_ms_.erase(source);
  held_.erase(source);
}

}  // namespace vocmap
