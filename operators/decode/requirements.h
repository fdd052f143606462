#pragma once

#include <optional>

#include "operators/decode/decode_event.h"

namespace vocmap {

// What an event must fulfil beyond the types of its fields: fields that depend on each other, and
// no time far after the record's own timestamp (0: unknown). Empty when all is well.
std::optional<Refusal> unmet_requirement(const InputEvent& event, std::int64_t timestamp_ms);

}  // namespace vocmap
