#include "pipeline/runtime/replicas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr std::size_t kReadRecords = 5'000;  // per round, so that running tasks get their turn

// A changelog keeps its tombstones for 7 days (topic_spec.cpp). A copy that has not been written
// for longer may hold keys whose deletion is not told any more.
constexpr std::int64_t kMostAgeMs = std::int64_t{6} * 86'400'000;

TopicPartition changelog_of(TopicPartition source) {
  return {changelog_of(stage_reading(source.topic)), source.partition};
}

TopicPartition source_of(TopicPartition changelog) {
  return {source_of(changelog.topic), changelog.partition};
}

// The number of the task's last commit, from the metadata of its position.
std::uint64_t commit_number_of(const StoredPosition& position) {
  unsigned long long number = 0;
  return std::sscanf(position.metadata.c_str(), "1 %llu", &number) == 1 ? number : 0;
}

}  // namespace

std::string Replicas::text_of(TopicPartition p) const {
  return fmt::format("{} [{}]", broker_.name_of_topic(p.topic), p.partition);
}

std::string different_partitions(Broker& broker, Topic topic, std::int32_t before) {
  return fmt::format(
      "{} had {} partitions when its state was written and has {} now: keys would be counted in "
      "two "
      "places. Start under a new application name",
      broker.name_of_topic(topic), before, broker.partition_count(topic));
}

std::string task_name(TopicPartition source) {
  return fmt::format("{}-{}", name_of(stage_reading(source.topic)), source.partition);
}

Replicas::Replicas(Broker& broker, StateDirectory& directory, const Clock& clock,
                   WorkerObserver& observer)
    : broker_(broker), directory_(directory), clock_(clock), observer_(observer) {}

Replicas::~Replicas() = default;

void Replicas::restore(TopicPartition source, StoredPosition committed) {
  Replica& replica = replicas_[source];
  replica.records = 0;
  replica.goal = Goal{.committed = std::move(committed), .since = std::chrono::steady_clock::now()};
  if (replica.database) aim(source, replica);
}

void Replicas::stand_by(const std::set<TopicPartition>& sources) {
  std::vector<TopicPartition> unwanted;
  for (const auto& [source, replica] : replicas_) {
    if (!replica.goal && !sources.contains(source)) unwanted.push_back(source);
  }
  for (const TopicPartition source : unwanted) drop(source);
  for (const TopicPartition source : sources) replicas_.try_emplace(source);
}

void Replicas::drop(TopicPartition source) {
  const auto replica = replicas_.find(source);
  if (replica == replicas_.end()) return;
  if (replica->second.database) broker_.unfollow(changelog_of(source));
  replicas_.erase(replica);
  observer_.followed_no_more(source);
}

std::vector<TopicPartition> Replicas::restoring() const {
  std::vector<TopicPartition> sources;
  for (const auto& [source, replica] : replicas_) {
    if (replica.goal) sources.push_back(source);
  }
  return sources;
}

void Replicas::advance(std::chrono::milliseconds timeout) {
  yield_wanted();
  open_waiting();
  if (replicas_.empty()) return;
  broker_.read_changelogs(timeout, kReadRecords, *this);
  for (auto& [source, replica] : replicas_) {
    const bool reached = replica.goal && replica.goal->reached;
    if (reached || !replica.changes.empty()) write(source, replica);
  }
}

void Replicas::yield_wanted() {
  std::vector<TopicPartition> wanted;
  for (const auto& [source, replica] : replicas_) {
    if (!replica.goal && replica.database && directory_.wanted(task_name(source))) {
      wanted.push_back(source);
    }
  }
  for (const TopicPartition source : wanted) drop(source);
}

void Replicas::open_waiting() {
  for (auto& [source, replica] : replicas_) {
    if (!replica.database) open(source, replica);
  }
}

void Replicas::open(TopicPartition source, Replica& replica) {
  replica.database = usable_database(source);
  if (!replica.database) return;
  replica.progress = replica.database->progress();
  if (replica.goal) {
    aim(source, replica);
  } else {
    follow(source, replica);
  }
}

std::optional<Database> Replicas::usable_database(TopicPartition source) {
  const std::string task = task_name(source);
  try {
    std::optional<Database> database = directory_.try_open(task);
    if (!database) return std::nullopt;
    const std::int64_t written_ms = database->progress().written_ms;
    if (written_ms == 0 || clock_.now_ms() - written_ms <= kMostAgeMs) return database;
  } catch (const StateCorrupt& damage) {
    put_aside(source, damage);
    return directory_.try_open(task);
  }
  directory_.discard(task);
  observer_.rebuilding(source, "stale",
                       "it was away for longer than the changelog keeps deletions");
  return directory_.try_open(task);
}

// What was deleted from the front of a changelog is nowhere else.
void Replicas::follow(TopicPartition source, Replica& replica) {
  const TopicPartition changelog = changelog_of(source);
  if (broker_.partition_count(changelog.topic) != broker_.partition_count(source.topic)) {
    throw StateError(fmt::format(
        "{} has {} partitions, its changelog {} has {}: partitions of internal topics are fixed. "
        "Start under a new application name",
        broker_.name_of_topic(source.topic), broker_.partition_count(source.topic),
        broker_.name_of_topic(changelog.topic), broker_.partition_count(changelog.topic)));
  }
  const OffsetRange range = broker_.offsets(changelog);
  const std::int64_t from = replica.progress.changelog_offset;
  if (std::max<std::int64_t>(from, 0) < range.begin || from > range.end) {
    throw StateError(fmt::format(
        "{} holds offsets {} to {}, but local state needs it from {}: the changelog was truncated. "
        "Restore it, or start under a new application name",
        text_of(changelog), range.begin, range.end, std::max<std::int64_t>(from, 0)));
  }
  if (replica.goal) replica.goal->changelog_end = range.end;
  broker_.follow(changelog, from);
}

// The end is taken after the committed position is known, so it lies behind the records of the
// commit that the position names.
void Replicas::aim(TopicPartition source, Replica& replica) {
  follow(source, replica);
  Goal& goal = *replica.goal;
  if (goal.committed.next_offset && replica.progress.changelog_offset < 0) {
    observer_.rebuilding(source, "missing", "there is no local copy");
  }
  goal.reached = std::max<std::int64_t>(replica.progress.changelog_offset, 0) == goal.changelog_end;
}

void Replicas::on_change(const Record& record) {
  const auto found = replicas_.find(source_of({record.topic, record.partition}));
  if (found == replicas_.end()) return;
  Replica& replica = found->second;
  if (record.key == kStampKey) {
    replica.progress.stamp = decode_stamp(record.value);
  } else {
    replica.changes.push_back(
        {std::string{record.key},
         record.tombstone ? std::nullopt : std::optional{std::string{record.value}}});
    ++replica.records;
  }
  replica.progress.changelog_offset = record.offset + 1;
}

void Replicas::on_end(TopicPartition changelog, std::int64_t offset) {
  const auto found = replicas_.find(source_of(changelog));
  if (found == replicas_.end() || !found->second.database) return;
  auto& [source, replica] = *found;
  replica.progress.changelog_offset = std::max(replica.progress.changelog_offset, offset);
  if (replica.goal && offset >= replica.goal->changelog_end) replica.goal->reached = true;
}

void Replicas::write(TopicPartition source, Replica& replica) {
  try {
    replica.progress.written_ms = clock_.now_ms();
    replica.database->write(replica.changes, replica.progress);
    replica.changes.clear();
  } catch (const StateCorrupt& damage) {
    broker_.unfollow(changelog_of(source));
    replica.database.reset();
    replica.changes.clear();
    replica.records = 0;
    if (replica.goal) replica.goal->reached = false;
    put_aside(source, damage);
    open(source, replica);
  }
}

void Replicas::put_aside(TopicPartition source, const StateCorrupt& damage) {
  const std::filesystem::path aside = directory_.quarantine(task_name(source));
  observer_.rebuilding(source, "corrupt",
                       fmt::format("{}; put aside as {}", damage.what(), aside.string()));
}

void Replicas::report() {
  for (const auto& [source, replica] : replicas_) {
    if (!replica.database) continue;
    const std::int64_t end =
        replica.goal ? replica.goal->changelog_end : broker_.offsets(changelog_of(source)).end;
    const std::int64_t next = std::max<std::int64_t>(replica.progress.changelog_offset, 0);
    observer_.behind(source, std::max<std::int64_t>(end - next, 0), !replica.goal);
  }
}

// Somebody else may have committed since the position was asked for: this process slept, or was
// fenced. Then the state is brought up to the newer one; the next poll tells if the task is lost.
bool Replicas::outdated(TopicPartition source, Replica& replica) {
  Goal& goal = *replica.goal;
  if (commit_number_of(goal.committed) == replica.progress.stamp.commit_number) return false;
  std::optional<StoredPosition> now = broker_.committed(source);
  if (now && now->metadata == goal.committed.metadata) return false;
  if (now) {
    goal.committed = std::move(*now);
    aim(source, replica);
  }
  return true;
}

// Position and changelog were written by the same transactions, so they tell the same commit.
void Replicas::expect_agreement(TopicPartition source, const StoredPosition& position,
                                const StateStamp& stamp) {
  const std::string changelog = text_of(changelog_of(source));
  if (!position.next_offset) {
    if (stamp.commit_number == 0) return;  // a new task
    throw StateError(fmt::format(
        "{} has no committed position, but {} holds commit {}: the group's offsets were deleted or "
        "have expired. Set the position to offset {} with metadata '1 {}', or start under a new "
        "application name",
        text_of(source), changelog, stamp.commit_number, stamp.input_offset, stamp.commit_number));
  }
  const std::uint64_t commit_number = commit_number_of(position);
  if (stamp.commit_number != commit_number || stamp.input_offset != *position.next_offset) {
    throw StateError(fmt::format(
        "{} was committed at offset {} by commit {}, but {} ends with commit {} at offset {}: the "
        "changelog was truncated or the position was moved. Restore the one that was changed, or "
        "start under a new application name",
        text_of(source), *position.next_offset, commit_number, changelog, stamp.commit_number,
        stamp.input_offset));
  }
  if (stamp.partitions != broker_.partition_count(source.topic)) {
    throw StateError(different_partitions(broker_, source.topic, stamp.partitions));
  }
}

std::vector<RestoredState> Replicas::take_restored() {
  std::vector<RestoredState> restored;
  for (auto it = replicas_.begin(); it != replicas_.end();) {
    auto& [source, replica] = *it;
    if (!replica.goal || !replica.goal->reached) {
      ++it;
      continue;
    }
    if (outdated(source, replica)) {
      ++it;
      continue;
    }
    Goal& goal = *replica.goal;
    expect_agreement(source, goal.committed, replica.progress.stamp);
    broker_.unfollow(changelog_of(source));
    observer_.restored(source, replica.records,
                       std::chrono::duration_cast<std::chrono::microseconds>(
                           std::chrono::steady_clock::now() - goal.since));
    observer_.followed_no_more(source);
    restored.push_back({source, std::move(*replica.database), std::move(goal.committed)});
    it = replicas_.erase(it);
  }
  return restored;
}

}  // namespace vocmap
