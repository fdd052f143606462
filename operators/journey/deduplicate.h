#pragma once

#include <map>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "operators/records.h"
#include "pipeline/state/store.h"

namespace vocmap {

// Finds records that came before. A key is kept until every record of its 10 minutes of event time
// would be late anyway. On disk: append-only values of 24 bytes per key, one put per 10 minutes and
// commit; in memory: one hash table of about 60 bytes per key.
class Deduplicate {
 public:
  enum class Verdict : std::uint8_t { fresh, duplicate, conflicting };

  explicit Deduplicate(TaskState& state) : chunks_(state) {}

  // Reads the stored keys; at the start and after a rollback.
  void resume();

  Verdict check(EventTime event_time, const DeduplicationKey& key, std::uint64_t payload_hash);

  // Moves the keys since the last call into the store.
  void flush();

  // Forgets the buckets that end at or before `horizon` (watermark - lateness).
  void expire(EventTime horizon);

 private:
  struct KeyHash {
    std::size_t operator()(const DeduplicationKey& key) const { return key.low; }
  };
  // 10-minute bucket, first key of the chunk -> (key, payload hash)*
  using ChunkKey = std::tuple<EventTime, std::uint64_t>;
  using Entry = std::pair<DeduplicationKey, std::uint64_t>;

  Store<ChunkKey, std::vector<Entry>> chunks_;
  std::unordered_map<DeduplicationKey, std::uint64_t, KeyHash> payloads_;
  std::map<EventTime, std::vector<Entry>> pending_;
};

}  // namespace vocmap
