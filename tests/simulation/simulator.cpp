#include "tests/simulation/simulator.h"

#include <fmt/format.h>

#include <algorithm>

namespace vocmap::simulation {
namespace {

constexpr std::size_t kMostRounds = 40'000;
constexpr std::size_t kKeptEvents = 250;
constexpr std::int64_t kMostMsPerRound = 12;
constexpr int kMostDepth = 2;

}  // namespace

Simulator::Simulator(const GoldenSetup& setup, const Scenario& scenario)
    : setup_(setup),
      scenario_(scenario),
      random_(scenario.seed + 1),
      cluster_(random_, scenario.cluster),
      release_(cluster_, scenario, lines_of(scenario)),
      root_(std::make_unique<TemporaryDirectory>()),
      faults_left_(scenario.faults),
      draining_(scenario.drained_from_start) {
  for (const Topic topic : {Topic::journey_in, Topic::map_in, Topic::journey_changelog,
                            Topic::map_changelog, Topic::metrics_5m, Topic::contacts_enriched}) {
    cluster_.create(topic, scenario.internal_partitions);
  }
  cluster_.advance(scenario.start_ms);
  start_instances(scenario.instances);
}

Simulator::~Simulator() = default;

void Simulator::run() {
  while (!done()) round();
  quiet_ = true;
  for (const auto& process : processes_) process->worker().finish();
  processes_.clear();
  wait_for_transactions();
}

// Also for the transactions of those who were killed and did not return: they hide what stands
// behind them until Kafka rolls them back.
void Simulator::wait_for_transactions() {
  while (!cluster_.transactions().idle()) cluster_.advance(1);
}

void Simulator::round() {
  if (++rounds_ > kMostRounds) throw SimulationFailure("the run does not end");
  cluster_.advance(random_.between(1, kMostMsPerRound));
  for (const auto& process : processes_) {
    if (process->paused_until_ms <= now_ms()) process->broker().heartbeat();
  }
  start_due();
  if (draw_fault(scenario_.incident_one_in)) incident();
  if (random_.one_in(200)) cluster_.compact_changelogs();
  change_when_due();
  release_.advance(scenario_.change && !changed_ ? scenario_.change->before_line
                                                 : release_.lines());
  request_drain_when_due();
  if (Process* process = any_process(true)) {
    attempt(*process, true, [&] { process->worker().step(); });
  }
}

bool Simulator::attempt(Process& process, bool restart, const std::function<void()>& action) {
  process.running = true;
  try {
    action();
    process.running = false;
    return true;
  } catch (const Killed&) {
    end(process, "killed", restart);
  } catch (const SimulationFailure&) {
    throw;
  } catch (const std::runtime_error& error) {
    // Who was fenced often enough takes itself for one of two.
    const bool fenced = twins_ || cluster_.transactions().expired() > 0;
    if (!fenced || quiet_ || dynamic_cast<const StateError*>(&error) != nullptr) {
      throw SimulationFailure(process.identity() + ": " + error.what());
    }
    end(process, error.what(), restart);
  }
  return false;
}

Process* Simulator::any_process(bool idle) {
  std::vector<Process*> found;
  for (const auto& process : processes_) {
    if (process->paused_until_ms > now_ms() || (idle && process->running)) continue;
    found.push_back(process.get());
  }
  return found.empty() ? nullptr : random_.pick(found);
}

bool Simulator::draw_fault(int one_in) {
  if (quiet_ || faults_left_ == 0 || !random_.one_in(one_in)) return false;
  --faults_left_;
  return true;
}

void Simulator::during(Process& process, std::string_view call) {
  if (quiet_) return;
  if (depth_ < kMostDepth && random_.one_in(scenario_.detour_one_in)) go_on_meanwhile(process);
  if (process.doomed || draw_fault(scenario_.kill_one_in)) {
    note(process, fmt::format("killed during {}", call));
    throw Killed{};
  }
}

void Simulator::go_on_meanwhile(Process& process) {
  ++depth_;
  if (draw_fault(8)) pause(process);
  for (std::int64_t rounds = random_.between(1, 15); rounds > 0; --rounds) round();
  while (process.paused_until_ms > now_ms()) round();
  --depth_;
}

CommitHazard Simulator::on_commit(Process& process) {
  if (!draw_fault(scenario_.commit_fault_one_in)) return CommitHazard::none;
  const auto last = static_cast<std::int64_t>(CommitHazard::killed_after_end);
  const auto hazard = static_cast<CommitHazard>(random_.between(1, last));
  note(process, fmt::format("commit hazard {}", kCommitHazardNames[static_cast<int>(hazard)]));
  return hazard;
}

void Simulator::note(const Process& process, std::string_view what) {
  note(fmt::format("{}: {}", process.identity(), what));
}

void Simulator::note(std::string text) {
  schedule_.push_back(fmt::format("{:>6} ms, round {:>5}  {}", now_ms() - scenario_.start_ms,
                                  rounds_, std::move(text)));
  if (schedule_.size() > kKeptEvents) schedule_.pop_front();
}

std::string Simulator::schedule() const {
  std::string text;
  for (const std::string& event : schedule_) text += event + '\n';
  text += fmt::format("{} of {} lines are readable{}\n", release_.released(), release_.lines(),
                      draining_ ? ", drained" : "");
  for (const auto& process : processes_) {
    text +=
        fmt::format("{} owns {} of {}, {}\n", process->identity(), process->broker().owned().size(),
                    cluster_.all_sources().size(), process->settled() ? "settled" : "unsettled");
  }
  return text;
}

void Simulator::request_drain_when_due() {
  if (draining_ || quiet_ || depth_ > 0 || release_.released() < release_.lines()) return;
  // New partitions must have been heard of before the old ones end.
  if (scenario_.change && !(changed_ && release_.settled() && all_owned())) return;
  if (!random_.one_in(20)) return;
  draining_ = true;
  note("drain");
  for (const auto& process : processes_) process->worker().request_drain();
}

bool Simulator::all_owned() const {
  std::size_t owned = 0;
  for (const auto& process : processes_) {
    if (!process->settled()) return false;
    owned += process->broker().owned().size();
  }
  return owned == cluster_.all_sources().size();
}

bool Simulator::done() {
  if (!draining_ || !starts_.empty() || release_.released() < release_.lines()) return false;
  if (scenario_.change && !changed_) return false;
  const auto busy = [this](const auto& process) { return process->paused_until_ms > now_ms(); };
  if (std::any_of(processes_.begin(), processes_.end(), busy) || !all_owned()) return false;
  const bool before = std::exchange(quiet_, true);
  const bool drained = std::all_of(processes_.begin(), processes_.end(),
                                   [](const auto& process) { return process->worker().drained(); });
  quiet_ = before;
  return drained;
}

Process& Simulator::audit() {
  note("audit");
  quiet_ = true;
  cluster_.advance(scenario_.cluster.session_timeout_ms + 1);
  Process& auditor = start("auditor-0", new_directory());
  while (!done()) round();
  auditor.worker().finish();
  wait_for_transactions();
  return auditor;
}

std::string Simulator::refusal_of_cut_changelog() {
  quiet_ = true;
  const std::filesystem::path kept = processes_.front()->directory();
  processes_.clear();
  std::vector<TopicPartition> changelogs;
  for (const auto& [partition, log] : cluster_.logs()) {
    if (is_changelog(partition.topic) && log.visible_end() > 0) changelogs.push_back(partition);
  }
  const TopicPartition changelog = random_.pick(changelogs);
  PartitionLog& log = cluster_.log(changelog);
  const bool head = random_.one_in(4);
  if (head) {
    log.cut_head(random_.between(1, log.visible_end()));
  } else {
    log.cut_tail(random_.below(log.visible_end()));
  }
  note(fmt::format("{}/{} is cut to {} - {}", name_of(changelog.topic), changelog.partition,
                   log.begin(), log.end()));
  Process& process = start("auditor-0", head || random_.one_in(2) ? new_directory() : kept);
  try {
    while (!all_owned()) round();
  } catch (const SimulationFailure& refusal) {
    return refusal.what();
  }
  note(process, "went to work");
  return {};
}

}  // namespace vocmap::simulation
