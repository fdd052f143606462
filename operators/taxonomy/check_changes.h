#pragma once

#include <string>
#include <vector>

#include "schemas/taxonomy.h"

namespace vocmap {

// Whether the changes of each version explain it from the version before: every scenario that is
// gone was renamed, merged or split, nothing moved to another line, no id has two fates, and an id
// that is gone never returns. So an id means one thing for ever. Adds one sentence per problem.
// `versions` ascend; the changes of the first cannot be checked.
void check_changes(const std::vector<Taxonomy>& versions, std::vector<std::string>& problems);

}  // namespace vocmap
