#include "pipeline/cli/signals.h"

#include <pthread.h>

#include <ctime>

namespace vocmap {

StopSignals::StopSignals() {
  sigemptyset(&set_);
  sigaddset(&set_, SIGINT);
  sigaddset(&set_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

bool StopSignals::received_within(long milliseconds) {
  const timespec timeout{milliseconds / 1'000, milliseconds % 1'000 * 1'000'000};
  return sigtimedwait(&set_, nullptr, &timeout) > 0;
}

}  // namespace vocmap
