#pragma once

#include <string>

#include "schemas/taxonomy.h"

namespace vocmap {

// The value of voc.taxonomy: one version, without the examples, which may hold customers' words.
std::string write_taxonomy(const Taxonomy& taxonomy);

}  // namespace vocmap
