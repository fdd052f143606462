#pragma once

#include <chrono>
#include <cstdint>

namespace vocmap {

// Host time for timeouts, gauges and the silence rule; operators never see it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::int64_t now_ms() const = 0;  // since 1970, UTC
};

class HostClock final : public Clock {
 public:
  std::int64_t now_ms() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

// Stands still until moved: replay and tests.
class ManualClock final : public Clock {
 public:
  std::int64_t now_ms() const override { return now_ms_; }
  void advance(std::chrono::milliseconds by) { now_ms_ += by.count(); }

 private:
  std::int64_t now_ms_ = 0;
};

}  // namespace vocmap
