#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "pipeline/core/frame.h"
#include "pipeline/core/outbox.h"
#include "pipeline/runtime/broker.h"
#include "pipeline/runtime/stage.h"
#include "pipeline/runtime/watermarks.h"

namespace vocmap {

struct TimeRules {
  Duration out_of_orderness = std::chrono::seconds{30};
  Duration idle_timeout = std::chrono::seconds{60};
  // Host time between two watermark records of a source partition; 0: at each minute crossed,
  // inside the stream (replay).
  Duration watermark_interval = std::chrono::seconds{1};
};

// Everything before `position` was delivered or is no data; `at_end`: nothing more was heard of.
struct ReadingState {
  std::int64_t position = 0;
  bool at_end = false;
};

// How a run ends.
struct Drain {
  EventTime until;              // the watermark goes there
  std::int64_t end_offset = 0;  // a source task stops there
  // A keyed task ends when all that came before these is behind it: what it was told of an end may
  // stand in its state since an earlier drain to the same time.
  InputEnds inputs{};
};

// One partition of one stage. A worker owns it and calls it from one thread; between two commits
// it collects changes, which `committed` keeps and `rolled_back` undoes.
class Task {
 public:
  virtual ~Task() = default;

  virtual TopicPartition source() const = 0;

  // False: the task waits for a taxonomy version (awaited_taxonomy). This record and all behind it
  // are not taken, and come again from resume_offset() on.
  virtual bool process(const Record& record, Outbox& out) = 0;
  // Host time has passed, and this is how far the source was read.
  virtual void tick(std::int64_t now_ms, const ReadingState& reading, Outbox& out) = 0;
  virtual void publish(Outbox& out) = 0;

  virtual bool dirty() const = 0;
  // Completes the task's part of the transaction and tells the position to commit with it.
  virtual SourcePosition prepare(Outbox& out) = 0;
  virtual void committed(const CommitReceipt& receipt, std::int64_t now_ms) = 0;
  virtual void rolled_back() = 0;
  // The version that its next record or its state speaks of and that was not known here when the
  // task began to wait; 0: it does not wait. rolled_back() looks anew.
  virtual std::uint32_t awaited_taxonomy() const { return 0; }

  // Where reading goes on: the committed position.
  virtual std::int64_t resume_offset() const = 0;
  virtual void drain(Drain drain) = 0;
  // That end is reached and committed.
  virtual bool drained() = 0;
  virtual EventTime watermark() = 0;
};

// Topics with their partition counts: all that drive the watermark of a stage's downstream, and all
// that must have ended before a drain ends.
using Upstreams = std::vector<std::pair<Topic, std::int32_t>>;

// A partition of an input topic. Its ledger and watermark travel in the metadata of its committed
// offset, so the source stage needs no state of its own.
class SourceTask final : public Task {
 public:
  struct Start {
    TopicPartition source;
    std::string topic_name{};  // what it is called there
    StoredPosition stored;
    std::int64_t end_offset = 0;  // at assignment
    std::int64_t now_ms = 0;
    std::int32_t downstream_partitions = 1;
    Upstreams upstreams;
  };

  // Throws StateError when the stored metadata is not what this class writes.
  SourceTask(std::unique_ptr<SourceStage> stage, const TimeRules& rules, Start start);

  TopicPartition source() const override { return start_.source; }
  bool process(const Record& record, Outbox& out) override;
  void tick(std::int64_t now_ms, const ReadingState& reading, Outbox& out) override;
  void publish(Outbox&) override {}
  bool dirty() const override { return dirty_; }
  SourcePosition prepare(Outbox& out) override;
  void committed(const CommitReceipt&, std::int64_t) override;
  void rolled_back() override;
  std::int64_t resume_offset() const override { return saved_.next_offset; }
  void drain(Drain drain) override { drain_ = std::move(drain); }
  bool drained() override { return saved_.finished; }
  EventTime watermark() override { return progress_.announced; }

  const SourceLedger& ledger() const { return saved_.ledger; }
  // Partitions were added to inputs: the next watermark records name them.
  void expect(Upstreams upstreams) { start_.upstreams = std::move(upstreams); }

 private:
  struct State {
    std::int64_t next_offset = 0;
    std::uint64_t commit_number = 0;
    SourceLedger ledger;
    EventTime greatest_event = EventTime::min();
    EventTime announced = EventTime::min();
    bool idle = false;
    bool woken = false;  // downstream must hear that the partition is not idle any more
    bool finished = false;
  };

  EventTime own_watermark() const { return progress_.greatest_event - rules_.out_of_orderness; }
  bool drives() const { return drives_watermark(start_.source.topic); }
  void announce(WatermarkRecord record, Outbox& out);
  Upstreams driving() const;
  void announce_progress(Outbox& out);
  void finish_at_end(std::int64_t position, Outbox& out);
  void watch_silence(std::int64_t now_ms, Outbox& out);

  std::unique_ptr<SourceStage> stage_;
  const TimeRules rules_;
  Start start_;
  State progress_;
  State saved_;  // as of the last commit
  std::optional<Drain> drain_;
  bool dirty_ = false;
  bool active_ = false;  // a record came since the last tick
  std::int64_t last_record_ms_ = 0;
  std::int64_t last_announced_ms_ = 0;
};

// A partition of an internal topic with its state.
class KeyedTask final : public Task {
 public:
  struct Start {
    TopicPartition source;
    std::int64_t next_offset = 0;
    std::int32_t source_partitions = 1;
    std::int32_t downstream_partitions = 0;
    std::optional<Topic> downstream;
  };

  KeyedTask(Database database, Topology& topology, const TimeRules& rules, Start start);

  TopicPartition source() const override { return start_.source; }
  bool process(const Record& record, Outbox& out) override;
  void tick(std::int64_t, const ReadingState&, Outbox& out) override;
  void publish(Outbox& out) override;
  bool dirty() const override { return dirty_; }
  SourcePosition prepare(Outbox& out) override;
  void committed(const CommitReceipt& receipt, std::int64_t now_ms) override;
  void rolled_back() override;
  std::uint32_t awaited_taxonomy() const override { return awaited_taxonomy_; }
  std::int64_t resume_offset() const override { return saved_offset_; }
  void drain(Drain drain) override {
    drain_ = std::move(drain);
    end_heard_ = true;
  }
  bool drained() override { return saved_ended_ && !dirty_ && awaited_taxonomy_ == 0; }
  EventTime watermark() override { return watermarks_.current(); }

  KeyedStage& stage() { return *stage_; }
  const Database& database() const { return state_.database(); }
  std::int32_t source_partitions() const { return start_.source_partitions; }

 private:
  void advance(EventTime before, bool ends, Outbox& out);
  void go_back_to(std::uint32_t taxonomy_version);

  Topology& topology_;
  const TimeRules rules_;
  const Start start_;
  TaskState state_;
  Watermarks watermarks_;
  std::unique_ptr<KeyedStage> stage_;
  Progress progress_;          // as of the last commit
  StateStamp stamp_;           // of the commit under way
  std::int64_t saved_offset_;  // as of the last commit
  std::int64_t next_offset_;
  std::vector<Change> changes_;         // of the commit under way
  std::uint32_t taxonomy_version_ = 0;  // newest of which records and watermark spoke
  std::uint32_t awaited_taxonomy_ = 0;
  bool dirty_ = false;
  std::optional<Drain> drain_;
  bool end_heard_ = false;    // an upstream has ended; whether it was the last is not looked at yet
  bool ended_ = false;        // every upstream has ended, and all was published
  bool saved_ended_ = false;  // as of the last commit
};

}  // namespace vocmap
