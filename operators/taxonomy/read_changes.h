#pragma once

#include <vector>

#include "operators/taxonomy/yaml_section.h"
#include "schemas/taxonomy.h"

namespace vocmap {

// The list `changes` of a taxonomy file, each entry one of
//   rename: {from: a, to: b}
//   merge: {from: [a, b], into: c}
//   split: {from: a, into: [b, c]}
//   adopt: {emergent: tickets.emergent.4f1c, as: b}
// Here only its form is checked; check_changes knows the versions.
std::vector<TaxonomyChange> read_changes(YamlSection& taxonomy, YamlProblems& problems);

}  // namespace vocmap
