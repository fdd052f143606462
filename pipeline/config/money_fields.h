#pragma once

#include "pipeline/config/yaml_fields.h"
#include "schemas/money_rules.h"

namespace vocmap {

// Reads the section `money` into `out`; see README.md for its keys.
YamlReader money_field(MoneyRules& out, SettingsProblems& problems);

}  // namespace vocmap
