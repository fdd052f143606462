#include "pipeline/observe/process_metrics.h"

#include <sys/resource.h>
#include <unistd.h>

#include <fstream>

#include "pipeline/observe/series.h"

namespace vocmap {
namespace {

double seconds(const timeval& t) {
  return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
}

}  // namespace

std::vector<prometheus::MetricFamily> ProcessMetrics::Collect() const {
  // /proc/self/statm: total and resident size in pages.
  std::ifstream statm{"/proc/self/statm"};
  double total_pages = 0;
  double resident_pages = 0;
  statm >> total_pages >> resident_pages;

  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  Series series;
  series.add(Metric::resident_memory, {},
             resident_pages * static_cast<double>(sysconf(_SC_PAGESIZE)));
  series.add(Metric::cpu_seconds, {}, seconds(usage.ru_utime) + seconds(usage.ru_stime));
  return series.take();
}

}  // namespace vocmap
