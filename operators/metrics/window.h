#pragma once

#include <string>
#include <tuple>

#include "operators/records.h"
#include "operators/taxonomy/taxonomy_history.h"

namespace vocmap {

enum class WindowSize : std::uint8_t { five_minutes, hour, day };

template <>
struct EnumNames<WindowSize> {
  static constexpr std::array<std::string_view, 3> values = {"5m", "1h", "1d"};
};

inline constexpr WindowSize kWindowSizes[] = {WindowSize::five_minutes, WindowSize::hour,
                                              WindowSize::day};

// A tumbling window [start, end) of one line.
using WindowKey = std::tuple<std::string, WindowSize, EventTime>;  // line, size, start

struct Window {
  EventTime start, end;
};

// The window of `size` around `t`; days follow the line's time zone (`line` null: UTC).
Window window_around(const TaxonomyIndex& taxonomy, const Line* line, WindowSize size, EventTime t);

}  // namespace vocmap
