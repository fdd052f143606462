#pragma once

#include <vector>

#include "pipeline/observe/catalogue_gauges.h"

namespace vocmap {

// prometheus: name, type and labels of the gauges, as dashboards/prometheus/metrics.txt lists them.
enum class MetricsFormat { markdown, json, prometheus };

// `vocmap metrics`: prints the catalogue, every metric that vocmap computes from what subjects add.
// Returns the exit code.
int print_metrics(MetricsFormat format);

// The gauges of the catalogue. What experience maps publish as gauges already is left out.
std::vector<CatalogueGauge> catalogue_gauges();

}  // namespace vocmap
