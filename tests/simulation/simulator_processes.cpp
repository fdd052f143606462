#include <fmt/format.h>

#include <algorithm>

#include "tests/simulation/simulator.h"

namespace vocmap::simulation {

Process& Simulator::start(const std::string& identity, std::filesystem::path directory) {
  note(fmt::format("{} starts in {}", identity, directory.filename().string()));
  WorkerOptions options = scenario_.worker;
  if (draining_) {
    options.until = EventTime::end_of_time();
    for (const auto& [partition, log] : cluster_.logs()) {
      if (!is_input(partition.topic)) continue;
      options.input_ends.push_back({partition.topic, partition.partition, log.end()});
    }
  }
  std::filesystem::create_directories(directory);
  return *processes_.emplace_back(std::make_unique<Process>(
      *this, cluster_, setup_, identity, std::move(directory), std::move(options)));
}

void Simulator::start_instances(int instances) {
  for (int i = 0; i < instances; ++i) {
    const std::string identity = fmt::format("i{}-0", identities_ = i + 1);
    starts_.push_back({now_ms() + random_.below(50), identity, root_->path() / identity});
  }
}

void Simulator::start_due() {
  for (auto it = starts_.begin(); it != starts_.end();) {
    if (it->due_ms > now_ms()) {
      ++it;
      continue;
    }
    const Start due = std::move(*it);
    it = starts_.erase(it);
    start(due.identity, due.directory);
  }
}

bool Simulator::alive(const std::string& identity) const {
  return std::any_of(processes_.begin(), processes_.end(),
                     [&](const auto& process) { return process->identity() == identity; });
}

void Simulator::end(Process& process, std::string_view why, bool restart) {
  note(process, fmt::format("ends: {}", why));
  const std::string identity = process.identity();
  const std::filesystem::path last = process.directory();
  std::erase_if(processes_, [&](const auto& one) { return one.get() == &process; });
  if (!restart || alive(identity)) return;
  starts_.push_back({now_ms() + random_.below(2 * scenario_.cluster.session_timeout_ms), identity,
                     state_for_restart(identity, last)});
}

std::filesystem::path Simulator::new_directory() {
  return root_->path() / fmt::format("state-{}", ++directories_);
}

// What the process left, nothing, or what an earlier one of that identity had left.
std::filesystem::path Simulator::state_for_restart(const std::string& identity,
                                                   const std::filesystem::path& last) {
  const auto copy = [this](const std::filesystem::path& from) {
    const std::filesystem::path to = new_directory();
    if (std::filesystem::exists(from)) {
      std::filesystem::copy(from, to, std::filesystem::copy_options::recursive);
    }
    return to;
  };
  const auto snapshot = snapshots_.find(identity);
  if (snapshot != snapshots_.end() && random_.one_in(3)) return copy(snapshot->second);
  if (random_.one_in(3)) snapshots_[identity] = copy(last);
  return random_.one_in(4) ? new_directory() : last;
}

// As by a signal: each commits what it has, then it is gone. A static member does not say so.
void Simulator::stop_all() {
  while (!processes_.empty()) {
    Process& process = *processes_.back();
    const bool paused = process.paused_until_ms > now_ms();
    if (!paused && !attempt(process, false, [&] { process.worker().finish(); })) continue;
    end(process, "stops", false);
  }
  starts_.clear();
}

}  // namespace vocmap::simulation
