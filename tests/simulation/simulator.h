#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/cli/temporary_directory.h"
#include "tests/simulation/process.h"
#include "tests/simulation/release.h"
#include "tests/simulation/scenario.h"

namespace vocmap::simulation {

// A run went wrong; the text is for people.
struct SimulationFailure : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// Runs a scenario: single-threaded, in virtual time, everything drawn from its seed. Processes take
// turns at random, also in the middle of each other's broker calls.
class Simulator final : public World {
 public:
  Simulator(const GoldenSetup& setup, const Scenario& scenario);
  ~Simulator() override;

  // To the end of the drain. Throws SimulationFailure when it does not end, or when a process
  // stops for a reason that the scenario does not give.
  void run();
  // Afterwards: one new process without any state restores everything from the changelogs.
  Process& audit();
  // Afterwards: cuts a changelog, and lets a process start on it. Returns what it said; empty when
  // it went to work.
  std::string refusal_of_cut_changelog();

  ModelCluster& cluster() { return cluster_; }
  std::size_t rounds() const { return rounds_; }
  std::size_t faults() const { return static_cast<std::size_t>(scenario_.faults - faults_left_); }
  std::string schedule() const;  // the newest events

 private:
  struct Start {
    std::int64_t due_ms = 0;
    std::string identity;
    std::filesystem::path directory;
  };

  void during(Process& process, std::string_view call) override;
  CommitHazard on_commit(Process& process) override;
  void note(const Process& process, std::string_view what) override;
  void note(std::string text);

  void round();
  void wait_for_transactions();
  // Does something with a process; false when that was its end.
  bool attempt(Process& process, bool restart, const std::function<void()>& action);
  void go_on_meanwhile(Process& process);
  bool draw_fault(int one_in);
  Process* any_process(bool idle);
  std::int64_t now_ms() { return cluster_.agenda().now_ms(); }

  // Processes (simulator_processes.cpp).
  Process& start(const std::string& identity, std::filesystem::path directory);
  void start_due();
  void end(Process& process, std::string_view why, bool restart);
  void stop_all();
  void start_instances(int instances);
  bool alive(const std::string& identity) const;
  std::filesystem::path new_directory();
  std::filesystem::path state_for_restart(const std::string& identity,
                                          const std::filesystem::path& last);

  // What happens to them (simulator_incidents.cpp).
  void incident();
  void pause(Process& process);
  void start_twin(Process& process);
  void leave_or_join();
  void change_when_due();

  void request_drain_when_due();
  bool done();
  bool all_owned() const;

  const GoldenSetup& setup_;
  const Scenario scenario_;
  Random random_;
  ModelCluster cluster_;
  Release release_;
  std::unique_ptr<TemporaryDirectory> root_;
  std::vector<std::unique_ptr<Process>> processes_;
  std::vector<Start> starts_;
  std::map<std::string, std::filesystem::path> snapshots_;  // older states, by identity
  int directories_ = 0;
  int identities_ = 0;
  bool twins_ = false;  // somebody else took an identity
  int faults_left_ = 0;
  bool changed_ = false;
  bool draining_ = false;
  bool quiet_ = false;  // nothing goes wrong and nobody else goes on
  int depth_ = 0;       // of turns within turns
  std::size_t rounds_ = 0;
  std::deque<std::string> schedule_;
};

}  // namespace vocmap::simulation
