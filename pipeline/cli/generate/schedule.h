#pragma once

#include <vector>

#include "schemas/time.h"

namespace vocmap {

// Ten minutes (the last one may be shorter) of the generated time.
struct Slot {
  EventTime start, end;
  double profile = 0;      // orders per minute, relative: hour of day at UTC+8, and promotion
  bool promotion = false;  // the one promotion day
};

// The slots of [start, start + span): quiet nights, two peaks a day, one promotion day.
std::vector<Slot> make_schedule(EventTime start, Duration span);

}  // namespace vocmap
