#include "pipeline/observe/series.h"

#include <string>
#include <utility>

namespace vocmap {

void Series::add(Metric metric, std::initializer_list<std::string_view> values, double value) {
  prometheus::ClientMetric sample;
  for (const auto& [name, label_value] : labels_of(metric, values)) {
    sample.label.push_back({name, label_value});
  }
  if (info_of(metric).type == prometheus::MetricType::Counter) {
    sample.counter.value = value;
  } else {
    sample.gauge.value = value;
  }
  samples_[static_cast<std::size_t>(metric)].push_back(std::move(sample));
}

std::vector<prometheus::MetricFamily> Series::take() {
  std::vector<prometheus::MetricFamily> families;
  for (const MetricInfo& info : published_metrics()) {
    auto& samples = samples_[static_cast<std::size_t>(info.metric)];
    if (samples.empty()) continue;
    families.push_back(
        {std::string{info.name}, std::string{info.help}, info.type, std::move(samples)});
    samples.clear();
  }
  return families;
}

}  // namespace vocmap
