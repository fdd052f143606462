#pragma once

#include <optional>

#include "pipeline/cli/temporary_directory.h"
#include "pipeline/state/state_directory.h"
#include "pipeline/state/store.h"

namespace vocmap {

// The state of one task in a directory that goes with it. Stores are built on `operator*`.
class TemporaryState {
 public:
  TaskState& operator*() { return state_; }

  // As the worker does after a transaction: what was collected goes to the database.
  void commit() {
    const std::vector<Change> changes = state_.collect();
    state_.committed(changes, {});
  }

 private:
  TemporaryDirectory root_;
  StateDirectory directory_{root_.path(), 8 << 20};
  TaskState state_{*directory_.try_open("task")};
};

}  // namespace vocmap
