#pragma once

#include <string>

#include "operators/metrics/windows.h"

namespace vocmap {

// The value of voc.experience-map for one window of 1 h or 1 d: the journey's stages in order, each
// with its scenarios. Without its revision, which the caller appends.
class JsonWriter;
void write_experience_map(JsonWriter& out, const WindowReading& reading);

// "<line>|<size>|<start>".
std::string experience_map_key(std::string_view line, WindowSize size, EventTime start);

}  // namespace vocmap
