#include "pipeline/observe/catalogue_gauges.h"

#include <simdjson.h>

#include <mutex>
#include <utility>

namespace vocmap {
namespace {

constexpr std::string_view kWindow = "1d";
constexpr std::size_t kKeptDays = 2;  // the newest, and what it falls back to

// Cuts off the text before the next bar.
std::string_view next_part(std::string_view& key) {
  const std::size_t bar = key.find('|');
  const std::string_view part = key.substr(0, bar);
  key.remove_prefix(bar == std::string_view::npos ? key.size() : bar + 1);
  return part;
}

// Before the document is read: another breakdown ends the key with its value.
bool may_be_shown(std::string_view cell_key, const CatalogueGauge& gauge) {
  if (gauge.by_currency) return cell_key.find("|currency=") != std::string_view::npos;
  return cell_key.ends_with('|');
}

prometheus::ClientMetric sample_of(const std::string& line, const std::string& stage,
                                   const std::string& scenario, const std::string& currency,
                                   double value) {
  prometheus::ClientMetric sample;
  sample.label.reserve(5);
  sample.label.push_back({"line", line});
  if (!stage.empty()) sample.label.push_back({"stage", stage});
  if (!scenario.empty()) sample.label.push_back({"scenario", scenario});
  if (!currency.empty()) sample.label.push_back({"currency", currency});
  sample.label.push_back({"window", std::string{kWindow}});
  sample.gauge.value = value;
  return sample;
}

}  // namespace

struct CatalogueGauges::Reading {
  bool shown = true;  // else of another breakdown or level
  std::string line;
  Place place;
  std::optional<double> value;
};

std::vector<std::string_view> labels_of(const CatalogueGauge& gauge) {
  std::vector<std::string_view> labels = {"line", "stage"};
  if (gauge.by_scenario) labels.emplace_back("scenario");
  if (gauge.by_currency) labels.emplace_back("currency");
  labels.emplace_back("window");
  return labels;
}

CatalogueGauges::CatalogueGauges(std::vector<CatalogueGauge> gauges, OwnsLine owns)
    : gauges_(std::move(gauges)),
      owns_(owns ? std::move(owns) : [](std::string_view) { return true; }) {
  for (std::size_t i = 0; i < gauges_.size(); ++i) by_metric_.emplace(gauges_[i].metric, i);
}

// The key is "<metric>|1d|<start>|<line>|<stage>|<scenario>|<breakdown>", and restated
// "|<version>".
bool CatalogueGauges::apply(const Record& record) {
  std::string_view key = record.key;
  const auto gauge = by_metric_.find(next_part(key));
  if (gauge == by_metric_.end()) return true;
  const bool of_a_day = next_part(key) == kWindow;
  const auto day = parse_rfc3339(next_part(key));
  if (!of_a_day || !day) return false;
  if (!may_be_shown(key, gauges_[gauge->second])) return true;
  if (record.tombstone) {
    remove(gauge->second, *day, key);
    return true;
  }
  std::optional<Reading> reading = read(record.value, gauges_[gauge->second]);
  if (!reading) return false;
  if (reading->shown) put(gauge->second, *day, key, std::move(*reading));
  return true;
}

std::optional<CatalogueGauges::Reading> CatalogueGauges::read(std::string_view json,
                                                              const CatalogueGauge& gauge) const {
  thread_local simdjson::dom::parser parser;
  simdjson::dom::element cell;
  simdjson::dom::element value;
  simdjson::dom::object dims;
  if (parser.parse(json.data(), json.size()).get(cell) != simdjson::SUCCESS ||
      cell["dims"].get(dims) != simdjson::SUCCESS ||
      cell["value"].get(value) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  Reading reading;
  for (const auto dim : dims) {
    std::string* place = dim.key == "line"       ? &reading.line
                         : dim.key == "stage"    ? &reading.place.stage
                         : dim.key == "scenario" ? &reading.place.scenario
                         : dim.key == "currency" ? &reading.place.currency
                                                 : nullptr;
    std::string_view text;
    if (!place) {
      reading.shown = false;
    } else if (dim.value.get(text) == simdjson::SUCCESS) {
      *place = text;
    }
  }
  if (!reading.place.scenario.empty() && !gauge.by_scenario) reading.shown = false;
  if (reading.place.currency.empty() == gauge.by_currency) reading.shown = false;
  double number = 0;
  if (value.get(number) == simdjson::SUCCESS) reading.value = number;
  if (reading.line.empty() || (!reading.value && !value.is_null())) return std::nullopt;
  return reading;
}

void CatalogueGauges::put(std::size_t gauge, EventTime day, std::string_view cell_key,
                          Reading reading) {
  const std::unique_lock lock{mutex_};
  auto cell = cells_.find(cell_key);
  if (cell == cells_.end()) {
    Line& line = lines_.try_emplace(std::move(reading.line), gauges_.size()).first->second;
    cell = cells_.emplace(std::string{cell_key}, Cell{&line, std::move(reading.place)}).first;
  }
  Days& days = cell->second.line->at(gauge);
  days[day][&cell->second.place] = reading.value;
  if (days.size() > kKeptDays) days.erase(days.begin());
}

void CatalogueGauges::remove(std::size_t gauge, EventTime day, std::string_view cell_key) {
  const std::unique_lock lock{mutex_};
  const auto cell = cells_.find(cell_key);
  if (cell == cells_.end()) return;
  Days& days = cell->second.line->at(gauge);
  const auto cells = days.find(day);
  if (cells == days.end()) return;
  cells->second.erase(&cell->second.place);
  if (cells->second.empty()) days.erase(cells);
}

std::vector<prometheus::MetricFamily> CatalogueGauges::Collect() const {
  std::vector<prometheus::MetricFamily> families;
  families.reserve(gauges_.size());
  for (const CatalogueGauge& gauge : gauges_) {
    families.push_back({gauge.name, gauge.help, prometheus::MetricType::Gauge, {}});
  }
  const std::shared_lock lock{mutex_};
  for (const auto& [id, line] : lines_) {
    if (!owns_(id)) continue;
    for (std::size_t gauge = 0; gauge < gauges_.size(); ++gauge) {
      if (line[gauge].empty()) continue;
      for (const auto& [place, value] : line[gauge].rbegin()->second) {
        if (!value) continue;
        families[gauge].metric.push_back(
            sample_of(id, place->stage, place->scenario, place->currency, *value));
      }
    }
  }
  std::erase_if(families, [](const auto& family) { return family.metric.empty(); });
  return families;
}

}  // namespace vocmap
