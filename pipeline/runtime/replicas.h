#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "pipeline/core/clock.h"
#include "pipeline/runtime/broker.h"
#include "pipeline/runtime/stage.h"
#include "pipeline/runtime/worker_observer.h"
#include "pipeline/state/state_directory.h"

namespace vocmap {

// The directory of a keyed task, e.g. "journey-3".
std::string task_name(TopicPartition source);

// Why a task may not run: the partition count of its topic has changed since.
std::string different_partitions(Broker& broker, Topic topic, std::int32_t before);

// The state of a task that is up to date with its changelog.
struct RestoredState {
  TopicPartition source;
  Database database;
  StoredPosition position;
};

// Local copies of keyed tasks' state that follow their changelogs, a little at a time, beside the
// running tasks: on their way to become tasks, or as standbys of tasks that run elsewhere. Local
// state is only ever behind its changelog, so a copy needs no more than the tail that it has not
// seen; it starts from nothing when its directory is missing, damaged or too old.
class Replicas final : private ChangelogVisitor {
 public:
  Replicas(Broker& broker, StateDirectory& directory, const Clock& clock, WorkerObserver& observer);
  ~Replicas() override;

  // Brings a task's state up to date with what was committed; `take_restored` hands it out. A
  // standby of it goes on from where it is.
  void restore(TopicPartition source, StoredPosition committed);
  // Follows exactly these from now on, and those to be restored.
  void stand_by(const std::set<TopicPartition>& sources);
  // Not wanted any more, in whatever role.
  void drop(TopicPartition source);

  // Opens what can be opened and reads changelogs, waiting up to `timeout` for records. Throws
  // StateError when state, changelog and committed position contradict each other.
  void advance(std::chrono::milliseconds timeout);
  std::vector<RestoredState> take_restored();

  void report();  // to the observer: how far each is behind

  // Puts the damaged files of a task aside, which must be closed, and says so.
  void put_aside(TopicPartition source, const StateCorrupt& damage);

  bool empty() const { return replicas_.empty(); }
  std::vector<TopicPartition> restoring() const;

 private:
  struct Goal {
    StoredPosition committed;
    std::int64_t changelog_end = 0;  // of all records, committed or not
    std::chrono::steady_clock::time_point since;
    bool reached = false;
  };
  struct Replica {
    std::optional<Database> database;  // empty while another worker of the process has it
    Progress progress;
    std::vector<Change> changes;  // read and not yet written
    std::uint64_t records = 0;
    std::optional<Goal> goal;
  };

  void on_change(const Record& record) override;
  void on_end(TopicPartition changelog, std::int64_t offset) override;

  void open_waiting();
  void open(TopicPartition source, Replica& replica);
  std::optional<Database> usable_database(TopicPartition source);
  void follow(TopicPartition source, Replica& replica);
  void aim(TopicPartition source, Replica& replica);
  bool outdated(TopicPartition source, Replica& replica);
  void expect_agreement(TopicPartition source, const StoredPosition& position,
                        const StateStamp& stamp);
  std::string text_of(TopicPartition partition) const;
  void write(TopicPartition source, Replica& replica);
  void yield_wanted();

  Broker& broker_;
  StateDirectory& directory_;
  const Clock& clock_;
  WorkerObserver& observer_;
  std::map<TopicPartition, Replica> replicas_;  // by the task's source
};

}  // namespace vocmap
