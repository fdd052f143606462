#pragma once

#include <tuple>

#include "pipeline/core/frame.h"
#include "pipeline/state/store.h"

namespace vocmap {

// The watermark of a keyed task: the minimum over its upstreams that are not idle, never moving
// back. While all are idle it advances by the host time that passed in silence, as the source
// stage reports it. A drain moves it to its end when every upstream has ended, those that drive no
// watermark included; an upstream that ended early holds nothing back. The vector lives in the
// task's state and so survives restarts and moves.
class Watermarks {
 public:
  explicit Watermarks(TaskState& state) : upstreams_(state), own_(state) {}

  EventTime current();

  // Takes one record of an upstream; true when the task's watermark advanced.
  bool update(const WatermarkRecord& record);

  // Whether every upstream has ended a drain to `until`.
  bool all_ended(EventTime until);

  // What of the inputs every upstream had behind it when it ended.
  InputEnds read_by_all();

 private:
  struct Upstream {
    EventTime watermark = EventTime::min();
    bool idle = false;
    EventTime ended = EventTime::min();  // the end of the drain in which it has nothing more
    InputEnds read;                      // in that drain

    template <class Codec>
    void codec(Codec& c) {
      c(watermark, idle, ended, read);
    }
  };
  using UpstreamKey = std::tuple<Topic, std::int32_t>;

  void expect_all(const WatermarkRecord& record);
  EventTime merged(const WatermarkRecord& latest);

  Store<UpstreamKey, Upstream> upstreams_;
  Store<std::tuple<>, EventTime> own_;
};

}  // namespace vocmap
