#include "tests/simulation/verdict.h"

#include <fmt/format.h>

#include <set>

#include "tests/simulation/simulator.h"

namespace vocmap::simulation {
namespace {

const GoldenSetup& setup_of(const GoldenCase& golden) {
  static std::map<std::string, GoldenSetup> known;
  const auto found = known.find(golden.name);
  if (found != known.end()) return found->second;
  return known.emplace(golden.name, read_golden_setup(folder_of(golden))).first->second;
}

// Of the lines in their own order; a shuffle within lateness changes nothing.
const Canonical& straight_run(Scenario scenario) {
  static std::map<std::pair<std::string, int>, Canonical> known;
  scenario.shuffled = false;
  const auto [entry, is_new] = known.try_emplace({scenario.golden.name, scenario.copies});
  if (is_new) {
    const GoldenSetup& setup = setup_of(scenario.golden);
    const RunPlan plan{.commit_records = 3, .rules = setup.rules};
    entry->second =
        canonical_of(run_topology(setup.taxonomies, lines_of(scenario), plan).published);
  }
  return entry->second;
}

class Problems {
 public:
  void add(std::string_view problem) {
    if (text_.size() < 4'000) text_ += fmt::format("{}\n", problem);
  }
  std::string take() { return std::move(text_); }

  // The first differences; a whole dump would hide them.
  void compare(const Canonical& expected, const Canonical& found) {
    for (const auto& [key, value] : expected.values) {
      const auto other = found.values.find(key);
      if (other == found.values.end()) {
        add(fmt::format("{} {} is missing", key.first, key.second));
      } else if (other->second != value) {
        add(fmt::format("{} {}\n  is       {}\n  expected {}", key.first, key.second, other->second,
                        value));
      }
    }
    for (const auto& [key, value] : found.values) {
      if (!expected.values.contains(key))
        add(fmt::format("{} {}: not expected", key.first, key.second));
    }
    compare_letters(expected, found);
    for (const std::string& problem : found.problems) add(problem);
  }

 private:
  void compare_letters(const Canonical& expected, const Canonical& found) {
    std::set<std::string> letters;
    for (const auto& [letter, count] : expected.letters) letters.insert(letter);
    for (const auto& [letter, count] : found.letters) letters.insert(letter);
    for (const std::string& letter : letters) {
      const auto times = [&](const Canonical& c) {
        const auto it = c.letters.find(letter);
        return it == c.letters.end() ? 0 : it->second;
      };
      if (times(expected) == times(found)) continue;
      add(fmt::format("{} times instead of {}: {}", times(found), times(expected), letter));
    }
  }

  std::string text_;
};

// Every line of every partition was read once, and everything forwarded was received.
void check_ledger(const Process& auditor, ModelCluster& cluster, Problems& problems) {
  std::map<TopicPartition, std::uint64_t> received;
  for (const auto& [place, ledger] : auditor.received) {
    if (!ledger.balanced()) problems.add("a ledger of JOURNEY is not balanced");
    received[place.second] += ledger.received;
  }
  for (const auto& [source, log] : cluster.logs()) {
    if (!is_input(source.topic)) continue;
    const auto found = auditor.sources.find(source);
    const SourceLedger ledger = found == auditor.sources.end() ? SourceLedger{} : found->second;
    if (!ledger.balanced() || ledger.read != static_cast<std::uint64_t>(log.end()) ||
        ledger.forwarded != received[source]) {
      problems.add(fmt::format("{}/{}: {} lines, read {}, forwarded {}, received {}",
                               name_of(source.topic), source.partition, log.end(), ledger.read,
                               ledger.forwarded, received[source]));
    }
  }
}

void check_all_read(ModelCluster& cluster, Problems& problems) {
  for (const TopicPartition source : cluster.all_sources()) {
    const auto position = cluster.offsets().committed(source);
    const std::int64_t end = cluster.log(source).visible_end();
    if (!position || position->next_offset.value_or(0) < end) {
      problems.add(fmt::format("{}/{}: committed at {} of {}", name_of(source.topic),
                               source.partition, position ? position->next_offset.value_or(0) : -1,
                               end));
    }
  }
}

void check_nothing_new(const std::vector<OutboundRecord>& before,
                       const std::vector<OutboundRecord>& after, Problems& problems) {
  std::map<std::pair<Topic, std::string>, int> count;
  for (const OutboundRecord& record : before) --count[{record.topic, record.key}];
  for (const OutboundRecord& record : after) {
    if (++count[{record.topic, record.key}] == 1) {
      problems.add(fmt::format("published after the drain: {} {} {}", name_of(record.topic),
                               record.key, record.value.value_or("tombstone")));
    }
  }
}

void judge(Simulator& simulator, const Scenario& scenario, Problems& problems) {
  const Canonical& expected = straight_run(scenario);
  simulator.run();
  const std::vector<OutboundRecord> published = simulator.cluster().published();
  problems.compare(expected, canonical_of(published));
  Process& auditor = simulator.audit();
  check_all_read(simulator.cluster(), problems);
  check_ledger(auditor, simulator.cluster(), problems);
  check_nothing_new(published, simulator.cluster().published(), problems);
  if (!scenario.truncated_at_the_end) return;
  const std::string refusal = simulator.refusal_of_cut_changelog();
  if (refusal.find("truncated") == refusal.npos) {
    problems.add(fmt::format("a truncated changelog was answered by '{}'", refusal));
  }
}

}  // namespace

Verdict verdict_of(const Scenario& scenario) {
  Problems problems;
  Simulator simulator{setup_of(scenario.golden), scenario};
  try {
    judge(simulator, scenario, problems);
  } catch (const SimulationFailure& failure) {
    problems.add(failure.what());
  }
  std::string text = problems.take();
  if (!text.empty()) text = to_string(scenario) + '\n' + text + simulator.schedule();
  return {std::move(text), simulator.rounds(), simulator.faults()};
}

}  // namespace vocmap::simulation
