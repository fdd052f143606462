#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "operators/metrics/window.h"
#include "pipeline/state/store.h"

namespace vocmap {

// Exposure that is a level, not a flow: per (line, region, product) a timeline of values. A value
// holds until the next, at most 48 h.
class StockTimelines {
 public:
  explicit StockTimelines(TaskState& state) : series_(state) {}

  void add(const std::string& line, const StockValue& value);

  // The line's stock at `end`, or that of one region or product: the one series of just that when
  // there is one, else the sum over those that belong to it. Empty when no series has a value.
  std::optional<std::int64_t> at(const std::string& line, EventTime end,
                                 const std::string& region = "", const std::string& product = "");

  // The regions, or products, with a value at `end`.
  std::set<std::string> values(const std::string& line, EventTime end, bool by_region);

  // Forgets values that no window ending after `horizon` can read.
  void expire(EventTime horizon);

  static constexpr Duration kCarry = std::chrono::hours{48};

  // A value as it is stored.
  struct Point {
    EventTime at;
    std::string order_id;
    std::int64_t count = 0;

    template <class Codec>
    void codec(Codec& c) {
      c(at, order_id, count);
    }
  };

 private:
  using SeriesKey = std::tuple<std::string, std::string, std::string>;  // line, region, product

  // Visits the series of a line that have a value at `end`, with it.
  void values_at(const std::string& line, EventTime end,
                 const std::function<void(const SeriesKey&, std::int64_t)>& visit);

  Store<SeriesKey, std::vector<Point>> series_;
};

}  // namespace vocmap
