#include "tests/simulation/partition_log.h"

#include <algorithm>
#include <set>

#include "pipeline/core/check.h"

namespace vocmap::simulation {

std::int64_t PartitionLog::stable_end() const {
  std::int64_t stable = end();
  for (const auto& [producer, since] : open_since_) stable = std::min(stable, since);
  return stable;
}

std::int64_t PartitionLog::visible_end() const {
  std::int64_t offset = stable_end();
  while (offset > begin_ && at(offset - 1).kind != Entry::Kind::committed) --offset;
  return offset;
}

std::int64_t PartitionLog::append(std::string key, std::optional<std::string> value,
                                  ProducerId producer) {
  const std::int64_t offset = end();
  const bool open = producer != kNoTransaction;
  if (open) open_since_.try_emplace(producer, offset);
  entries_.push_back({open ? Entry::Kind::open : Entry::Kind::committed, producer, std::move(key),
                      std::move(value)});
  return offset;
}

void PartitionLog::end_transaction(ProducerId producer, bool commit) {
  const auto open = open_since_.find(producer);
  if (open == open_since_.end()) return;
  for (std::int64_t offset = open->second; offset < end(); ++offset) {
    Entry& entry = entries_[static_cast<std::size_t>(offset)];
    if (entry.producer != producer || entry.kind != Entry::Kind::open) continue;
    entry.kind = commit ? Entry::Kind::committed : Entry::Kind::aborted;
  }
  open_since_.erase(open);
  entries_.push_back({Entry::Kind::control, producer, {}, {}});
}

std::optional<std::int64_t> PartitionLog::next_visible(std::int64_t from) const {
  const std::int64_t stable = stable_end();
  for (std::int64_t offset = std::max(from, begin_); offset < stable; ++offset) {
    if (at(offset).kind == Entry::Kind::committed) return offset;
  }
  return std::nullopt;
}

Record PartitionLog::record(TopicPartition source, std::int64_t offset) const {
  const Entry& entry = at(offset);
  return {.topic = source.topic,
          .partition = source.partition,
          .offset = offset,
          .key = entry.key,
          .value = entry.value ? std::string_view{*entry.value} : "",
          .tombstone = !entry.value,
          .headers = {}};
}

void PartitionLog::compact() {
  std::set<std::string_view> newer;
  for (std::int64_t offset = stable_end(); offset-- > begin_;) {
    Entry& entry = entries_[static_cast<std::size_t>(offset)];
    if (entry.kind != Entry::Kind::committed) continue;
    if (!newer.insert(entry.key).second) entry.kind = Entry::Kind::compacted;
  }
}

void PartitionLog::cut_tail(std::int64_t offset) {
  CHECK(open_since_.empty(), "a log is cut while nobody writes");
  if (offset < end()) entries_.resize(static_cast<std::size_t>(std::max(offset, begin_)));
}

}  // namespace vocmap::simulation
