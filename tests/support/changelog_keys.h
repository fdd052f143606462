#pragma once

#include <string>
#include <vector>

#include "pipeline/runtime/broker.h"

namespace vocmap {

// The keys that a restore of a changelog reads from `from` to its present end.
inline std::vector<std::string> changelog_keys(Broker& broker, TopicPartition changelog,
                                               std::int64_t from) {
  struct : ChangelogVisitor {
    void on_change(const Record& record) override { keys.emplace_back(record.key); }
    void on_end(TopicPartition, std::int64_t offset) override { passed = offset; }
    std::vector<std::string> keys;
    std::int64_t passed = -1;
  } seen;
  const std::int64_t end = broker.offsets(changelog).end;
  broker.follow(changelog, from);
  while (seen.passed < end) broker.read_changelogs(std::chrono::milliseconds{100}, 1'000, seen);
  broker.unfollow(changelog);
  return seen.keys;
}

}  // namespace vocmap
