#pragma once

#include <prometheus/collectable.h>

#include <vector>

namespace vocmap {

// Resident memory and CPU time of this process, read from the kernel at each scrape.
class ProcessMetrics : public prometheus::Collectable {
 public:
  std::vector<prometheus::MetricFamily> Collect() const override;
};

}  // namespace vocmap
