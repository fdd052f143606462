#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <utility>
#include <vector>

#include "pipeline/core/outbox.h"
#include "pipeline/core/record.h"
#include "schemas/enums.h"
#include "schemas/topics.h"

namespace vocmap {

struct TopicPartition {
  Topic topic{};
  std::int32_t partition = 0;

  friend auto operator<=>(const TopicPartition&, const TopicPartition&) = default;
};

// How far a task has read one source; committed together with what it wrote. The metadata holds
// the task's commit number and the source's ledger (SourceLedger).
struct SourcePosition {
  TopicPartition source;
  std::int64_t next_offset = 0;
  std::string metadata;
};

// What becomes visible together: one transaction.
struct Batch {
  std::vector<OutboundRecord> records;
  std::vector<SourcePosition> positions;
  std::vector<std::pair<std::string, std::string>> lineage;  // headers of every output record
};

enum class CommitFailure : std::uint8_t {
  aborted,    // rolled back; rewind and go on
  uncertain,  // the outcome is unknown: recover(), then read the committed position
  fenced,     // another instance owns this producer or this group member
  fatal,      // the producer is unusable: recover()
};

template <>
struct EnumNames<CommitFailure> {
  static constexpr std::array<std::string_view, 4> values = {"aborted", "uncertain", "fenced",
                                                             "fatal"};
};

// Offset after the last record that this commit wrote, for each changelog partition it touched.
struct CommitReceipt {
  std::vector<std::pair<TopicPartition, std::int64_t>> changelog_ends;
};

struct StoredPosition {
  std::optional<std::int64_t> next_offset;
  std::string metadata;
};

// The offsets that a partition holds: of all records, committed or not, control records included.
struct OffsetRange {
  std::int64_t begin = 0;
  std::int64_t end = 0;
};

// A member of the group: one worker of one instance, and what it owns.
struct GroupMember {
  std::string id;  // stable over restarts
  std::vector<TopicPartition> owned;
};

inline constexpr std::int64_t kFromBeginning = -2;

// Told about partitions from inside Broker::poll, on the polling thread.
class AssignmentListener {
 public:
  virtual ~AssignmentListener() = default;
  // Owned from now on. Nothing of a partition is delivered before start_at() was called for it,
  // during the call or later.
  virtual void on_assigned(std::span<const TopicPartition> partitions) = 0;
  // The partitions are still owned during the call: commit first.
  virtual void on_revoked(std::span<const TopicPartition> partitions) = 0;
  // Already owned by somebody else: no commit is possible.
  virtual void on_lost(std::span<const TopicPartition> partitions) = 0;
};

// Told what the followed changelogs hold, from inside Broker::read_changelogs.
class ChangelogVisitor {
 public:
  virtual ~ChangelogVisitor() = default;
  virtual void on_change(const Record& record) = 0;
  // Every committed record before `offset` was passed on; an open transaction may begin there.
  virtual void on_end(TopicPartition changelog, std::int64_t offset) = 0;
};

// The one seam to the outside. One broker serves one worker thread and is used by it alone.
class Broker {
 public:
  virtual ~Broker() = default;

  virtual void set_listener(AssignmentListener& listener) = 0;

  // Up to `max_records` records of the assigned partitions, in offset order per partition; valid
  // until the next poll. Control records and records of aborted transactions never appear.
  virtual std::span<const Record> poll(std::chrono::milliseconds timeout,
                                       std::size_t max_records) = 0;

  // Writes the batch and its positions as one transaction.
  virtual tl::expected<CommitReceipt, CommitFailure> commit(Batch&& batch) = 0;

  // After `uncertain`, `fenced` or `fatal`: a new producer that fences the old one.
  virtual void recover() = 0;

  // Where the next read of an assigned partition starts; kFromBeginning for its first record.
  virtual void start_at(TopicPartition source, std::int64_t offset) = 0;

  // Where reading stands: everything before it was delivered or is no data (control records).
  virtual std::int64_t position(TopicPartition source) = 0;

  // Whether the last that was heard of the partition was its end, at position(). Cheap.
  virtual bool at_end(TopicPartition source) = 0;

  // The group's position; empty while a transaction that moves it is still open: ask again.
  virtual std::optional<StoredPosition> committed(TopicPartition source) = 0;
  virtual OffsetRange offsets(TopicPartition partition) = 0;
  virtual std::int32_t partition_count(Topic topic) = 0;  // 0: the topic does not exist

  // Reads a changelog from `from` on, from the next read_changelogs() until unfollow(). A changelog
  // that is followed already starts anew.
  virtual void follow(TopicPartition changelog, std::int64_t from) = 0;
  virtual void unfollow(TopicPartition changelog) = 0;
  // The end of a followed changelog as of its last fetch; empty before the first. Cheap.
  virtual std::optional<std::int64_t> followed_end(TopicPartition changelog) = 0;
  // Passes on up to about `max_records` committed records of the followed changelogs, in offset
  // order per partition, and each end as it is passed.
  virtual void read_changelogs(std::chrono::milliseconds timeout, std::size_t max_records,
                               ChangelogVisitor& visitor) = 0;

  // What the topic is called there.
  virtual std::string name_of_topic(Topic topic) { return std::string{name_of(topic)}; }

  // The group, no members while it rebalances and where there is no group; empty while Kafka's
  // answer is on its way: ask again. Does not wait.
  virtual std::optional<std::vector<GroupMember>> members() = 0;
};

}  // namespace vocmap
