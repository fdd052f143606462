#pragma once

#include <map>
#include <string>
#include <tuple>

#include "operators/metrics/decompose.h"
#include "operators/metrics/measured_windows.h"
#include "pipeline/core/outbox.h"

namespace vocmap {

// Why the service rate of a line's day differs from the same weekday a week earlier and from the
// 28 days before: by product, and apart from it by region. Published to voc.metrics.1d once, when
// the day is final; its counts are kept for as long as a later day is compared with them.
class RateChanges {
 public:
  RateChanges(const TaxonomyHistory& taxonomies, WindowRules rules, TaskState& state)
      : taxonomies_(taxonomies), rules_(rules), counts_(state) {}

  void resume(EventTime watermark) { watermark_ = watermark; }
  void advance(EventTime watermark) { watermark_ = watermark; }

  // Of a window that is published only a final day, while its cells are known. Days of a line come
  // in their order.
  void publish(const WindowReading& day, MeasuredWindows& measured, Windows& windows, Outbox& out);
  // Forgets days with which none is compared any more; when all final days are published.
  void expire();

  // What a day had of the line or of one segment of it, as it is stored.
  struct Counts {
    std::int64_t contacts = 0, exposure = 0;

    template <class Codec>
    void codec(Codec& c) {
      c(contacts, exposure);
    }
  };

 private:
  // Line, start, breakdown (empty: the line itself), its value (empty: those without one).
  using Key = std::tuple<std::string, EventTime, std::string, std::string>;
  using Segments = std::map<std::string, Counts>;  // by value

  // Some days together. A breakdown in which one of them does not add up has no segments.
  struct Period {
    Counts whole;
    std::map<std::string, Segments> by;
  };
  struct Record;  // what all records of a comparison have in common

  void keep(const WindowReading& day, MeasuredWindows& measured, Windows& windows);
  Segments segments_of(const WindowReading& day, Breakdown breakdown, MeasuredWindows& measured,
                       Windows& windows);
  Window day_before(const WindowReading& day, int days) const;
  Period read(const std::string& line, const Window& span);
  static void compare(const Record& record, const Period& now, const Period& before, Outbox& out);

  const TaxonomyHistory& taxonomies_;
  const WindowRules rules_;
  EventTime watermark_ = EventTime::min();
  EventTime expired_at_ = EventTime::min();
  Store<Key, Counts> counts_;
};

// The segments of two periods for a decomposition: of those with a value the 50 with most contacts
// now, of equal ones the smallest, the rest as `other`; and `unknown`, those without one.
std::vector<SegmentCounts> largest_segments(
    const std::map<std::string, RateChanges::Counts>& now,
    const std::map<std::string, RateChanges::Counts>& before);

}  // namespace vocmap
