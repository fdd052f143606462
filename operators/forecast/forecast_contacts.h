#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "operators/forecast/forecast.h"
#include "operators/forecast/write_outlook.h"
#include "operators/metrics/measured_windows.h"
#include "operators/metrics/windows.h"
#include "pipeline/core/outbox.h"
#include "pipeline/state/store.h"

namespace vocmap {

// Forecasts the contacts of each line, and of each of its channels, for the next 24 hours, with the
// agents whom they need: a record of voc.forecast per series and hour. An hour is read once, when
// the watermark passes its end; what is counted in it later is not learned. A line without contact
// and flow exposure for 24 hours rests until the next one. MAP owns it; lines that the taxonomy
// does not know are not forecast.
class ForecastContacts {
 public:
  // All references must outlive it.
  ForecastContacts(const TaxonomyHistory& taxonomies, const ForecastRules& rules, Windows& windows,
                   MeasuredWindows& measured, TaskState& state);

  void resume(EventTime watermark) { watermark_ = watermark; }
  void apply(const LineDelta& delta);
  // After the windows were told of the watermark, before they forget.
  void advance(EventTime watermark, Outbox& out);

  // Handle time of contacts that were opened in an hour which is not read yet, or that became known
  // since it was.
  struct Handled {
    EventTime hour;
    std::string channel;
    std::int64_t ms = 0, contacts = 0;

    template <class Codec>
    void codec(Codec& c) {
      c(hour, channel, ms, contacts);
    }
  };

  // A line as it is stored.
  struct LineState {
    std::optional<EventTime> last;         // hour with contacts or exposure that was read
    std::optional<ExposureKind> exposure;  // that is learned from; none: hours count alike
    std::vector<Handled> handled;          // ascending by (hour, channel)

    template <class Codec>
    void codec(Codec& c) {
      c(last, exposure, handled);
    }
  };

  // What is learned of a line or one of its channels, as it is stored.
  struct Series {
    std::int64_t hours = 0;
    ContactForecast contacts;
    WeightedRatio handle;  // milliseconds by contacts

    template <class Codec>
    void codec(Codec& c) {
      c(hours, contacts, handle);
    }
  };

 private:
  struct Hour;
  using LineKey = std::tuple<std::string>;
  using SeriesKey = std::tuple<std::string, std::string>;  // line, channel; empty: all of them

  void read_hours(const std::string& id, EventTime from, EventTime until, Outbox& out);
  void read(const std::string& id, EventTime start, Outbox& out);
  Hour look_at(const std::string& id, EventTime start, const TaxonomyIndex& taxonomy,
               const Line& line);
  void learn(Series& series, const Hour& hour, std::int64_t contacts, const Handled& handled) const;
  void publish(const SeriesKey& key, const Hour& hour, std::int64_t contacts, Outbox& out);
  std::optional<double> agents_available(const std::string& id, EventTime start);

  const TaxonomyHistory& taxonomies_;
  const StaffingRules staffing_;
  Windows& windows_;
  MeasuredWindows& measured_;
  EventTime watermark_ = EventTime::min();

  Store<LineKey, LineState> lines_;
  Store<SeriesKey, Series> series_;
};

}  // namespace vocmap
