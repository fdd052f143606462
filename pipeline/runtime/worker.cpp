#include "pipeline/runtime/worker.h"

#include <algorithm>

#include "pipeline/core/check.h"

namespace vocmap {

Worker::Worker(Broker& broker, Topology& topology, const Clock& clock, const StateMemory& memory,
               WorkerObserver& observer, WorkerOptions options)
    : broker_(broker),
      topology_(topology),
      clock_(clock),
      memory_(memory),
      observer_(observer),
      options_(std::move(options)),
      until_(options_.until) {
  broker_.set_listener(*this);
}

Worker::~Worker() = default;

void Worker::run(const std::atomic<bool>& stop) {
  while (!stop.load(std::memory_order_relaxed) && !drained()) step();
  commit();
}

void Worker::step() {
  const std::size_t room = options_.max_records - uncommitted_records_;
  const auto timeout = std::min(options_.commit_interval, std::chrono::milliseconds{50});
  for (const Record& record : broker_.poll(timeout, room)) {
    const auto it = tasks_.find({record.topic, record.partition});
    if (it == tasks_.end()) continue;  // revoked while the record was under way
    it->second.task->process(record, out_);
    ++it->second.uncommitted;
    ++uncommitted_records_;
  }
  const std::int64_t now = clock_.now_ms();
  if (drain_requested_.exchange(false)) start_drain();
  for (auto& [source, opened] : tasks_) {
    opened.task->tick(now, until_ ? broker_.position(source) : 0, out_);
  }
  observer_.polled(now);
  const bool due = now - last_commit_ms_ >= options_.commit_interval.count();
  if (!due && uncommitted_records_ < options_.max_records) return;
  if (options_.publish_interval.count() > 0 &&
      now - last_publish_ms_ >= options_.publish_interval.count()) {
    for (auto& [source, opened] : tasks_) opened.task->publish(out_);
    last_publish_ms_ = now;
  }
  last_commit_ms_ = now;
  commit();
}

Batch Worker::collect(std::vector<Opened*>& touched) {
  Batch batch;
  batch.lineage = options_.lineage;
  std::string positions;
  for (auto& [source, opened] : tasks_) {
    if (!opened.task->dirty()) continue;
    touched.push_back(&opened);
    batch.positions.push_back(opened.task->prepare(out_));
    SourcePosition& position = batch.positions.back();
    // Nothing read yet: offset 0 may be gone already, the broker knows where the partition starts.
    if (position.next_offset < 0) position.next_offset = broker_.position(source);
    if (!is_input(source.topic)) continue;
    if (!positions.empty()) positions += ' ';
    positions += std::string{name_of(source.topic)} + '/' + std::to_string(source.partition) + '@' +
                 std::to_string(batch.positions.back().next_offset);
  }
  if (!positions.empty()) batch.lineage.emplace_back("vocmap-positions", std::move(positions));
  batch.records = out_.take();
  return batch;
}

void Worker::commit() {
  std::vector<Opened*> touched;
  Batch batch = collect(touched);
  uncommitted_records_ = 0;
  if (touched.empty()) return;
  const auto started = std::chrono::steady_clock::now();
  const auto receipt = broker_.commit(std::move(batch));
  if (!receipt) return roll_back(receipt.error());
  acknowledge(touched, *receipt);
  observer_.committed_in(std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now() - started));
}

void Worker::acknowledge(const std::vector<Opened*>& touched, const CommitReceipt& receipt) {
  for (Opened* opened : touched) {
    opened->task->committed(receipt);
    observer_.committed(opened->stage, std::exchange(opened->uncommitted, 0));
    report(*opened, false);
  }
}

void Worker::report(const Opened& opened, bool restored) {
  const TopicPartition source = opened.task->source();
  observer_.watermark(opened.stage, source.partition, opened.task->watermark());
  if (const auto* task = dynamic_cast<const SourceTask*>(opened.task.get())) {
    observer_.source_ledger(source, task->ledger(), restored);
  } else if (auto* keyed = dynamic_cast<KeyedTask*>(opened.task.get())) {
    observer_.state_bytes(source, keyed->state_bytes());
    keyed->stage().report([&](Topic topic, std::int32_t partition, const ReceivedLedger& ledger) {
      observer_.received_ledger(source.partition, {topic, partition}, ledger, restored);
    });
  }
}

// A plain abort left everybody in place: forget and read again. After any other failure the tasks
// are built anew from what was really committed.
void Worker::roll_back(CommitFailure failure) {
  observer_.commit_failed(failure);
  out_.clear();
  if (failure == CommitFailure::aborted) {
    for (auto& [source, opened] : tasks_) {
      opened.task->rolled_back();
      opened.uncommitted = 0;
      broker_.start_at(source, opened.task->resume_offset());
    }
    return;
  }
  broker_.recover();
  std::vector<TopicPartition> sources;
  for (const auto& [source, opened] : tasks_) sources.push_back(source);
  tasks_.clear();
  on_assigned(sources);
}

bool Worker::drained() {
  return until_ && assigned_once_ && std::all_of(tasks_.begin(), tasks_.end(), [this](auto& entry) {
           auto& [source, opened] = entry;
           if (!opened.task->drained()) return false;
           // Reference data drives no watermark and may stand behind the last one.
           return is_input(source.topic) || broker_.position(source) >= broker_.end_offset(source);
         });
}

void Worker::report_owned() {
  std::vector<TopicPartition> owned;
  for (const auto& [source, opened] : tasks_) owned.push_back(source);
  observer_.rebalanced(owned);
}

void Worker::start_drain() {
  if (!until_) until_ = EventTime::end_of_time();
  for (auto& [source, opened] : tasks_) {
    opened.task->drain_to(*until_, broker_.end_offset(source));
  }
}

void Worker::on_assigned(std::span<const TopicPartition> partitions) {
  for (const TopicPartition source : partitions) {
    Opened opened{open(source), stage_reading(source.topic)};
    broker_.start_at(source, opened.task->resume_offset());
    if (until_) opened.task->drain_to(*until_, broker_.end_offset(source));
    report(opened, true);
    tasks_.insert_or_assign(source, std::move(opened));
  }
  assigned_once_ = true;
  report_owned();
}

void Worker::on_revoked(std::span<const TopicPartition> partitions) {
  commit();
  on_lost(partitions);
}

void Worker::on_lost(std::span<const TopicPartition> partitions) {
  out_.clear();
  for (const TopicPartition source : partitions) tasks_.erase(source);
  for (auto& [source, opened] : tasks_) {  // what they had under way went with the outbox
    if (!opened.task->dirty()) continue;
    opened.task->rolled_back();
    broker_.start_at(source, opened.task->resume_offset());
  }
  report_owned();
}

}  // namespace vocmap
