#pragma once

#include <optional>
#include <string>

#include "pipeline/observe/live_table.h"

namespace vocmap {

// The experience map of the newest day of every line, as lines of text for a terminal of 96
// columns: stages in journey order with bars of their service rate, the worst scenario named.
std::string draw_experience_maps(const LiveTable& table, std::optional<EventTime> watermark);

}  // namespace vocmap
