#pragma once

#include <memory>

#include "pipeline/cli/topology.h"
#include "pipeline/config/settings.h"

namespace vocmap {

// What the settings say to the stages.
TopologyRules rules_of(const Settings& settings, std::shared_ptr<const TextModel> model);

}  // namespace vocmap
