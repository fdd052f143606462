#include <fmt/format.h>

#include "tests/simulation/simulator.h"

namespace vocmap::simulation {

void Simulator::incident() {
  Process* process = any_process(false);
  if (process == nullptr) return;
  switch (random_.below(5)) {
    case 0:
      if (process->running) {
        process->doomed = true;
      } else {
        end(*process, "killed", true);
      }
      return;
    case 1:
      return pause(*process);
    case 2:
      return start_twin(*process);
    case 3:
      note(*process, "fenced from outside");
      twins_ = true;
      (void)cluster_.transactions().init(process->identity());
      return;
    default:
      return leave_or_join();
  }
}

void Simulator::pause(Process& process) {
  const std::int64_t ms = random_.between(1, 3 * scenario_.cluster.session_timeout_ms);
  note(process, fmt::format("is paused for {} ms", ms));
  process.paused_until_ms = now_ms() + ms;
}

// A supervisor that takes a paused process for dead.
void Simulator::start_twin(Process& process) {
  pause(process);
  twins_ = true;
  start(process.identity(), new_directory());
}

void Simulator::leave_or_join() {
  if (processes_.size() + starts_.size() < 3) {
    const std::string identity = fmt::format("i{}-0", ++identities_);
    start(identity, root_->path() / identity);
    return;
  }
  Process* process = any_process(true);
  if (process == nullptr) return;
  if (attempt(*process, false, [&] { process->worker().finish(); })) {
    end(*process, "leaves", false);
  }
}

void Simulator::change_when_due() {
  if (!scenario_.change || changed_ || depth_ > 0) return;
  if (release_.released() < scenario_.change->before_line || !release_.settled()) return;
  note("all stop");
  stop_all();
  if (scenario_.change->one_partition_more) {
    release_.add_partition(*scenario_.change->one_partition_more);
  }
  start_instances(scenario_.change->instances);
  changed_ = true;
}

}  // namespace vocmap::simulation
