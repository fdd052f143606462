#include "pipeline/cli/signals.h"

#include <pthread.h>

#include <ctime>

namespace vocmap {

StopSignals::StopSignals(std::function<void()> on_hangup) : on_hangup_(std::move(on_hangup)) {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  if (on_hangup_) sigaddset(&set_, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

bool StopSignals::received_within(long milliseconds) {
  const timespec timeout{milliseconds / 1'000, milliseconds % 1'000 * 1'000'000};
  const int signal = sigtimedwait(&set_, nullptr, &timeout);
  if (signal == SIGHUP) on_hangup_();
  return signal > 0 && signal != SIGHUP;
}

}  // namespace vocmap
