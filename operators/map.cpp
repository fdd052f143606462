#include "operators/map.h"

#include <xxhash.h>

#include "operators/maps/experience_map.h"
#include "operators/metrics/publish_measured.h"
#include "operators/metrics/restated_window.h"
#include "pipeline/core/check.h"
#include "pipeline/core/frame.h"
#include "schemas/json_writer.h"

namespace vocmap {

// One publication of everything that changed.
class Map::Publication final : public Windows::Visitor {
 public:
  Publication(Map& map, Extent extent, Outbox& out)
      : map_(map),
        out_(out),
        metrics_(map.taxonomies_, map.windows_.cells(), map.restated_, out),
        measured_(map.measured_, map.windows_, extent, out) {}

  // What is no part of a window that changed.
  void publish_rest() { measured_.publish(); }

  void changed(const WindowReading& reading) override {
    if (reading.size != WindowSize::five_minutes) publish_map(reading);
    if (reading.size == WindowSize::day) send_day(reading);
    metrics_.publish(reading);
    map_.rate_changes_.publish(reading, map_.measured_, map_.windows_, out_);
    if (reading.size != WindowSize::five_minutes) measured_.publish(reading);
  }

  void forgotten(const WindowKey& window) override {
    map_.maps_.erase(window);
    metrics_.forget(window);
  }

  void vanished(const WindowKey& window) override {
    metrics_.withdraw(window);
    const auto& [line, size, start] = window;
    if (size == WindowSize::day) {
      DayRow empty;  // replaces the row sent before; its end of 0 moves nothing
      empty.line = line;
      empty.start = start;
      send_row(empty, 0);
    }
    const PublishedMap* published = map_.maps_.find(window);
    if (!published || published->hash == 0) return;
    map_.maps_.edit(window).hash = 0;
    out_.send(Topic::experience_map, experience_map_key(line, size, start), std::nullopt);
  }

 private:
  void publish_map(const WindowReading& reading) {
    JsonWriter json;
    if (reading.of_several_versions) {
      const TaxonomyIndex& version = *map_.taxonomies_.version(reading.taxonomy_version);
      write_experience_map(json, RestatedWindow{map_.taxonomies_, reading, version}.all());
    } else {
      write_experience_map(json, reading);
    }
    const std::uint64_t hash = XXH3_64bits(json.text().data(), json.text().size());
    PublishedMap& published =
        map_.maps_.edit({reading.line_id, reading.size, reading.window.start});
    if (std::exchange(published.hash, hash) == hash) return;
    json.member("revision", ++published.revision).end_object();
    out_.send(Topic::experience_map,
              experience_map_key(reading.line_id, reading.size, reading.window.start), json.take());
  }

  void send_day(const WindowReading& reading) {
    DayRow row;
    row.line = reading.line_id;
    row.start = reading.window.start;
    row.end = reading.window.end;
    if (reading.reason().empty()) row.exposure = reading.exposure;
    for (const CellReading& cell : reading.cells) {
      if (cell.scenario_id.empty() || cell.stage_id == kNone) continue;
      row.contacts.emplace_back(cell.scenario_id, cell.cell->contacts);
    }
    send_row(row, reading.taxonomy_version);
  }

  void send_row(const DayRow& row, std::uint32_t taxonomy_version) {
    std::string value = framed(FrameKind::data, taxonomy_version);
    BinaryWriter{value}.put(row);
    out_.send(Topic::rank_in, row.line, std::move(value), 0);
  }

  Map& map_;
  Outbox& out_;
  PublishMetrics metrics_;
  PublishMeasured measured_;
};

Map::Map(const TaxonomyHistory& taxonomies, WindowRules rules, const ForecastRules& forecast,
         TaskState& state)
    : taxonomies_(taxonomies),
      windows_(taxonomies, rules, state),
      maps_(state),
      restated_(state),
      discover_(taxonomies, state),
      precision_(rules.lateness, state),
      measured_(taxonomies, rules.lateness, state),
      forecast_(taxonomies, forecast, windows_, measured_, state),
      rate_changes_(taxonomies, rules, state) {}

void Map::resume(EventTime watermark) {
  windows_.resume(watermark);
  discover_.resume(watermark);
  precision_.resume(watermark);
  measured_.resume(watermark);
  forecast_.resume(watermark);
  rate_changes_.resume(watermark);
}

void Map::on_record(std::string_view, std::string_view body, Outbox&) {
  const std::optional<LineDelta> delta = decode<LineDelta>(body);
  CHECK(delta.has_value(), "a record of the map topic is unreadable");
  windows_.apply(*delta);
  discover_.apply(*delta);
  precision_.apply(*delta);
  measured_.apply(*delta);
  forecast_.apply(*delta);
}

void Map::on_watermark(EventTime watermark, Outbox& out) {
  windows_.advance(watermark);
  discover_.advance(watermark);
  precision_.advance(watermark);
  measured_.advance(watermark);
  forecast_.advance(watermark, out);
  rate_changes_.advance(watermark);
}

void Map::publish(Extent extent, Outbox& out) {
  Publication publication{*this, extent, out};
  windows_.publish(publication);
  publication.publish_rest();
  windows_.expire();
  rate_changes_.expire();
  discover_.publish(out);
  precision_.publish(out);
}

}  // namespace vocmap
