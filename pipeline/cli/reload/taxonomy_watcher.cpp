#include "pipeline/cli/reload/taxonomy_watcher.h"

#include <utility>

namespace vocmap {
namespace {
constexpr std::chrono::seconds kLookInterval{1};
}

TaxonomyWatcher::TaxonomyWatcher(TaxonomyReload reload)
    : reload_(std::move(reload)), thread_([this](const std::stop_token& stop) { run(stop); }) {}

void TaxonomyWatcher::look_now() {
  const std::lock_guard lock{mutex_};
  asked_ = true;
  wake_.notify_all();
}

void TaxonomyWatcher::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    bool asked = false;
    {
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, stop, kLookInterval, [this] { return asked_; });
      asked = std::exchange(asked_, false);
    }
    if (!stop.stop_requested()) reload_.look(asked);
  }
}

}  // namespace vocmap
