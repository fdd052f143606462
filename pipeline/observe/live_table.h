#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/core/record.h"
#include "schemas/enums.h"
#include "schemas/time.h"

namespace vocmap {

// The window sizes in which experience maps are published.
enum class MapSize : std::uint8_t { hour, day };

template <>
struct EnumNames<MapSize> {
  static constexpr std::array<std::string_view, 2> values = {"1h", "1d"};
};

inline constexpr std::size_t kMapSizes = EnumNames<MapSize>::values.size();

// A published document, exactly as it stood in its topic. Immutable and shared.
using Document = std::shared_ptr<const std::string>;

struct TrendPoint {
  EventTime start;
  std::int64_t contacts = 0;
  std::optional<std::int64_t> exposure;
  std::optional<double> service_rate;  // per 10,000 transactions
  bool closed = false;
};

struct LineSummary {
  std::string id;
  std::string name_json;                                   // {"zh":...,"en":...}
  std::array<std::optional<EventTime>, kMapSizes> latest;  // start; as experience_map chooses
};

struct ClosedMap {
  std::string line;
  MapSize size{};
  EventTime end;
  Document document;
};

// The latest documents of the compacted topics voc.experience-map, voc.battle-map and
// voc.scenarios, and live precision of voc.metrics.28d, in memory, so that any instance answers for
// the whole map. Thread-safe; readers never wait for parsing.
class LiveTable {
 public:
  // Windows kept per line, newest first: as long as their topics keep them.
  struct Retention {
    std::array<std::size_t, kMapSizes> windows = {24 * 35, 400};
  };

  explicit LiveTable(Retention retention) : retention_(retention) {}
  LiveTable() : LiveTable(Retention{}) {}

  // Takes a record of one of them; others are ignored. A document replaces the one with its key,
  // a tombstone removes it. False when the record cannot be read, which changes nothing.
  bool apply(const Record& record);

  std::vector<LineSummary> lines() const;

  // The window that starts at `start`; without it the newest closed window, else the newest.
  Document experience_map(std::string_view line, MapSize size,
                          std::optional<EventTime> start = std::nullopt) const;

  // The newest `limit` windows, oldest first; empty when the line is unknown.
  std::optional<std::vector<TrendPoint>> trend(std::string_view line, MapSize size,
                                               std::size_t limit) const;

  Document battle_map() const;

  // The emergent scenarios of a line, by id.
  std::vector<Document> scenarios(std::string_view line) const;

  // The newest live precision of every line.
  std::vector<std::pair<std::string, Document>> live_precisions() const;

  // The newest closed window of every line and size.
  std::vector<ClosedMap> newest_closed() const;

 private:
  struct Window {
    Document document;
    EventTime end;
    TrendPoint point;
  };
  using Windows = std::map<EventTime, Window>;
  struct Line {
    std::string name_json;
    std::array<Windows, kMapSizes> windows;
  };

  bool apply_experience_map(const Record& record);
  bool apply_scenario(const Record& record);
  bool apply_precision(const Record& record);
  static const Windows::value_type* newest_closed_in(const Windows& windows);
  static const Windows::value_type* shown_in(const Windows& windows);
  const Windows* windows_of(std::string_view line, MapSize size) const;

  const Retention retention_;
  mutable std::shared_mutex mutex_;
  std::map<std::string, Line, std::less<>> lines_;
  Document battle_map_;
  std::map<std::string, std::map<EventTime, Document>, std::less<>> precisions_;  // by line, start
  std::map<std::string, Document, std::less<>> scenarios_;                        // by id
};

}  // namespace vocmap
