#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "pipeline/core/clock.h"

namespace vocmap::simulation {

// Virtual time and what is under way in it: markers, requests that arrive late.
class Agenda {
 public:
  const Clock& clock() const { return clock_; }
  std::int64_t now_ms() const { return clock_.now_ms(); }

  // At once when there is no delay.
  void after(std::int64_t delay_ms, std::function<void()> action) {
    if (delay_ms <= 0) return action();
    due_.emplace(now_ms() + delay_ms, std::move(action));
  }

  void advance(std::int64_t ms) {
    clock_.advance(std::chrono::milliseconds{ms});
    while (!due_.empty() && due_.begin()->first <= now_ms()) {
      const std::function<void()> action = std::move(due_.begin()->second);
      due_.erase(due_.begin());
      action();
    }
  }

 private:
  ManualClock clock_;
  std::multimap<std::int64_t, std::function<void()>> due_;
};

}  // namespace vocmap::simulation
