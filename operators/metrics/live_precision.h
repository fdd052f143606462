#pragma once

#include <set>
#include <string>
#include <tuple>

#include "operators/records.h"
#include "pipeline/core/outbox.h"
#include "pipeline/state/store.h"

namespace vocmap {

// The Monday, 00:00 UTC, at or before `t`.
constexpr EventTime monday_of(EventTime t) {
  constexpr Duration first_monday = std::chrono::days{4};  // 1970-01-05
  return floor_to(t - first_monday, kWeek) + first_monday;
}

// Labels of a week count until this long after its end (and lateness), in JOURNEY and in MAP.
inline constexpr Duration kLabelSpan = std::chrono::days{28};

// Live precision of a line: of the contacts that were drawn at random, given a scenario by their
// texts and judged by a person, the share for which both name the same. Labels are kept by the week
// of the contact's opening. Published for the 28 days that end with a week, from its end on, again
// when a label changes it, and a last time when none can.
class LivePrecision {
 public:
  LivePrecision(Duration lateness, TaskState& state) : lateness_(lateness), weeks_(state) {}

  void resume(EventTime watermark);
  void apply(const LineDelta& delta);
  void advance(EventTime watermark);
  void publish(Outbox& out);

  // The labels of a week, and what was published of the 28 days that end with it.
  struct Week {
    std::int64_t labelled = 0, right = 0;
    bool changed = false;  // the 28 days, since their last publication
    std::uint32_t revision = 0;
    std::uint64_t hash = 0;

    template <class Codec>
    void codec(Codec& c) {
      c(labelled, right, changed, revision, hash);
    }
  };

 private:
  using Key = std::tuple<std::string, EventTime>;  // line, start of the week

  bool is_final(EventTime week) const {
    return week + kWeek + kLabelSpan + lateness_ <= watermark_;
  }
  void publish_one(const Key& key, Outbox& out);

  const Duration lateness_;
  EventTime watermark_ = EventTime::min();
  Store<Key, Week> weeks_;
  bool due_ = true;  // there may be something to publish
};

}  // namespace vocmap
