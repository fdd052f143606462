#pragma once

#include <optional>
#include <string_view>

#include "schemas/time.h"

namespace vocmap {

// "200ms", "30s", "90m", "6h", "1d": a whole number from 0 and a unit, without spaces. Empty for
// anything else, and for more than 100 years.
std::optional<Duration> parse_duration(std::string_view text);

}  // namespace vocmap
