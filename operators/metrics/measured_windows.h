#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "operators/catalogue/catalogue.h"
#include "operators/metrics/windows.h"
#include "pipeline/runtime/stage.h"

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

// Its rates are divided by the exposure of the region or product itself.
bool has_own_exposure(const MeasuredPlace& place);

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
  bool changed = false;                    // since the last publication; if it was deferred

  template <class Codec>
  void codec(Codec& c) {
    c(amounts, published, changed);
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

  // One window as it is published.
  struct Due {
    MeasuredWindow window;
    Window span;
    MeasuredExposure exposure;
    bool final = false;
    std::map<MeasuredPlace, bool> places;  // what changed, and whether that is only its rates
  };
  // The windows that changed since the last call, oldest end first. What people watch live, cells
  // of the horizon `day` without breakdown in a window that is open, is due at once; so is all with
  // Extent::all, and of a window that is final. Else cells are due once an hour of event time,
  // those of breakdowns, which are many, once a day of it after the end of their window.
  std::vector<Due> take_due(Windows& windows, Extent extent);
  // One window of the horizon `day`, whose exposure is that of the reading; null: it did not
  // change.
  std::optional<Due> take_due(const WindowReading& reading, Extent extent);
  void forget(const MeasuredWindow& window);

  using CellKey = std::tuple<std::string, Horizon, WindowSize, EventTime, std::string, std::string,
                             std::string, std::string>;
  MeasuredSums& edit(const MeasuredWindow& window, const MeasuredPlace& place);
  const MeasuredSums* find(const MeasuredWindow& window, const MeasuredPlace& place);
  // The line's cells by one breakdown, in the order of its values.
  void visit_line(const MeasuredWindow& window, Breakdown breakdown,
                  const std::function<void(const std::string&, const Amounts&)>& visit);

  // Cells that are not published at once.
  struct Deferred {
    bool changed = false, rates_changed = false;  // since the last publication
    EventTime published_at = EventTime::min();    // the step at which that was

    template <class Codec>
    void codec(Codec& c) {
      c(changed, rates_changed, published_at);
    }
  };

  // A window as it is stored.
  struct Head {
    EventTime end;
    bool changed = false;  // since the last publication
    MeasuredExposure exposure;
    Deferred whole, breakdowns;

    template <class Codec>
    void codec(Codec& c) {
      c(end, changed, exposure, whole, breakdowns);
    }
  };

 private:
  struct Dirty {
    bool all = false, rates = false;
    std::set<MeasuredPlace> places;
  };

  using Cells = Store<CellKey, MeasuredSums>;

  EventTime final_at(const MeasuredWindow& window, EventTime end) const;
  void open(const MeasuredWindow& window, EventTime end);
  Dirty& dirty(const MeasuredWindow& window);
  void defer(const MeasuredWindow& window, Deferred Head::*cells, bool rates);
  bool is_due(const Head& head, Extent extent) const;
  static bool is_due(const Deferred& cells, EventTime step, Extent extent);
  Due due_of(const MeasuredWindow& window, const Dirty& dirty, Extent extent);
  void take(Cells& cells, Deferred& deferred, EventTime step, Due& due);
  Cells& cells_of(const MeasuredPlace& place);
  void set_exposure(const MeasuredWindow& window, MeasuredExposure now);
  void add_to(WindowSize size, const Measurement& measurement, const Amounts& money,
              const Amounts& other);
  void mark_rates(const std::string& line);

  const TaxonomyHistory& taxonomies_;
  const Duration lateness_;
  EventTime watermark_ = EventTime::min();

  Store<MeasuredWindow, Head> heads_;
  Cells cells_;       // without breakdown, and amounts of money
  Cells breakdowns_;  // apart, because they are many and seldom read

  // In memory, rebuilt from the heads: windows by the time at which they are final, by key what is
  // due at once, and those in which deferred cells changed.
  std::map<MeasuredWindow, Dirty> dirty_;
  std::set<MeasuredWindow> deferred_;
  std::set<std::pair<EventTime, MeasuredWindow>> open_;
};

}  // namespace vocmap
