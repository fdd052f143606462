#pragma once

#include <string>

#include "operators/metrics/window.h"
#include "pipeline/state/store.h"

namespace vocmap {

// Signs of life of the feeds that lines declare: per feed and 5 minutes the last event time seen.
class FeedLog {
 public:
  explicit FeedLog(TaskState& state) : seen_(state) {}

  void add(const std::string& line, const FeedSeen& seen);

  // True when a declared feed of the line is silent in [end - max(max_gap, window), end).
  bool missing(const Line& line, const Window& window);

  void expire(EventTime horizon);

 private:
  // line, feed (channel + 1; 0: exposure), 5-minute bucket -> last event time
  using SeenKey = std::tuple<std::string, std::uint8_t, EventTime>;

  static std::uint8_t code_of(std::optional<Channel> channel) {
    return channel ? static_cast<std::uint8_t>(static_cast<std::uint8_t>(*channel) + 1) : 0;
  }
  bool silent(const std::string& line, std::uint8_t feed, EventTime from, EventTime to);

  Store<SeenKey, EventTime> seen_;
};

}  // namespace vocmap
