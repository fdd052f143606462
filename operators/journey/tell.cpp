#include "operators/journey/tell.h"

#include <algorithm>

namespace vocmap {
namespace {

// One per horizon, at the start of its 5 minutes.
std::vector<Measurement> by_horizon(std::vector<Measurement> measurements) {
  std::vector<Measurement> merged;
  for (Measurement& next : measurements) {
    next.cell.at = floor_to(next.cell.at, kBaseWindow);
    const auto same = std::find_if(merged.begin(), merged.end(),
                                   [&](const Measurement& m) { return m.horizon == next.horizon; });
    if (same == merged.end()) {
      merged.push_back(std::move(next));
    } else {
      add(same->amounts, next.amounts, +1);
    }
  }
  return merged;
}

Measurement* of_horizon(std::vector<Measurement>& measurements, Horizon horizon) {
  const auto found = std::find_if(measurements.begin(), measurements.end(),
                                  [&](const Measurement& m) { return m.horizon == horizon; });
  return found == measurements.end() ? nullptr : &*found;
}

}  // namespace

void Tell::change(std::vector<Measurement>& told, std::vector<Measurement> now) {
  if (told.empty() && now.empty()) return;
  now = by_horizon(std::move(now));
  std::vector<Measurement> next;
  for (const Horizon horizon :
       {Horizon::day, Horizon::four_days, Horizon::eight_days, Horizon::thirty_one_days}) {
    Measurement* before = of_horizon(told, horizon);
    Measurement* after = of_horizon(now, horizon);
    const bool stands = (before && after && *before == *after) || (before && is_final(*before)) ||
                        (after && is_final(*after));
    if (!stands && before) deltas_.add_measurement(*before, -1);
    if (!stands && after) deltas_.add_measurement(*after, +1);
    Measurement* keep = stands ? before : after;
    if (keep) next.push_back(std::move(*keep));
  }
  told = std::move(next);
}

void Tell::change_single(std::vector<Measurement>& told, std::vector<Measurement> now) {
  const auto final = [&](const Measurement& m) { return is_final(m); };
  std::erase_if(told, final);
  std::erase_if(now, final);
  std::sort(now.begin(), now.end());
  for (const Measurement& before : told) {
    if (!std::binary_search(now.begin(), now.end(), before)) deltas_.add_measurement(before, -1);
  }
  for (const Measurement& after : now) {
    if (!std::binary_search(told.begin(), told.end(), after)) deltas_.add_measurement(after, +1);
  }
  told = std::move(now);
}

bool Tell::is_final(const Measurement& measurement) const {
  const MeasuredAt& cell = measurement.cell;
  if (!measurement.only) return is_final(cell.at, measurement.horizon);
  const TaxonomyIndex& taxonomy = taxonomies_.at(cell.at);
  const WindowSize size = *measurement.only == 0 ? WindowSize::hour : WindowSize::day;
  const EventTime end = window_around(taxonomy, taxonomy.line(cell.line), size, cell.at).end;
  return end + span_of(measurement.horizon) + lateness_ <= watermark_;
}

}  // namespace vocmap
