#pragma once

#include "operators/metrics/windows.h"
#include "pipeline/core/outbox.h"

namespace vocmap {

enum class Metric : std::uint8_t { contacts, exposure, service_rate };

template <>
struct EnumNames<Metric> {
  static constexpr std::array<std::string_view, 3> values = {"contacts", "exposure",
                                                             "service_rate"};
};

// Writes the metric records of windows to voc.metrics.*: each changed cell once per publication
// with the next revision, breakdowns that fell back to zero as tombstones.
class PublishMetrics {
 public:
  PublishMetrics(Cells& cells, Outbox& out) : cells_(cells), out_(out) {}

  void publish(const WindowReading& reading);
  void withdraw(const WindowKey& window);  // tombstones for all that was published of it

 private:
  void publish_cell(const WindowReading& reading, const CellReading& cell);
  void publish_one(const WindowReading& reading, const CellReading& cell, Metric metric,
                   std::optional<Channel> channel, std::int64_t contacts);
  void withdraw_channels(const WindowReading& reading, const CellReading& cell);

  Cells& cells_;
  Outbox& out_;
};

// "orders", "visits", "active_users", ...: the unit of the exposure metric.
std::string_view exposure_unit(ExposureKind kind);

}  // namespace vocmap
