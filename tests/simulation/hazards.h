#pragma once

#include <stdexcept>
#include <string_view>

namespace vocmap::simulation {

// Thrown out of a broker call in place of the end of the process.
struct Killed : std::runtime_error {
  Killed() : std::runtime_error("killed") {}
};

// What goes wrong with one commit.
enum class CommitHazard : std::uint8_t {
  none,
  produce_fails,       // rolled back
  fatal,               // half written and left open
  offsets_lost,        // the answer to the positions is lost, they were not taken
  offsets_lost_taken,  // ..., they were taken
  end_lost,            // the request to commit never arrives
  end_lost_taken,      // it took effect, the answer is lost
  end_late,            // it arrives when the client has given up
  killed_before_end,
  killed_after_end,  // it took effect, nothing was written locally
};

inline constexpr std::string_view kCommitHazardNames[] = {
    "none",     "produce_fails",  "fatal",    "offsets_lost",      "offsets_lost_taken",
    "end_lost", "end_lost_taken", "end_late", "killed_before_end", "killed_after_end"};

// What the world does to one client. The default is a quiet world.
class Hazards {
 public:
  virtual ~Hazards() = default;
  // Inside of every broker call: may throw Killed, may let other instances go on meanwhile.
  virtual void during(std::string_view /*call*/) {}
  virtual CommitHazard on_commit() { return CommitHazard::none; }
  // For the log of the run.
  virtual void note(std::string_view /*what*/) {}
};

}  // namespace vocmap::simulation
