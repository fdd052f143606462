#pragma once

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/cli/engine.h"
#include "pipeline/config/file_watch.h"

namespace vocmap {

// Watches vocmap.yaml for its `journeys`, and those files, on a thread of its own; a new taxonomy
// version is read and fitted there and offered to the workers. What is wrong is logged, and the
// taxonomy in use stays.
class TaxonomyWatcher {
 public:
  // `engine` must outlive it.
  TaxonomyWatcher(std::filesystem::path config, std::vector<std::filesystem::path> journeys,
                  Engine& engine);
  ~TaxonomyWatcher();

  // Reads the files now, whether they changed or not.
  void look_now();

 private:
  void run(const std::stop_token& stop);
  void look(bool asked);
  void log_use();
  tl::expected<bool, std::vector<std::string>> read();

  const std::filesystem::path config_;
  std::vector<std::filesystem::path> journeys_;
  Engine& engine_;
  FileWatch watch_;
  std::uint32_t version_in_use_;

  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool asked_ = false;
  std::jthread thread_;
};

}  // namespace vocmap
