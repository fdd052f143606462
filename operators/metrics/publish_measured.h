#pragma once

#include "operators/metrics/measured_windows.h"
#include "pipeline/core/outbox.h"

namespace vocmap {

class JsonWriter;

// Writes the metrics of the catalogue to voc.metrics.1h and .1d: each changed cell with the next
// revision, breakdowns when they are due, once as final, and a tombstone when all of its sums are
// back at zero.
class PublishMeasured {
 public:
  PublishMeasured(MeasuredWindows& measured, Windows& windows, Extent extent, Outbox& out)
      : measured_(measured), windows_(windows), extent_(extent), out_(out) {}

  // What changed of the window that is being published, while its contacts are known.
  void publish(const WindowReading& reading);
  // All else that changed; afterwards.
  void publish();

 private:
  void publish_due(const MeasuredWindows::Due& due);
  void publish_place(const MeasuredWindows::Due& due, const MeasuredPlace& place, bool only_rates);
  void publish_metric(const MeasuredWindows::Due& due, const MeasuredPlace& place,
                      const MetricEntry& entry, std::span<const Amount> amounts,
                      PublishedMetric& published);
  MeasuredExposure exposure_of(const MeasuredWindows::Due& due, const MeasuredPlace& place);
  void write_samples(JsonWriter& out, const MeasuredWindows::Due& due, const MeasuredPlace& place);

  MeasuredWindows& measured_;
  Windows& windows_;
  Extent extent_;
  Outbox& out_;
};

}  // namespace vocmap
