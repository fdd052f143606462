#include "pipeline/http/api.h"

#include <fmt/format.h>

#include <charconv>
#include <tl/expected.hpp>

#include "pipeline/observe/ledger_view.h"
#include "pipeline/observe/live_table.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

template <class T>
using Parameter = tl::expected<T, ApiAnswer>;

std::optional<std::string> parameter(const Query& query, const std::string& name) {
  const auto found = query.find(name);
  if (found == query.end()) return std::nullopt;
  return found->second;
}

Parameter<std::string> line_of(const Query& query) {
  auto line = parameter(query, "line");
  if (!line || line->empty()) {
    return tl::unexpected(api_error(400, "line is missing; /api/v1/lines lists the lines"));
  }
  return *std::move(line);
}

Parameter<MapSize> size_of(const Query& query) {
  const auto size = parse_enum<MapSize>(parameter(query, "size").value_or("1h"));
  if (!size) return tl::unexpected(api_error(400, "size must be 1h or 1d"));
  return *size;
}

Parameter<std::optional<EventTime>> start_of(const Query& query) {
  const auto text = parameter(query, "start");
  if (!text) return std::optional<EventTime>{};
  const auto start = parse_rfc3339(*text);
  if (!start) {
    return tl::unexpected(api_error(400, "start must be a time such as 2026-03-07T22:00:00Z"));
  }
  return start;
}

Parameter<std::size_t> limit_of(const Query& query) {
  constexpr std::size_t kMost = 10'000;
  const std::string text = parameter(query, "limit").value_or("96");
  std::size_t limit = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, limit);
  if (error != std::errc{} || rest != end || limit < 1 || limit > kMost) {
    return tl::unexpected(
        api_error(400, fmt::format("limit must be an integer from 1 to {}", kMost)));
  }
  return limit;
}

}  // namespace

ApiAnswer api_error(int status, std::string_view sentence) {
  JsonWriter out;
  out.begin_object().member("error", sentence).end_object();
  return {status, out.take()};
}

ApiAnswer answer_status(const ServiceStatus& status) {
  JsonWriter out;
  out.begin_object()
      .member("version", VOCMAP_VERSION)
      .member("ready", status.ready)
      .member("mode", status.mode)
      .member("watermark", status.watermark)
      .member("event_time_from", status.event_time_from)
      .member("ended", status.ended)
      .end_object();
  return {200, out.take()};
}

ApiAnswer answer_lines(const LiveTable& table) {
  JsonWriter out;
  out.begin_object().key("lines").begin_array();
  for (const LineSummary& line : table.lines()) {
    out.begin_object().member("id", line.id).key("name").raw(line.name_json);
    out.key("latest").begin_object();
    for (std::size_t size = 0; size < kMapSizes; ++size) {
      out.member(name_of(static_cast<MapSize>(size)), line.latest[size]);
    }
    out.end_object().end_object();
  }
  out.end_array().end_object();
  return {200, out.take()};
}

ApiAnswer answer_experience_map(const LiveTable& table, const Query& query) {
  const auto line = line_of(query);
  if (!line) return line.error();
  const auto size = size_of(query);
  if (!size) return size.error();
  const auto start = start_of(query);
  if (!start) return start.error();
  const Document document = table.experience_map(*line, *size, *start);
  if (!document) return api_error(404, "there is no experience map of this line and window");
  return {200, *document};
}

ApiAnswer answer_trend(const LiveTable& table, const Query& query) {
  const auto line = line_of(query);
  if (!line) return line.error();
  const auto size = size_of(query);
  if (!size) return size.error();
  const auto limit = limit_of(query);
  if (!limit) return limit.error();
  const auto points = table.trend(*line, *size, *limit);
  if (!points) return api_error(404, "there is no such line; /api/v1/lines lists the lines");

  JsonWriter out;
  out.begin_object().member("line", *line).member("size", name_of(*size));
  out.key("points").begin_array();
  for (const TrendPoint& point : *points) {
    out.begin_object()
        .member("start", point.start)
        .member("contacts", point.contacts)
        .member("exposure", point.exposure)
        .member("service_rate", point.service_rate)
        .member("closed", point.closed)
        .end_object();
  }
  out.end_array().end_object();
  return {200, out.take()};
}

ApiAnswer answer_scenarios(const LiveTable& table, const Query& query) {
  const auto line = line_of(query);
  if (!line) return line.error();
  JsonWriter out;
  out.begin_object().member("line", *line).key("scenarios").begin_array();
  for (const Document& scenario : table.scenarios(*line)) out.raw(*scenario);
  out.end_array().end_object();
  return {200, out.take()};
}

ApiAnswer answer_battle_map(const LiveTable& table) {
  const Document document = table.battle_map();
  if (!document) return api_error(404, "there is no battle map yet");
  return {200, *document};
}

ApiAnswer answer_ledger(const LedgerView& ledger) {
  const LedgerView::Snapshot snapshot = ledger.snapshot();
  JsonWriter out;
  out.begin_object().key("sources").begin_array();
  for (const LedgerView::Row& row : snapshot.rows) {
    out.begin_object()
        .member("topic", row.topic)
        .member("partition", row.partition)
        .member("read", row.source.read)
        .member("forwarded", row.source.forwarded)
        .member("dead_lettered", row.source.dead_lettered)
        .member("filtered", row.source.filtered)
        .member("received", row.received.received)
        .member("counted", row.received.counted)
        .member("duplicate", row.received.duplicate)
        .member("conflicting", row.received.conflicting)
        .member("late", row.received.late)
        .end_object();
  }
  out.end_array().member("in_flight", snapshot.in_flight).end_object();
  return {200, out.take()};
}

}  // namespace vocmap
