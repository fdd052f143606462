#pragma once

#include "operators/metrics/windows.h"
#include "pipeline/core/outbox.h"

namespace vocmap {

enum class WindowMetric : std::uint8_t { contacts, exposure, service_rate };

template <>
struct EnumNames<WindowMetric> {
  static constexpr std::array<std::string_view, 3> values = {"contacts", "exposure",
                                                             "service_rate"};
};

// What was published of cells that later versions of the taxonomy restate: line, window, version,
// stage, scenario. At the end of MAP's stores.
using RestatedKey =
    std::tuple<std::string, WindowSize, EventTime, std::uint32_t, std::string, std::string>;
using RestatedCells = Store<RestatedKey, std::vector<Published>>;

// Writes the metric records of windows to voc.metrics.*: each changed cell once per publication
// with the next revision, breakdowns that fell back to zero as tombstones. Beside them, under keys
// of their own, what renames and merges make of cells that were counted before.
class PublishMetrics {
 public:
  PublishMetrics(const TaxonomyHistory& taxonomies, Cells& cells, RestatedCells& restated,
                 Outbox& out)
      : taxonomies_(taxonomies), cells_(cells), restated_(restated), out_(out) {}

  void publish(const WindowReading& reading);
  void withdraw(const WindowKey& window);  // tombstones for all that was published of it
  void forget(const WindowKey& window);    // what is stored of restated cells

 private:
  void publish_restated(const WindowReading& reading);
  void publish_cell(const WindowReading& reading, const CellReading& cell);
  void publish_one(const WindowReading& reading, const CellReading& cell, WindowMetric metric,
                   std::optional<Channel> channel, std::int64_t contacts);
  void withdraw_channels(const WindowReading& reading, const CellReading& cell);
  void withdraw_cell(const WindowKey& window, std::optional<std::uint32_t> restated,
                     const std::string& stage, const std::string& scenario);
  std::vector<RestatedKey> restated_keys(const WindowKey& window);
  std::vector<Published>& published_of(const WindowKey& window,
                                       std::optional<std::uint32_t> restated,
                                       const std::string& stage, const std::string& scenario);

  const TaxonomyHistory& taxonomies_;
  Cells& cells_;
  RestatedCells& restated_;
  Outbox& out_;
};

// "orders", "visits", "active_users", ...: the unit of the exposure metric.
std::string_view exposure_unit(ExposureKind kind);

}  // namespace vocmap
