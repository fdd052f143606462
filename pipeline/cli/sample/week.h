#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "schemas/time.h"

namespace vocmap {

// The Monday, 00:00 UTC, of an ISO 8601 week such as "2026-W10"; empty for anything else, weeks
// that the year does not have included.
std::optional<EventTime> parse_iso_week(std::string_view text);

std::string format_iso_week(EventTime monday);

}  // namespace vocmap
