#include "operators/maps/experience_map.h"

#include "operators/metrics/rate.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

void write_rate(JsonWriter& out, const WindowReading& reading, std::int64_t contacts) {
  out.key("service_rate").begin_object();
  const std::string_view reason = reading.reason();
  if (reason.empty()) {
    const auto [low, high] = rate_interval(contacts, *reading.exposure);
    out.member("value", rate_per_10k(contacts, *reading.exposure));
    out.key("interval").begin_array().value(low).value(high).end_array();
    out.member("unit", "per_10k").key("reason").null();
  } else {
    out.key("value").null().key("interval").null();
    out.member("unit", "per_10k").member("reason", reason);
  }
  out.end_object();
}

void write_channels(JsonWriter& out, const Cell& cell) {
  out.key("by_channel").begin_object();
  for (const auto& [channel, count] : cell.by_channel) out.member(name_of(channel), count);
  out.end_object();
}

void write_counts(JsonWriter& out, const WindowReading& reading, const Cell& cell) {
  out.member("contacts", cell.contacts);
  write_rate(out, reading, cell.contacts);
}

const LocalizedText& none_name() {
  static const LocalizedText name{{"en", "Unclassified"}, {"zh", "未归类"}};
  return name;
}

void write_scenario(JsonWriter& out, const WindowReading& reading, const CellReading& cell) {
  out.begin_object().member("id", cell.scenario_id);
  out.member("name", cell.scenario ? cell.scenario->name : none_name());
  const auto target = cell.scenario ? cell.scenario->target_per_10k : std::nullopt;
  out.member("owner", cell.scenario ? cell.scenario->owner : std::nullopt);
  out.member("target_per_10k", target);
  write_counts(out, reading, *cell.cell);
  out.key("rate_ratio");
  if (target && *target > 0 && reading.reason().empty()) {
    out.value(rate_per_10k(cell.cell->contacts, *reading.exposure) / *target);
  } else {
    out.null();
  }
  write_channels(out, *cell.cell);
  out.key("samples").begin_array();
  for (const Sample& sample : cell.cell->samples) out.value(sample.contact_id);
  out.end_array().end_object();
}

void write_stages(JsonWriter& out, const WindowReading& reading) {
  out.key("stages").begin_array();
  bool open = false;
  for (const CellReading& cell : reading.cells) {
    if (cell.stage_id.empty()) continue;
    if (!cell.scenario_id.empty()) {
      write_scenario(out, reading, cell);
      continue;
    }
    if (std::exchange(open, true)) out.end_array().end_object();
    out.begin_object().member("id", cell.stage_id);
    out.member("name", cell.stage ? cell.stage->name : none_name());
    write_counts(out, reading, *cell.cell);
    out.key("scenarios").begin_array();
  }
  out.end_array().end_object().end_array();
}

}  // namespace

std::string experience_map_key(std::string_view line, WindowSize size, EventTime start) {
  return std::string{line} + '|' + std::string{name_of(size)} + '|' + format_rfc3339(start);
}

void write_experience_map(JsonWriter& out, const WindowReading& reading) {
  const Cell& line_cell = *reading.cells.front().cell;
  out.begin_object().member("line", reading.line_id);
  out.member("name", reading.line ? reading.line->name
                                  : LocalizedText{{"en", "Unknown line"}, {"zh", "未知业务线"}});
  out.key("window")
      .begin_object()
      .member("size", reading.size)
      .member("start", reading.window.start)
      .member("end", reading.window.end)
      .end_object();
  out.member("taxonomy_version", reading.taxonomy_version);
  out.key("taxonomy_versions").begin_array();
  for (const std::uint32_t version : reading.decided_by) out.value(version);
  out.end_array();
  out.key("exposure").begin_object();
  out.member("kind", reading.line ? std::optional{reading.line->exposure_kind} : std::nullopt);
  out.member("count", reading.exposure).end_object();
  write_counts(out, reading, line_cell);
  write_channels(out, line_cell);
  write_stages(out, reading);
  out.member("closed", reading.closed).member("final", reading.final);
}

}  // namespace vocmap
