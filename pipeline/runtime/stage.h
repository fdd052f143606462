#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/core/ledger.h"
#include "pipeline/core/outbox.h"
#include "pipeline/core/record.h"
#include "pipeline/state/store.h"
#include "schemas/time.h"

namespace vocmap {

enum class StageId : std::uint8_t { intake, journey, map, rank };

template <>
struct EnumNames<StageId> {
  static constexpr std::array<std::string_view, 4> values = {"intake", "journey", "map", "rank"};
};

// The topic that a stage reads (INTAKE reads the inputs), the one it feeds, and its changelog.
constexpr StageId stage_reading(Topic topic) {
  switch (topic) {
    case Topic::journey_in:
      return StageId::journey;
    case Topic::map_in:
      return StageId::map;
    case Topic::rank_in:
      return StageId::rank;
    default:
      return StageId::intake;
  }
}
constexpr std::optional<Topic> topic_fed_by(StageId stage) {
  switch (stage) {
    case StageId::intake:
      return Topic::journey_in;
    case StageId::journey:
      return Topic::map_in;
    case StageId::map:
      return Topic::rank_in;
    case StageId::rank:
      return std::nullopt;
  }
  return std::nullopt;
}
constexpr Topic changelog_of(StageId stage) {
  return stage == StageId::journey ? Topic::journey_changelog
         : stage == StageId::map   ? Topic::map_changelog
                                   : Topic::rank_changelog;
}

// The topic that the stage with this changelog reads.
constexpr Topic source_of(Topic changelog) {
  return changelog == Topic::journey_changelog ? Topic::journey_in
         : changelog == Topic::map_changelog   ? Topic::map_in
                                               : Topic::rank_in;
}

// What became of one source record; `event_time` only when it was forwarded.
struct SourceOutcome {
  enum class Fate : std::uint8_t { forwarded, dead_lettered, filtered } fate;
  std::optional<EventTime> event_time;
};

// The code of the source stage for one input partition: stateless, one record at a time.
class SourceStage {
 public:
  virtual ~SourceStage() = default;
  virtual SourceOutcome on_record(const Record& record, Outbox& out) = 0;
  // Start: the greatest event time that was committed.
  virtual void resume(EventTime) {}
  // As Topology::taxonomy_at.
  virtual std::uint32_t taxonomy_at(EventTime) const { return 0; }
};

// How much a stage publishes: what is due, or, at the end of a drain, everything that changed.
enum class Extent : std::uint8_t { due, all };

// The code of a keyed stage for one partition. Its stores are built above the given TaskState in
// the constructor. A pure step: no clock, no I/O; what it writes goes to the Outbox.
class KeyedStage {
 public:
  virtual ~KeyedStage() = default;
  virtual void on_record(std::string_view key, std::string_view body, Outbox& out) = 0;
  // The task's watermark has advanced; everything emitted before was flushed.
  virtual void on_watermark(EventTime watermark, Outbox& out) = 0;
  // Emits what was aggregated since the last call; before each commit and watermark.
  virtual void flush(Outbox& out) = 0;
  // Publishes open results that changed since the last call. A stage may hold some back until the
  // watermark has gone on; not with Extent::all.
  virtual void publish(Extent extent, Outbox& out) = 0;
  // Start, and start over after a rollback: forgets what is not in the stores. Records since the
  // last commit will come again; `watermark` is the stored one.
  virtual void resume(EventTime watermark) = 0;
  // Visits the cumulative ledger of the stage by source partition; empty for most stages.
  virtual void report(const std::function<void(Topic, std::int32_t, const ReceivedLedger&)>&) {}
};

// Builds the code of tasks; the wiring implements it with the domain's operators. One per worker.
class Topology {
 public:
  virtual ~Topology() = default;
  virtual std::unique_ptr<SourceStage> make_source(Topic topic) = 0;
  virtual std::unique_ptr<KeyedStage> make_stage(StageId stage, TaskState& state) = 0;
  // Called by the worker's thread while no transaction is under way: the moment to exchange what
  // the stages share.
  virtual void between_transactions() {}
  // The taxonomy version in force at an event time, of those that are known here.
  virtual std::uint32_t taxonomy_at(EventTime) const { return 0; }
  bool knows_taxonomy(std::uint32_t version) const {
    return version <= taxonomy_at(EventTime::max());
  }
  // The newest version that tasks of the worker wait for; 0: none waits. After each commit.
  virtual void await_taxonomy(std::uint32_t /*version*/) {}
  // Headers of all that is written in the next transaction.
  virtual std::vector<std::pair<std::string, std::string>> lineage() const { return {}; }
};

}  // namespace vocmap
