#include "operators/metrics/window.h"

namespace vocmap {

Window window_around(const TaxonomyIndex& taxonomy, const Line* line, WindowSize size,
                     EventTime t) {
  if (size == WindowSize::day && line) {
    return {taxonomy.day_start(*line, t), taxonomy.day_end(*line, t)};
  }
  const Duration length = size == WindowSize::five_minutes ? kBaseWindow
                          : size == WindowSize::hour       ? Duration{std::chrono::hours{1}}
                                                           : Duration{std::chrono::days{1}};
  const EventTime start = floor_to(t, length);
  return {start, start + length};
}

}  // namespace vocmap
