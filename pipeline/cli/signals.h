#pragma once

#include <csignal>
#include <functional>

namespace vocmap {

// Blocks SIGINT and SIGTERM in this thread and all that it starts, so that one place can ask for
// them; SIGHUP, too, when `on_hangup` is to be called for it. Construct it before the first thread.
class StopSignals {
 public:
  explicit StopSignals(std::function<void()> on_hangup = {});

  // Waits up to `milliseconds`; true when the user asked to stop.
  bool received_within(long milliseconds);

 private:
  const std::function<void()> on_hangup_;
  sigset_t set_{};
};

}  // namespace vocmap
