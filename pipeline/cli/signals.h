#pragma once

#include <csignal>

namespace vocmap {

// Blocks SIGINT and SIGTERM in this thread and all that it starts, so that one place can ask for
// them. Construct it before the first thread.
class StopSignals {
 public:
  StopSignals();

  // Waits up to `milliseconds`; true when the user asked to stop.
  bool received_within(long milliseconds);

 private:
  sigset_t set_{};
};

}  // namespace vocmap
