#include "pipeline/cli/metrics.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "operators/catalogue/catalogue.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr std::string_view kHead =
    "# Metrics\n\n"
    "What vocmap computes, one row per metric; `vocmap metrics` prints this table, and the same "
    "words are the HELP\nof the Prometheus series. Values are on `voc.metrics.1h` and "
    "`voc.metrics.1d` for each line, stage and scenario;\nin windows of a day also by channel, "
    "handler, party_type, lang, tier, region and product_id, one at a time, and\namounts of money "
    "by currency. A share has its 95 % score interval (Wilson), a rate per 10,000 that of a "
    "Poisson\nmean. *Final* says how long after the end of its window, beside the allowed "
    "lateness, a value may still change.\n\n"
    "| metric | 中文 | meaning | formula | unit | value | final | source |\n"
    "|---|---|---|---|---|---|---|---|\n";

std::string days(Horizon horizon) {
  return fmt::format("{} d", span_of(horizon) / std::chrono::days{1});
}

void print_row(const MetricEntry& entry) {
  fmt::print("| `{}` | {} | {} | {} | {} | {} | {} | {} |\n", entry.name, entry.zh, entry.en,
             entry.formula, entry.unit, name_of(entry.form), days(entry.horizon), entry.source);
}

void write_entry(JsonWriter& json, const MetricEntry& entry) {
  json.begin_object()
      .member("metric", entry.name)
      .key("meaning")
      .begin_object()
      .member("zh", entry.zh)
      .member("en", entry.en)
      .end_object()
      .member("formula", entry.formula)
      .member("unit", entry.unit)
      .member("form", entry.form)
      .member("final_after_days", span_of(entry.horizon) / std::chrono::days{1})
      .member("source", entry.source)
      .end_object();
}

void print_gauges() {
  for (const CatalogueGauge& gauge : catalogue_gauges()) {
    fmt::print("{:<42} {:<10} {}\n", gauge.name, "gauge", fmt::join(labels_of(gauge), ","));
  }
}

}  // namespace

std::vector<CatalogueGauge> catalogue_gauges() {
  std::vector<CatalogueGauge> gauges;
  for (const MetricEntry* entry : catalogue()) {
    if (entry->with_window) continue;
    gauges.push_back(
        {.metric = std::string{entry->name},
         .name = fmt::format("vocmap_{}", entry->name),
         .help = fmt::format("{}: {} ({}), newest day.", entry->en, entry->formula, entry->unit),
         .by_scenario = entry->scenarios_in_prometheus,
         .by_currency = entry->money});
  }
  return gauges;
}

int print_metrics(MetricsFormat format) {
  if (format == MetricsFormat::prometheus) {
    print_gauges();
    return 0;
  }
  if (format == MetricsFormat::markdown) {
    fmt::print("{}", kHead);
    for (const MetricEntry* entry : catalogue()) print_row(*entry);
    return 0;
  }
  JsonWriter json;
  json.begin_array();
  for (const MetricEntry* entry : catalogue()) write_entry(json, *entry);
  json.end_array();
  fmt::print("{}\n", json.take());
  return 0;
}

}  // namespace vocmap
