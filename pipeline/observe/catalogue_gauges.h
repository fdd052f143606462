#pragma once

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/record.h"
#include "schemas/time.h"

namespace vocmap {

// One metric of the catalogue as a gauge, the same for all its lines and stages.
struct CatalogueGauge {
  std::string metric{};  // in the topic
  std::string name{};    // in Prometheus
  std::string help{};
  bool by_scenario = false;  // a series per scenario, too, not only per line and stage
  bool by_currency = false;  // money: a series per currency, and none without
};

// The labels of a gauge, in the order of the published list; a line's series has no stage, a
// stage's no scenario.
std::vector<std::string_view> labels_of(const CatalogueGauge& gauge);

// The gauges of the catalogue, read back from voc.metrics.1d: of each metric and line its newest
// day, of which what is null has no sample. Days before the two newest are not kept, so memory
// does not grow with time. Thread-safe.
class CatalogueGauges : public prometheus::Collectable {
 public:
  using OwnsLine = std::function<bool(std::string_view line)>;

  // `owns` restricts them to lines, called from the scraping thread; empty means all.
  explicit CatalogueGauges(std::vector<CatalogueGauge> gauges, OwnsLine owns = {});

  // Takes a record of the topic; other breakdowns than the gauges' and others' metrics are ignored.
  // A tombstone removes its cell. False when the record cannot be read, which changes nothing.
  bool apply(const Record& record);

  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  struct Place {
    std::string stage, scenario, currency;  // empty: all of them
  };
  using Cells = std::map<const Place*, std::optional<double>>;  // no value: published as null
  using Days = std::map<EventTime, Cells>;                      // the newest two
  using Line = std::vector<Days>;                               // by gauge
  struct Cell {
    Line* line = nullptr;
    Place place;
  };
  struct Reading;

  std::optional<Reading> read(std::string_view json, const CatalogueGauge& gauge) const;
  void put(std::size_t gauge, EventTime day, std::string_view cell_key, Reading reading);
  void remove(std::size_t gauge, EventTime day, std::string_view cell_key);

  const std::vector<CatalogueGauge> gauges_;
  const OwnsLine owns_;
  std::map<std::string_view, std::size_t> by_metric_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, Line, std::less<>> lines_;
  // By what follows the window in the key: all that a tombstone tells of its cell.
  std::map<std::string, Cell, std::less<>> cells_;
};

}  // namespace vocmap
