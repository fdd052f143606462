#pragma once

#include <vector>

#include "operators/metrics/line_deltas.h"
#include "operators/metrics/window.h"

namespace vocmap {

// Tells MAP how what subjects add has changed. Nothing is told into or out of a cell that is final
// at the watermark: what was told before then stands.
class Tell {
 public:
  Tell(const TaxonomyHistory& taxonomies, EventTime watermark, Duration lateness,
       LineDeltas& deltas)
      : taxonomies_(taxonomies), watermark_(watermark), lateness_(lateness), deltas_(deltas) {}

  // Replaces what one subject was told to add by what it adds now, horizon by horizon.
  void change(std::vector<Measurement>& told, std::vector<Measurement> now);
  // The same for any number of subjects, and for measurements of single cells. REQUIRES: their
  // times are rounded down to the 5-minute cell, unless they name their only window.
  void change_single(std::vector<Measurement>& told, std::vector<Measurement> now);

  // Whether all cells of this horizon around `t` are final.
  bool is_final(EventTime t, Horizon horizon) const {
    return floor_to(t, kBaseWindow) + kBaseWindow + span_of(horizon) + lateness_ <= watermark_;
  }

 private:
  bool is_final(const Measurement& measurement) const;

  const TaxonomyHistory& taxonomies_;
  const EventTime watermark_;
  const Duration lateness_;
  LineDeltas& deltas_;
};

}  // namespace vocmap
