#pragma once

#include <prometheus/metric_family.h>

#include <array>
#include <initializer_list>
#include <string_view>
#include <vector>

#include "pipeline/observe/published_metrics.h"

namespace vocmap {

// The samples of one scrape, for collectors that compute their series when they are asked.
class Series {
 public:
  // `values`: one per label of the metric, in the order of its label names.
  void add(Metric metric, std::initializer_list<std::string_view> values, double value);

  // The families that have samples, in the order of Metric.
  std::vector<prometheus::MetricFamily> take();

 private:
  std::array<std::vector<prometheus::ClientMetric>, kMetrics> samples_;
};

}  // namespace vocmap
