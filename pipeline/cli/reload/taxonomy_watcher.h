#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "pipeline/cli/reload/taxonomy_reload.h"

namespace vocmap {

// Looks for new taxonomy versions every second, on a thread of its own; they are read and fitted
// there.
class TaxonomyWatcher {
 public:
  explicit TaxonomyWatcher(TaxonomyReload reload);

  // Reads the files now, whether they changed or not.
  void look_now();

 private:
  void run(const std::stop_token& stop);

  TaxonomyReload reload_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool asked_ = false;
  std::jthread thread_;
};

}  // namespace vocmap
