#pragma once

#include <string>

#include "operators/discover/discover.h"
#include "operators/forecast/forecast_contacts.h"
#include "operators/metrics/live_precision.h"
#include "operators/metrics/measured_windows.h"
#include "operators/metrics/publish_metrics.h"
#include "operators/metrics/rate_changes.h"
#include "pipeline/runtime/stage.h"

namespace vocmap {

// MAP, keyed by line: deltas -> windowed cells -> metric records, experience maps, and the day rows
// that RANK compares across lines; contacts that fit no scenario -> emergent scenarios; hours that
// have ended -> forecasts.
class Map final : public KeyedStage {
 public:
  // `taxonomies` must outlive it.
  Map(const TaxonomyHistory& taxonomies, WindowRules rules, const ForecastRules& forecast,
      TaskState& state);

  void on_record(std::string_view key, std::string_view body, Outbox& out) override;
  void on_watermark(EventTime watermark, Outbox& out) override;
  void flush(Outbox&) override {}
  void publish(Extent extent, Outbox& out) override;
  void resume(EventTime watermark) override;

  // What was published of an experience map, as it is stored.
  struct PublishedMap {
    std::uint32_t revision = 0;
    std::uint64_t hash = 0;

    template <class Codec>
    void codec(Codec& c) {
      c(revision, hash);
    }
  };

 private:
  class Publication;

  const TaxonomyHistory& taxonomies_;
  Windows windows_;
  Store<WindowKey, PublishedMap> maps_;
  RestatedCells restated_;
  Discover discover_;
  LivePrecision precision_;
  MeasuredWindows measured_;
  ForecastContacts forecast_;
  RateChanges rate_changes_;
};

}  // namespace vocmap
