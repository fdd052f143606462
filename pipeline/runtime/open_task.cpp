#include <stdexcept>

#include "pipeline/runtime/worker.h"

namespace vocmap {
namespace {

std::string text_of(TopicPartition p) {
  return std::string{name_of(p.topic)} + "/" + std::to_string(p.partition);
}

}  // namespace

std::unique_ptr<Task> Worker::open(TopicPartition source) {
  return stage_reading(source.topic) == StageId::intake ? open_source(source) : open_keyed(source);
}

Upstreams Worker::input_upstreams() {
  Upstreams upstreams;
  for (std::size_t t = 0; t < kInputTopics; ++t) {
    const auto topic = static_cast<Topic>(t);
    if (drives_watermark(topic)) upstreams.emplace_back(topic, broker_.partition_count(topic));
  }
  return upstreams;
}

std::unique_ptr<Task> Worker::open_source(TopicPartition source) {
  return std::make_unique<SourceTask>(
      topology_.make_source(source.topic), options_.time,
      SourceTask::Start{.source = source,
                        .stored = broker_.committed(source),
                        .end_offset = broker_.end_offset(source),
                        .now_ms = clock_.now_ms(),
                        .downstream_partitions = broker_.partition_count(Topic::journey_in),
                        .upstreams = input_upstreams()});
}

// The committed position is the truth. The local state can only be behind it, by the tail of the
// changelog that this directory has not seen.
Database Worker::restored_database(TopicPartition source, const StoredPosition& stored) {
  const auto started = std::chrono::steady_clock::now();
  const StageId stage = stage_reading(source.topic);
  Database database{options_.state_directory /
                        (std::string{name_of(stage)} + "-" + std::to_string(source.partition)),
                    memory_};
  Progress progress = database.progress();
  const std::int64_t seen_before = progress.changelog_offset;
  std::vector<Change> changes;
  std::uint64_t records = 0;
  const auto write = [&] {
    database.write(changes, progress);
    changes.clear();
  };
  const std::int64_t end = broker_.restore(
      {changelog_of(stage), source.partition}, progress.changelog_offset,
      [&](const Record& record) {
        changes.push_back(
            {std::string{record.key},
             record.tombstone ? std::nullopt : std::optional{std::string{record.value}}});
        progress.changelog_offset = record.offset + 1;
        ++records;
        if (changes.size() >= 10'000) write();
      });
  if (end > 0 && !stored.next_offset) {
    throw std::runtime_error(text_of(source) + " has a changelog but no committed position: " +
                             "reset both, or restore the consumer group's offsets");
  }
  if (stored.next_offset && end < std::max<std::int64_t>(seen_before, 1) && seen_before > 0) {
    throw std::runtime_error(text_of(source) + " has a committed position, but its changelog was " +
                             "truncated: reset the application, or restore the changelog");
  }
  progress.changelog_offset = end;
  progress.input_offset = stored.next_offset.value_or(0);
  write();
  observer_.restored(stage, records,
                     std::chrono::duration_cast<std::chrono::microseconds>(
                         std::chrono::steady_clock::now() - started));
  return database;
}

std::unique_ptr<Task> Worker::open_keyed(TopicPartition source) {
  const StoredPosition stored = broker_.committed(source);
  Database database = restored_database(source, stored);
  unsigned long long commit_number = 0;
  std::sscanf(stored.metadata.c_str(), "1 %llu", &commit_number);
  const std::optional<Topic> downstream = topic_fed_by(stage_reading(source.topic));
  return std::make_unique<KeyedTask>(
      std::move(database), topology_, options_.time,
      KeyedTask::Start{
          .source = source,
          .next_offset = stored.next_offset.value_or(kFromBeginning),
          .commit_number = commit_number,
          .source_partitions = broker_.partition_count(source.topic),
          .downstream_partitions = downstream ? broker_.partition_count(*downstream) : 0,
          .downstream = downstream});
}

}  // namespace vocmap
