#include "pipeline/runtime/standby_choice.h"
#include "pipeline/runtime/worker.h"

namespace vocmap {
namespace {

constexpr std::chrono::milliseconds kChangelogTimeout{10};
constexpr std::int64_t kStandbyChoiceMs = 5'000;

}  // namespace

InputEnds input_ends(Broker& broker) {
  InputEnds ends;
  for (std::size_t t = 0; t < kInputTopics; ++t) {
    const auto topic = static_cast<Topic>(t);
    const std::int32_t count = broker.partition_count(topic);
    for (std::int32_t p = 0; p < count; ++p)
      ends.push_back({topic, p, broker.offsets({topic, p}).end});
  }
  return ends;
}

// Beside the running tasks, a step per round: position known, state up to date, task built.
void Worker::advance_openings() {
  const bool was_opening = !opening().empty();
  if (!was_opening && replicas_.empty()) return;
  learn_positions();
  replicas_.advance(replicas_.restoring().empty() ? std::chrono::milliseconds{0}
                                                  : kChangelogTimeout);
  for (RestoredState& restored : replicas_.take_restored()) {
    const TopicPartition source = restored.source;
    try {
      open_keyed(std::move(restored));
    } catch (const StateCorrupt& damage) {
      replicas_.put_aside(source, damage);
      awaiting_.insert(source);
    }
  }
  if (!was_opening) return;
  const std::vector<TopicPartition> still = opening();
  observer_.opening(still);
  if (still.empty()) report_owned();
}

// An attempt that fails takes a while, so it is the last of its round; the next one begins behind
// it.
void Worker::learn_positions() {
  std::vector<TopicPartition> order(awaiting_.upper_bound(asked_last_), awaiting_.end());
  order.insert(order.end(), awaiting_.begin(), awaiting_.upper_bound(asked_last_));
  for (const TopicPartition source : order) {
    asked_last_ = source;
    std::optional<StoredPosition> position = broker_.committed(source);
    if (!position) return;
    awaiting_.erase(source);
    if (is_input(source.topic)) {
      open_source(source, std::move(*position));
    } else {
      replicas_.restore(source, std::move(*position));
    }
  }
}

// Partitions added to an internal topic take keys away from the tasks that have counted them.
void Worker::expect_fixed_partitions() {
  for (const auto& [source, opened] : tasks_) {
    const auto* task = dynamic_cast<const KeyedTask*>(opened.task.get());
    if (task && task->source_partitions() != broker_.partition_count(source.topic)) {
      throw StateError(different_partitions(broker_, source.topic, task->source_partitions()));
    }
  }
}

std::vector<TopicPartition> Worker::opening() const {
  std::vector<TopicPartition> sources = replicas_.restoring();
  sources.insert(sources.end(), awaiting_.begin(), awaiting_.end());
  return sources;
}

Upstreams Worker::input_upstreams() {
  Upstreams upstreams;
  for (std::size_t t = 0; t < kInputTopics; ++t) {
    const auto topic = static_cast<Topic>(t);
    upstreams.emplace_back(topic, broker_.partition_count(topic));
  }
  return upstreams;
}

void Worker::open_source(TopicPartition source, StoredPosition position) {
  const Upstreams upstreams = input_upstreams();
  for (auto& [other, opened] : tasks_) {
    if (auto* task = dynamic_cast<SourceTask*>(opened.task.get())) task->expect(upstreams);
  }
  const OffsetRange range = broker_.offsets(source);
  if (!position.next_offset) position.next_offset = range.begin;
  start(source,
        std::make_unique<SourceTask>(
            topology_.make_source(source.topic), options_.time,
            SourceTask::Start{.source = source,
                              .topic_name = broker_.name_of_topic(source.topic),
                              .stored = std::move(position),
                              .end_offset = range.end,
                              .now_ms = clock_.now_ms(),
                              .downstream_partitions = broker_.partition_count(Topic::journey_in),
                              .upstreams = upstreams}));
}

void Worker::open_keyed(RestoredState restored) {
  const TopicPartition source = restored.source;
  const std::optional<std::int64_t> next_offset = restored.position.next_offset;
  const std::optional<Topic> downstream = topic_fed_by(stage_reading(source.topic));
  start(source,
        std::make_unique<KeyedTask>(
            std::move(restored.database), topology_, options_.time,
            KeyedTask::Start{
                .source = source,
                .next_offset = next_offset ? *next_offset : broker_.offsets(source).begin,
                .source_partitions = broker_.partition_count(source.topic),
                .downstream_partitions = downstream ? broker_.partition_count(*downstream) : 0,
                .downstream = downstream}));
}

void Worker::start(TopicPartition source, std::unique_ptr<Task> task) {
  Opened opened{std::move(task), stage_reading(source.topic)};
  report(opened, true);  // reads the state: damage is found before the task runs
  broker_.start_at(source, opened.task->resume_offset());
  if (until_) opened.task->drain(drain_of(source));
  tasks_.insert_or_assign(source, std::move(opened));
}

void Worker::choose_standbys(std::int64_t now_ms) {
  if (now_ms >= next_standby_choice_ms_) {
    next_standby_choice_ms_ = now_ms + kStandbyChoiceMs;
    replicas_.report();
    choosing_standbys_ = options_.standby_replicas > 0 && opening().empty();
  }
  if (!choosing_standbys_) return;
  const auto members = broker_.members();
  if (!members) return;
  choosing_standbys_ = false;
  if (members->empty() || !opening().empty()) return;
  replicas_.stand_by(standby_choice(*members, options_.member_id, options_.standby_replicas));
}

}  // namespace vocmap
