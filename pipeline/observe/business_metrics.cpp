#include "pipeline/observe/business_metrics.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>

#include "pipeline/observe/live_table.h"
#include "pipeline/observe/series.h"

namespace vocmap {
namespace {

using Json = simdjson::dom::element;
using Labels = std::initializer_list<std::string_view>;

std::string_view text_at(Json object, std::string_view key) {
  std::string_view text;
  return object[key].get(text) == simdjson::SUCCESS ? text : std::string_view{};
}

std::string_view reason_of(Json object) {
  Json rate;
  return object["service_rate"].get(rate) == simdjson::SUCCESS ? text_at(rate, "reason")
                                                               : std::string_view{};
}

// A number that is null or missing has no sample.
void add_number(Series& series, Metric metric, simdjson::simdjson_result<Json> value,
                Labels labels) {
  double number = 0;
  if (value.get(number) == simdjson::SUCCESS) series.add(metric, labels, number);
}

// Writes the series of one experience map.
class MapSeries {
 public:
  MapSeries(Series& series, std::string_view line, std::string_view window)
      : series_(series), line_(line), window_(window) {}

  // `with_targets`: targets have no window, so one of a line's documents speaks for them.
  void add_line(Json map, EventTime end, bool with_targets) {
    number(Metric::line_contacts, map["contacts"], {line_, window_});
    Json exposure;
    if (map["exposure"].get(exposure) == simdjson::SUCCESS) {
      number(Metric::line_exposure, exposure["count"], {line_, text_at(exposure, "kind"), window_});
    }
    number(Metric::line_service_rate, map["service_rate"]["value"], {line_, window_});
    series_.add(Metric::window_end, {line_, window_}, static_cast<double>(end.ms) / 1000);
    series_.add(Metric::feed_missing, {line_, window_}, reason_of(map) == "feed_missing" ? 1 : 0);
    simdjson::dom::array stages;
    if (map["stages"].get(stages) != simdjson::SUCCESS) return;
    for (const Json stage : stages) add_stage(stage, with_targets);
  }

 private:
  void add_stage(Json stage, bool with_targets) {
    const std::string_view id = text_at(stage, "id");
    number(Metric::stage_contacts, stage["contacts"], {line_, id, window_});
    number(Metric::stage_service_rate, stage["service_rate"]["value"], {line_, id, window_});
    simdjson::dom::array scenarios;
    if (stage["scenarios"].get(scenarios) != simdjson::SUCCESS) return;
    for (const Json scenario : scenarios) add_scenario(id, scenario, with_targets);
  }

  void add_scenario(std::string_view stage, Json scenario, bool with_target) {
    const std::string_view id = text_at(scenario, "id");
    const Labels labels = {line_, stage, id, window_};
    number(Metric::scenario_contacts, scenario["contacts"], labels);
    const auto rate = scenario["service_rate"];
    number(Metric::scenario_service_rate, rate["value"], labels);
    number(Metric::scenario_service_rate_low, rate["interval"].at(0), labels);
    number(Metric::scenario_service_rate_high, rate["interval"].at(1), labels);
    if (with_target) {
      number(Metric::scenario_target, scenario["target_per_10k"], {line_, stage, id});
    }
    simdjson::dom::object channels;
    if (scenario["by_channel"].get(channels) != simdjson::SUCCESS) return;
    for (const auto channel : channels) {
      number(Metric::scenario_channel_contacts, Json{channel.value},
             {line_, stage, id, channel.key, window_});
    }
  }

  void number(Metric metric, simdjson::simdjson_result<Json> value, Labels labels) {
    add_number(series_, metric, value, labels);
  }

  Series& series_;
  std::string_view line_;
  std::string_view window_;
};

// The emergent scenarios of one line that wait for a person.
void add_emergent(Series& series, std::string_view line, const std::vector<Document>& documents) {
  std::array<std::int64_t, kOpenStatuses> counts{};
  std::int64_t contacts = 0;
  std::optional<EventTime> oldest;
  simdjson::dom::parser parser;
  Json scenario;
  for (const Document& document : documents) {
    if (parser.parse(*document).get(scenario) != simdjson::SUCCESS) continue;
    const auto status = parse_enum<EmergentStatus>(text_at(scenario, "status"));
    if (!status || !is_open(*status)) continue;
    ++counts[static_cast<std::size_t>(*status)];
    std::int64_t last_day = 0;
    if (scenario["growth"]["last_24h"].get(last_day) == simdjson::SUCCESS) contacts += last_day;
    const auto proposed_at = parse_rfc3339(text_at(scenario, "proposed_at"));
    if (proposed_at && (!oldest || *proposed_at < *oldest)) oldest = proposed_at;
  }
  for (std::size_t i = 0; i < kOpenStatuses; ++i) {
    const std::string_view status = name_of(static_cast<EmergentStatus>(i));
    series.add(Metric::emergent_scenarios, {line, status}, static_cast<double>(counts[i]));
  }
  series.add(Metric::emergent_contacts, {line}, static_cast<double>(contacts));
  if (oldest) {
    series.add(Metric::emergent_oldest, {line}, static_cast<double>(oldest->ms) / 1000);
  }
}

void add_battle(Series& series, Json map, const BusinessMetrics::OwnsLine& owns) {
  simdjson::dom::array rows;
  if (map["rows"].get(rows) != simdjson::SUCCESS) return;
  for (const Json row : rows) {
    const std::string_view line = text_at(row, "line");
    if (!owns(line)) continue;
    const Labels labels = {line, text_at(row, "stage"), text_at(row, "scenario")};
    add_number(series, Metric::battle_avoidable_contacts, row["avoidable_contacts"], labels);
    add_number(series, Metric::battle_rank, row["rank"], labels);
  }
}

}  // namespace

BusinessMetrics::BusinessMetrics(const LiveTable& table, OwnsLine owns)
    : table_(table), owns_(owns ? std::move(owns) : [](std::string_view) { return true; }) {}

std::vector<prometheus::MetricFamily> BusinessMetrics::Collect() const {
  Series series;
  simdjson::dom::parser parser;
  Json json;
  std::set<std::string> with_targets;
  for (const ClosedMap& map : table_.newest_closed()) {
    if (!owns_(map.line)) continue;
    if (parser.parse(*map.document).get(json) != simdjson::SUCCESS) continue;
    MapSeries{series, map.line, name_of(map.size)}.add_line(json, map.end,
                                                            with_targets.insert(map.line).second);
  }
  if (const Document battle = table_.battle_map()) {
    if (parser.parse(*battle).get(json) == simdjson::SUCCESS) add_battle(series, json, owns_);
  }
  for (const auto& [line, document] : table_.live_precisions()) {
    if (!owns_(line) || parser.parse(*document).get(json) != simdjson::SUCCESS) continue;
    add_number(series, Metric::live_precision, json["value"], {line});
    add_number(series, Metric::live_precision_low, json["interval"].at(0), {line});
    add_number(series, Metric::live_precision_high, json["interval"].at(1), {line});
    add_number(series, Metric::live_precision_labels, json["denominator"], {line});
  }
  for (const LineSummary& line : table_.lines()) {
    if (owns_(line.id)) add_emergent(series, line.id, table_.scenarios(line.id));
  }
  return series.take();
}

}  // namespace vocmap
