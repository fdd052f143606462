#pragma once

#include <string>
#include <vector>

#include "pipeline/cli/draft/draft_line.h"

namespace vocmap {

// The draft as journeys.yaml, version 1, with what was found as comments. load_taxonomy accepts it.
std::string write_draft(const std::vector<DraftLine>& lines);

}  // namespace vocmap
