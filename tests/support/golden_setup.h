#pragma once

#include <filesystem>

#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/cli/topology.h"

namespace vocmap {

// What a golden case runs under.
struct GoldenSetup {
  TaxonomyHistory taxonomies;  // of journeys.yaml, and journeys-<n>.yaml for further versions
  TopologyRules rules;         // of vocmap.yaml, or the defaults
};

// `folder` is that of the case. Throws std::runtime_error with all problems.
GoldenSetup read_golden_setup(const std::filesystem::path& folder);

}  // namespace vocmap
