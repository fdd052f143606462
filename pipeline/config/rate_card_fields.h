#pragma once

#include <optional>

#include "pipeline/config/yaml_fields.h"
#include "schemas/rate_card.h"

namespace vocmap {

// Reads the section `rate_card` into `out`; see README.md for its keys.
YamlReader rate_card_field(std::optional<RateCard>& out, SettingsProblems& problems);

}  // namespace vocmap
