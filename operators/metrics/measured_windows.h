#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "operators/catalogue/catalogue.h"
#include "operators/metrics/windows.h"

namespace vocmap {

// What subjects add to the metrics of the catalogue, window by window. Cells of one horizon become
// final together, so each horizon has windows of its own.
using MeasuredWindow = std::tuple<std::string, Horizon, WindowSize, EventTime>;  // line .. start

// A cell of such a window: stage and scenario as in CellKey, then the breakdown (empty: none) and
// its value.
struct MeasuredPlace {
  std::string stage, scenario, breakdown, value;

  friend auto operator<=>(const MeasuredPlace&, const MeasuredPlace&) = default;
};

// What was published of one metric of a cell.
struct PublishedMetric {
  std::uint16_t metric = 0;
  std::uint32_t revision = 0;
  std::uint64_t hash = 0;  // of the record without revision; 0: a tombstone

  template <class Codec>
  void codec(Codec& c) {
    c(metric, revision, hash);
  }
};

struct MeasuredSums {
  Amounts amounts;
  std::vector<PublishedMetric> published;  // ascending

  template <class Codec>
  void codec(Codec& c) {
    c(amounts, published);
  }
};

// Exposure by which rates of a window are divided; `reason`: why they are null.
struct MeasuredExposure {
  std::optional<double> count;
  std::string reason = "no_exposure";

  friend bool operator==(const MeasuredExposure&, const MeasuredExposure&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(count, reason);
  }
};

class MeasuredWindows {
 public:
  MeasuredWindows(const TaxonomyHistory& taxonomies, Duration lateness, TaskState& state);

  void resume(EventTime watermark);
  void apply(const LineDelta& delta);
  void advance(EventTime watermark);

  // One window as it is published. `visit_cells` visits those that changed; with `final` all.
  struct Due {
    MeasuredWindow window;
    Window span;
    MeasuredExposure exposure;
    bool final = false;
    std::set<MeasuredPlace> changed;
    bool exposure_changed = false;  // so did every rate
  };
  // The windows that changed since the last call, oldest end first.
  std::vector<Due> take_due(Windows& windows);
  // One window of the horizon `day`, whose exposure is that of the reading; null: it did not
  // change.
  std::optional<Due> take_due(const WindowReading& reading);
  void forget(const MeasuredWindow& window);

  using CellKey = std::tuple<std::string, Horizon, WindowSize, EventTime, std::string, std::string,
                             std::string, std::string>;
  static CellKey key_of(const MeasuredWindow& window, const MeasuredPlace& place);
  MeasuredSums& edit(const MeasuredWindow& window, const MeasuredPlace& place);
  const MeasuredSums* find(const MeasuredWindow& window, const MeasuredPlace& place);
  std::vector<MeasuredPlace> places(const MeasuredWindow& window);

  // A window as it is stored.
  struct Head {
    EventTime end;
    bool changed = false;  // since the last publication
    MeasuredExposure exposure;

    template <class Codec>
    void codec(Codec& c) {
      c(end, changed, exposure);
    }
  };

 private:
  struct Dirty {
    bool all = false, rates = false;
    std::set<MeasuredPlace> places;
  };

  Due due_of(const MeasuredWindow& window, Dirty& dirty);
  void set_exposure(const MeasuredWindow& window, MeasuredExposure now);
  void add_to(WindowSize size, const Measurement& measurement, const Amounts& money,
              const Amounts& other);
  void mark_rates(const std::string& line);
  Dirty& touch(const MeasuredWindow& window, EventTime end);

  const TaxonomyHistory& taxonomies_;
  const Duration lateness_;
  EventTime watermark_ = EventTime::min();

  Store<MeasuredWindow, Head> heads_;
  Store<CellKey, MeasuredSums> cells_;

  // In memory, rebuilt from the heads: windows by the time at which they are final, and by key what
  // changed.
  std::map<MeasuredWindow, Dirty> dirty_;
  std::set<std::pair<EventTime, MeasuredWindow>> open_;
};

}  // namespace vocmap
