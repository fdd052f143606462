#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "schemas/taxonomy.h"

namespace vocmap {

// Reads one version of journeys.yaml. On failure returns every problem of the file at once, as
// "line 14: lines[0].stages[2].scenarios[1]: id is missing". A plain `name` counts for en and zh.
tl::expected<Taxonomy, std::vector<std::string>> load_taxonomy(std::string_view yaml_text);

}  // namespace vocmap
