#include "pipeline/observe/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>
#include <utility>

#include "pipeline/observe/series.h"

namespace vocmap {
namespace {

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

double bytes_of(long pages) {
  return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

std::string text_of(const char* path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

double memory_limit_bytes(const std::string& cgroup, const std::filesystem::path& root) {
  // "0::/path" is the group of the second version. A limit of any group above it holds as well.
  double limit = bytes_of(sysconf(_SC_PHYS_PAGES));
  const std::size_t at = cgroup.find("0::/");
  if (at == std::string::npos) return limit;
  const std::size_t begin = at + 4;
  std::filesystem::path group = cgroup.substr(begin, cgroup.find('\n', begin) - begin);
  while (true) {
    std::ifstream file{root / group / "memory.max"};
    double bytes = 0;
    if (file >> bytes) limit = std::min(limit, bytes);  // "max" is no number
    if (group.empty()) return limit;
    group = group.parent_path();
  }
}

ProcessMetrics::ProcessMetrics(std::filesystem::path state_directory)
    : state_directory_(std::move(state_directory)),
      memory_limit_bytes_(memory_limit_bytes(text_of("/proc/self/cgroup"))),
      started_seconds_(
          std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch())
              .count()) {}

std::vector<prometheus::MetricFamily> ProcessMetrics::Collect() const {
  // /proc/self/statm: total and resident size in pages.
  std::ifstream statm{"/proc/self/statm"};
  long total_pages = 0;
  long resident_pages = 0;
  statm >> total_pages >> resident_pages;

  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  Series series;
  std::error_code unknown;
  const auto disk = std::filesystem::space(state_directory_, unknown);
  if (!unknown) {
    series.add(Metric::state_disk_free, {}, static_cast<double>(disk.available));
    series.add(Metric::state_disk_size, {}, static_cast<double>(disk.capacity));
  }
  series.add(Metric::memory_limit, {}, memory_limit_bytes_);
  series.add(Metric::resident_memory, {}, bytes_of(resident_pages));
  series.add(Metric::cpu_seconds, {}, seconds(usage.ru_utime) + seconds(usage.ru_stime));
  series.add(Metric::start_time, {}, started_seconds_);
  return series.take();
}

}  // namespace vocmap
