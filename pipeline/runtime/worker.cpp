#include "pipeline/runtime/worker.h"

#include <algorithm>

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr std::chrono::milliseconds kPollTimeout{50};
constexpr std::chrono::milliseconds kPollWhileOpening{1};
constexpr std::size_t kFencedPerMinute = 10;

}  // namespace

Worker::Worker(Broker& broker, Topology& topology, const Clock& clock, StateDirectory& directory,
               WorkerObserver& observer, WorkerOptions options)
    : broker_(broker),
      topology_(topology),
      clock_(clock),
      directory_(directory),
      observer_(observer),
      options_(std::move(options)),
      replicas_(broker, directory, clock, observer),
      until_(options_.until) {
  broker_.set_listener(*this);
}

Worker::~Worker() = default;

void Worker::run(const std::atomic<bool>& stop) {
  while (!stop.load(std::memory_order_relaxed) && !options_.may_end(drained())) step();
  finish();
}

void Worker::step() {
  try {
    process_round();
    advance_openings();
  } catch (const StateCorrupt& damage) {
    rebuild(damage);
  }
}

void Worker::finish() {
  try {
    commit();
  } catch (const StateCorrupt& damage) {
    rebuild(damage);  // puts the files aside; the next start restores them
  }
}

void Worker::process_round() {
  const std::size_t room = options_.max_records - uncommitted_records_;
  const auto timeout =
      std::min(options_.commit_interval, opening().empty() ? kPollTimeout : kPollWhileOpening);
  for (const Record& record : broker_.poll(timeout, room)) {
    const auto it = tasks_.find({record.topic, record.partition});
    if (it == tasks_.end()) continue;  // revoked, or not open yet: it will be read from its start
    if (!it->second.task->process(record, out_)) continue;  // it waits: the record comes again
    ++it->second.uncommitted;
    ++uncommitted_records_;
  }
  const std::int64_t now = clock_.now_ms();
  if (drain_requested_.exchange(false)) start_drain();
  for (auto& [source, opened] : tasks_) {
    opened.task->tick(now, {broker_.position(source), broker_.at_end(source)}, out_);
  }
  observer_.polled(now);
  choose_standbys(now);
  const bool due = now - last_commit_ms_ >= options_.commit_interval.count();
  if (!due && uncommitted_records_ < options_.max_records) return;
  if (options_.publish_interval.count() > 0 &&
      now - last_publish_ms_ >= options_.publish_interval.count()) {
    for (auto& [source, opened] : tasks_) opened.task->publish(out_);
    last_publish_ms_ = now;
  }
  last_commit_ms_ = now;
  commit();
  topology_.between_transactions();
  go_on_waiting();
}

// Where the awaited version has become known, reading goes on from where the task stopped. Until
// then its records are read past: nothing is kept of them.
void Worker::go_on_waiting() {
  std::uint32_t awaited = 0;
  for (auto& [source, opened] : tasks_) {
    const std::uint32_t version = opened.task->awaited_taxonomy();
    if (version == 0) continue;
    if (!topology_.knows_taxonomy(version)) {
      awaited = std::max(awaited, version);
      continue;
    }
    opened.task->rolled_back();  // to the commit just made
    broker_.start_at(source, opened.task->resume_offset());
  }
  topology_.await_taxonomy(awaited);
}

Batch Worker::collect(std::vector<Opened*>& touched) {
  Batch batch;
  batch.lineage = options_.lineage;
  for (auto& header : topology_.lineage()) batch.lineage.push_back(std::move(header));
  std::string positions;
  for (auto& [source, opened] : tasks_) {
    if (!opened.task->dirty()) continue;
    batch.positions.push_back(opened.task->prepare(out_));
    touched.push_back(&opened);
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

// The transaction happened: every task must learn it, also when the files of some are damaged.
void Worker::acknowledge(const std::vector<Opened*>& touched, const CommitReceipt& receipt) {
  std::vector<StateCorrupt> damages;
  for (Opened* opened : touched) {
    observer_.committed(opened->stage, std::exchange(opened->uncommitted, 0));
    try {
      opened->task->committed(receipt, clock_.now_ms());
      report(*opened, false);
    } catch (const StateCorrupt& found) {
      damages.push_back(found);
    }
  }
  for (const StateCorrupt& damage : damages) rebuild(damage);
}

void Worker::report(const Opened& opened, bool restored) {
  const TopicPartition source = opened.task->source();
  observer_.watermark(opened.stage, source.partition, opened.task->watermark());
  if (const auto* task = dynamic_cast<const SourceTask*>(opened.task.get())) {
    observer_.source_ledger(source, task->ledger(), restored);
  } else if (auto* keyed = dynamic_cast<KeyedTask*>(opened.task.get())) {
    observer_.state_bytes(source, keyed->database().size_bytes());
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
  if (failure == CommitFailure::aborted) return rewind(false);
  expect_no_twin(failure);
  broker_.recover();
  std::vector<TopicPartition> sources(awaiting_.begin(), awaiting_.end());
  for (const auto& [source, opened] : tasks_) sources.push_back(source);
  tasks_.clear();
  on_assigned(sources);
}

// What the tasks had under way went with the outbox: they read it again.
void Worker::rewind(bool dirty_only) {
  uncommitted_records_ = 0;
  for (auto& [source, opened] : tasks_) {
    if (dirty_only && !opened.task->dirty()) continue;
    opened.task->rolled_back();
    opened.uncommitted = 0;
    broker_.start_at(source, opened.task->resume_offset());
  }
}

// One fence is a restart that overlapped. More are two processes that take the transactional id
// from each other, for ever.
void Worker::expect_no_twin(CommitFailure failure) {
  if (failure != CommitFailure::fenced) return;
  const std::int64_t now = clock_.now_ms();
  while (!fenced_ms_.empty() && now - fenced_ms_.front() > 60'000) fenced_ms_.pop_front();
  fenced_ms_.push_back(now);
  if (fenced_ms_.size() > kFencedPerMinute) {
    throw std::runtime_error("fenced again and again: another process runs as '" +
                             options_.member_id + "' (give every instance its own 'instance' " +
                             "name), or transactions take longer than transaction.timeout.ms");
  }
}

// Damaged files of one task: they are put aside and it comes back from its changelog. The others
// lose only what they had not committed.
void Worker::rebuild(const StateCorrupt& damage) {
  out_.clear();
  const auto task = std::find_if(tasks_.begin(), tasks_.end(), [&](const auto& entry) {
    return directory_.path_of(task_name(entry.first)) == damage.directory;
  });
  CHECK(task != tasks_.end(), "damage is found by the task that reads the files");
  const TopicPartition source = task->first;
  tasks_.erase(task);
  replicas_.put_aside(source, damage);
  rewind(false);  // some have not seen all of what was read last
  on_assigned({&source, 1});
}

bool Worker::drained() {
  return until_ && assigned_ && opening().empty() &&
         std::all_of(tasks_.begin(), tasks_.end(), [this](auto& entry) {
           auto& [source, opened] = entry;
           if (!opened.task->drained()) return false;
           // Reference data drives no watermark and may stand behind the last one.
           return is_input(source.topic) || broker_.position(source) >= broker_.offsets(source).end;
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
    opened.task->drain(drain_of(source));
  }
}

Drain Worker::drain_of(TopicPartition source) {
  return {*until_, broker_.offsets(source).end, options_.input_ends};
}

void Worker::on_assigned(std::span<const TopicPartition> partitions) {
  awaiting_.insert(partitions.begin(), partitions.end());
  assigned_ = true;
  expect_fixed_partitions();
  next_standby_choice_ms_ = 0;
  observer_.opening(opening());
}

void Worker::on_revoked(std::span<const TopicPartition> partitions) {
  finish();
  on_lost(partitions);
}

void Worker::on_lost(std::span<const TopicPartition> partitions) {
  out_.clear();
  for (const TopicPartition source : partitions) {
    awaiting_.erase(source);
    replicas_.drop(source);
    tasks_.erase(source);
  }
  assigned_ = !tasks_.empty() || !opening().empty();  // else the next assignment is on its way
  rewind(true);
  report_owned();
}

}  // namespace vocmap
