#pragma once

namespace vocmap {

enum class MetricsFormat { markdown, json };

// `vocmap metrics`: prints the catalogue, every metric that vocmap computes from what subjects add.
// Returns the exit code.
int print_metrics(MetricsFormat format);

}  // namespace vocmap
