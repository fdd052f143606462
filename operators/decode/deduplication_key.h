#pragma once

#include <string>

#include "operators/decode/decode_event.h"
#include "operators/records.h"

namespace vocmap {

// The identity of an event: its customer or agent, and (source, id) of CloudEvents, else the fields
// per input. Computed on the redacted event.
DeduplicationKey deduplication_key(const InputEvent& event,
                                   const std::optional<CloudEventId>& cloud_event);

}  // namespace vocmap
