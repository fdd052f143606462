#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>

#include "pipeline/core/clock.h"

namespace vocmap {

// Tells how far a training is. On a terminal one line is written over and over, with the share of
// the step that is done and the time that remains of it; elsewhere each step is a line when it
// begins. Not for sharing between threads.
class ProgressDisplay {
 public:
  ProgressDisplay() = default;  // says nothing
  ProgressDisplay(std::FILE* out, bool terminal, const Clock& clock);
  ProgressDisplay(const ProgressDisplay&) = delete;
  ProgressDisplay& operator=(const ProgressDisplay&) = delete;
  ~ProgressDisplay();

  void part(std::string name);  // what the next steps belong to, such as a line
  void step(std::string what);
  // Of the present step, in [0, 1]. May be called often: the terminal hears of it five times a
  // second.
  void done(double share, const std::function<std::string()>& detail = {});
  void finish();  // leaves the terminal as it was

  static ProgressDisplay& silent();

 private:
  void show(double share, const std::string& detail);

  std::FILE* out_ = nullptr;
  bool terminal_ = false;
  const Clock* clock_ = nullptr;
  std::int64_t began_ms_ = 0, step_began_ms_ = 0, shown_ms_ = 0;
  std::string part_, step_;
};

}  // namespace vocmap
