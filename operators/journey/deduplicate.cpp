#include "operators/journey/deduplicate.h"

namespace vocmap {
namespace {
constexpr Duration kBucket = std::chrono::minutes{10};
}

void Deduplicate::resume() {
  payloads_.clear();
  pending_.clear();
  chunks_.scan_prefix([&](const ChunkKey&, const std::vector<Entry>& entries) {
    payloads_.insert(entries.begin(), entries.end());
    return true;
  });
}

Deduplicate::Verdict Deduplicate::check(EventTime event_time, const DeduplicationKey& key,
                                        std::uint64_t payload_hash) {
  const auto [known, is_new] = payloads_.try_emplace(key, payload_hash);
  if (!is_new) {
    return known->second == payload_hash ? Verdict::duplicate : Verdict::conflicting;
  }
  pending_[floor_to(event_time, kBucket)].emplace_back(key, payload_hash);
  return Verdict::fresh;
}

void Deduplicate::flush() {
  for (auto& [bucket, entries] : pending_) {
    auto& chunk = chunks_.edit({bucket, entries.front().first.high});
    chunk.insert(chunk.end(), entries.begin(), entries.end());
  }
  pending_.clear();
}

void Deduplicate::expire(EventTime horizon) {
  std::vector<ChunkKey> expired;
  const EventTime end = floor_to(horizon, kBucket);
  chunks_.scan_range(std::tuple{EventTime::min()}, std::tuple{end},
                     [&](const ChunkKey& key, const std::vector<Entry>& entries) {
                       for (const Entry& entry : entries) payloads_.erase(entry.first);
                       expired.push_back(key);
                       return true;
                     });
  for (const ChunkKey& key : expired) chunks_.erase(key);
}

}  // namespace vocmap
