#include "operators/metrics/publish_metrics.h"

#include <xxhash.h>

#include <algorithm>
#include <set>

#include "operators/metrics/rate.h"
#include "operators/metrics/restated_window.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr Topic kTopicOf[] = {Topic::metrics_5m, Topic::metrics_1h, Topic::metrics_1d};

struct Dimensions {
  std::string_view line, stage, scenario;
  std::optional<Channel> channel;
  std::optional<std::uint32_t> restated;  // by this version of the taxonomy
};

WindowKey key_of(const WindowReading& reading) {
  return {reading.line_id, reading.size, reading.window.start};
}

std::string key_of(WindowMetric metric, WindowSize size, EventTime start, const Dimensions& dims) {
  std::string key{name_of(metric)};
  const std::string at = format_rfc3339(start);
  const std::string_view channel = dims.channel ? name_of(*dims.channel) : std::string_view{};
  for (const std::string_view part :
       {name_of(size), std::string_view{at}, dims.line, dims.stage, dims.scenario, channel}) {
    key += '|';
    key += part;
  }
  if (dims.restated) key += '|' + std::to_string(*dims.restated);
  return key;
}

template <class T>
void write_list(JsonWriter& out, std::string_view name, const std::vector<T>& values) {
  out.key(name).begin_array();
  for (const T& value : values) out.value(value);
  out.end_array();
}

void write_dimensions(JsonWriter& out, const Dimensions& dims) {
  out.key("dims").begin_object().member("line", dims.line);
  if (!dims.stage.empty()) out.member("stage", dims.stage);
  if (!dims.scenario.empty()) out.member("scenario", dims.scenario);
  if (dims.channel) out.member("channel", *dims.channel);
  if (dims.restated) out.member("restated", *dims.restated);
  out.end_object();
}

void write_values(JsonWriter& out, const WindowReading& reading, WindowMetric metric,
                  std::int64_t contacts) {
  const std::string_view reason = reading.reason();
  const auto members = [&](const auto& numerator, const auto& denominator, const auto& value) {
    out.member("numerator", numerator).member("denominator", denominator).member("value", value);
  };
  const std::optional<double> none;
  if (metric == WindowMetric::contacts) {
    members(contacts, none, contacts);
    out.key("interval").null();
  } else if (metric == WindowMetric::exposure) {
    members(reading.exposure, none, reading.exposure);
    out.key("interval").null();
  } else if (!reason.empty()) {
    members(contacts, reading.exposure, none);
    out.key("interval").null();
  } else {
    members(contacts, reading.exposure, rate_per_10k(contacts, *reading.exposure));
    const auto [low, high] = rate_interval(contacts, *reading.exposure);
    out.key("interval").begin_array().value(low).value(high).end_array();
  }
  const bool explained = metric == WindowMetric::service_rate ||
                         (metric == WindowMetric::exposure && !reading.exposure);
  out.key("reason");
  if (explained && !reason.empty()) {
    out.value(reason);
  } else {
    out.null();
  }
}

std::string_view unit_of(const WindowReading& reading, WindowMetric metric) {
  if (metric == WindowMetric::contacts) return "contacts";
  if (metric == WindowMetric::service_rate) return "per_10k";
  return reading.line ? exposure_unit(reading.line->exposure_kind) : "unknown";
}

}  // namespace

std::string_view exposure_unit(ExposureKind kind) {
  switch (kind) {
    case ExposureKind::order:
      return "orders";
    case ExposureKind::visit:
      return "visits";
    case ExposureKind::active_user:
      return "active_users";
    case ExposureKind::installed_base:
      return "installed_base";
    case ExposureKind::card:
      return "cards";
    case ExposureKind::play:
      return "plays";
  }
  return "";
}

void PublishMetrics::publish(const WindowReading& reading) {
  for (const CellReading& cell : reading.cells) publish_cell(reading, cell);
  for (const auto& [stage, scenario] : reading.emptied) {
    withdraw_cell(key_of(reading), std::nullopt, stage, scenario);
  }
  if (taxonomies_.restates()) publish_restated(reading);
}

void PublishMetrics::publish_restated(const WindowReading& reading) {
  const WindowKey window = key_of(reading);
  std::set<RestatedKey> present;
  for (const TaxonomyIndex* version : reading.restated_by) {
    const RestatedWindow restated{taxonomies_, reading, *version};
    const WindowReading changes = restated.changes();
    for (const CellReading& cell : changes.cells) {
      publish_cell(changes, cell);
      present.emplace(reading.line_id, reading.size, reading.window.start, version->version(),
                      cell.stage_id, cell.scenario_id);
    }
  }
  for (const RestatedKey& key : restated_keys(window)) {
    if (present.contains(key)) continue;
    withdraw_cell(window, std::get<3>(key), std::get<4>(key), std::get<5>(key));
  }
}

std::vector<RestatedKey> PublishMetrics::restated_keys(const WindowKey& window) {
  const auto& [line, size, start] = window;
  std::vector<RestatedKey> keys;
  restated_.scan_prefix(
      [&](const RestatedKey& key, const std::vector<Published>&) {
        keys.push_back(key);
        return true;
      },
      line, size, start);
  return keys;
}

std::vector<Published>& PublishMetrics::published_of(const WindowKey& window,
                                                     std::optional<std::uint32_t> restated,
                                                     const std::string& stage,
                                                     const std::string& scenario) {
  const auto& [line, size, start] = window;
  if (restated) return restated_.edit({line, size, start, *restated, stage, scenario});
  return cells_.edit({line, size, start, stage, scenario}).published;
}

void PublishMetrics::publish_cell(const WindowReading& reading, const CellReading& cell) {
  const Cell counts = *cell.cell;  // publishing edits the stored cell
  publish_one(reading, cell, WindowMetric::contacts, std::nullopt, counts.contacts);
  if (cell.stage_id.empty()) {
    publish_one(reading, cell, WindowMetric::exposure, std::nullopt, 0);
  }
  publish_one(reading, cell, WindowMetric::service_rate, std::nullopt, counts.contacts);
  if (reading.size == WindowSize::five_minutes) return;
  for (const auto& [channel, contacts] : counts.by_channel) {
    publish_one(reading, cell, WindowMetric::contacts, channel, contacts);
    publish_one(reading, cell, WindowMetric::service_rate, channel, contacts);
  }
  withdraw_channels(reading, cell);
}

void PublishMetrics::publish_one(const WindowReading& reading, const CellReading& cell,
                                 WindowMetric metric, std::optional<Channel> channel,
                                 std::int64_t contacts) {
  const Dimensions dims{reading.line_id, cell.stage_id, cell.scenario_id, channel,
                        reading.restated};
  JsonWriter out;
  out.begin_object().member("metric", metric);
  write_dimensions(out, dims);
  out.key("window")
      .begin_object()
      .member("size", reading.size)
      .member("start", reading.window.start)
      .member("end", reading.window.end)
      .end_object();
  write_values(out, reading, metric, contacts);
  out.member("unit", unit_of(reading, metric));
  if (reading.mixed()) write_list(out, "taxonomy_versions", reading.decided_by);
  if (reading.restated && !cell.scenario_id.empty()) {
    write_list(out, "restated_from", cell.restated_from);
  }
  out.member("final", reading.final);
  if (!channel) {
    out.key("samples").begin_array();
    if (metric != WindowMetric::exposure) {
      for (const Sample& sample : cell.cell->samples) out.value(sample.contact_id);
    }
    out.end_array();
  }
  const std::uint64_t hash = XXH3_64bits(out.text().data(), out.text().size());

  std::vector<Published>& stored =
      published_of(key_of(reading), reading.restated, cell.stage_id, cell.scenario_id);
  const auto code = static_cast<std::uint8_t>(metric);
  auto published = std::find_if(stored.begin(), stored.end(), [&](const Published& p) {
    return p.metric == code && p.channel == channel;
  });
  if (published == stored.end()) {
    published = stored.insert(published, {code, channel, 0, 0});
  }
  if (published->hash == hash) return;
  published->hash = hash;
  out.member("revision", ++published->revision).end_object();
  out_.send(kTopicOf[static_cast<std::size_t>(reading.size)],
            key_of(metric, reading.size, reading.window.start, dims), out.take());
}

void PublishMetrics::withdraw_channels(const WindowReading& reading, const CellReading& cell) {
  const auto& by_channel = cell.cell->by_channel;
  for (Published& p :
       published_of(key_of(reading), reading.restated, cell.stage_id, cell.scenario_id)) {
    if (!p.channel || p.hash == 0) continue;
    const bool counted = std::any_of(by_channel.begin(), by_channel.end(),
                                     [&](const auto& entry) { return entry.first == *p.channel; });
    if (counted) continue;
    p.hash = 0;
    out_.send(
        kTopicOf[static_cast<std::size_t>(reading.size)],
        key_of(static_cast<WindowMetric>(p.metric), reading.size, reading.window.start,
               {reading.line_id, cell.stage_id, cell.scenario_id, p.channel, reading.restated}),
        std::nullopt);
  }
}

void PublishMetrics::withdraw_cell(const WindowKey& window, std::optional<std::uint32_t> restated,
                                   const std::string& stage, const std::string& scenario) {
  const auto& [line, size, start] = window;
  for (Published& p : published_of(window, restated, stage, scenario)) {
    if (std::exchange(p.hash, 0) == 0) continue;
    out_.send(kTopicOf[static_cast<std::size_t>(size)],
              key_of(static_cast<WindowMetric>(p.metric), size, start,
                     {line, stage, scenario, p.channel, restated}),
              std::nullopt);
  }
}

void PublishMetrics::withdraw(const WindowKey& window) {
  std::vector<CellKey> published;
  cells_.scan(window, [&](const CellKey& key, const Cell&) {
    published.push_back(key);
    return true;
  });
  for (const CellKey& key : published) {
    withdraw_cell(window, std::nullopt, std::get<3>(key), std::get<4>(key));
  }
  for (const RestatedKey& key : restated_keys(window)) {
    withdraw_cell(window, std::get<3>(key), std::get<4>(key), std::get<5>(key));
  }
}

void PublishMetrics::forget(const WindowKey& window) {
  for (const RestatedKey& key : restated_keys(window)) restated_.erase(key);
}

}  // namespace vocmap
