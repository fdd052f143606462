#pragma once

#include <prometheus/collectable.h>

#include <filesystem>
#include <vector>

namespace vocmap {

// What the kernel tells at each scrape: memory and CPU time of this process, and the disk that
// holds its state.
class ProcessMetrics : public prometheus::Collectable {
 public:
  explicit ProcessMetrics(std::filesystem::path state_directory);

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const std::filesystem::path state_directory_;
  const double memory_limit_bytes_;
  const double started_seconds_;  // since 1970
};

// The memory that a process may use, in bytes: the limit that `cgroup` (the text of
// /proc/self/cgroup) leads to below `root`, else the machine's. Only the second version of control
// groups is read.
double memory_limit_bytes(const std::string& cgroup,
                          const std::filesystem::path& root = "/sys/fs/cgroup");

}  // namespace vocmap
