// Golden cases: tests/golden/topology/<case>/ holds journeys.yaml (journeys-2.yaml, ..., when it
// has more versions), input.jsonl (in the order of arrival), expected.jsonl, forecasts.jsonl where
// the order of arrival does not matter to them, and vocmap.yaml where the defaults do not do. Every
// case runs in every mode below, always against its one expected file; all modes also agree with
// the straight run in everything canonical, byte by byte, and keep the rules of publication and the
// ledger. VOCMAP_GOLDEN_UPDATE=1 writes the expected files of the straight runs, to be read against
// the domain's contract before they are committed.

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "pipeline/cli/taxonomy_files.h"
#include "tests/support/canonical.h"
#include "tests/support/golden_cases.h"
#include "tests/support/golden_setup.h"
#include "tests/support/topology_run.h"

namespace vocmap {
namespace {

constexpr std::uint32_t kSeed = 20260307;
constexpr std::string_view kForecasts = "forecasts.jsonl";

struct Mode {
  std::string name;
  // The run, given how many commits of 3 records the straight run needs.
  RunPlan (*plan)(std::size_t commits);
  std::uint32_t shuffle_seed = 0;
};

// The faults end at some point: after a rollback sources announce their watermark once more, so a
// run in which every second commit fails would never be drained.
constexpr std::size_t kFaultyCommits = 48;

Fault abort_each_batch_once(std::size_t commit) {
  return commit % 2 == 0 && commit < kFaultyCommits ? Fault::aborted : Fault::none;
}

Fault lose_producers(std::size_t commit) {
  if (commit >= kFaultyCommits / 2) return Fault::none;
  constexpr Fault kRound[] = {Fault::uncertain, Fault::uncertain_written,
                              Fault::none,      Fault::fatal,
                              Fault::fenced,    Fault::none};
  return kRound[commit % 6];
}

Fault kill_again_and_again(std::size_t commit) {
  if (commit >= kFaultyCommits / 2) return Fault::none;
  constexpr Fault kRound[] = {Fault::none, Fault::killed, Fault::none, Fault::none,
                              Fault::killed_written};
  return kRound[commit % 5];
}

const Mode kModes[] = {
    {"straight", [](std::size_t) { return RunPlan{}; }},
    {"commit_every_record", [](std::size_t) { return RunPlan{.commit_records = 1}; }},
    {"commit_every_7_records", [](std::size_t) { return RunPlan{.commit_records = 7}; }},
    {"abort_every_commit_once",
     [](std::size_t) { return RunPlan{.commit_records = 3, .faults = abort_each_batch_once}; }},
    {"lose_the_producer_at_commits",
     [](std::size_t) { return RunPlan{.commit_records = 3, .faults = lose_producers}; }},
    {"killed_in_the_middle_and_restored_from_changelog",
     [](std::size_t commits) {
       return RunPlan{.commit_records = 3, .faults = [commits](std::size_t commit) {
                        return commit == commits / 2 ? Fault::killed : Fault::none;
                      }};
     }},
    {"killed_again_and_again_with_empty_state",
     [](std::size_t) { return RunPlan{.commit_records = 3, .faults = kill_again_and_again}; }},
    {"killed_again_and_again_with_stale_state",
     [](std::size_t) {
       return RunPlan{.commit_records = 3, .faults = kill_again_and_again, .wipe_state = false};
     }},
    {"three_partitions", [](std::size_t) { return RunPlan{.partitions = 3}; }},
    {"three_partitions_killed_again_and_again",
     [](std::size_t) {
       return RunPlan{.commit_records = 3, .partitions = 3, .faults = kill_again_and_again};
     }},
    {"newer_versions_are_known_late",
     [](std::size_t) { return RunPlan{.commit_records = 3, .lagging = true}; }},
    {"newer_versions_are_known_late_by_three_partitions_killed_again_and_again",
     [](std::size_t) {
       return RunPlan{
           .commit_records = 3, .partitions = 3, .faults = kill_again_and_again, .lagging = true};
     }},
    {"shuffled_within_lateness", [](std::size_t) { return RunPlan{}; }, kSeed},
    {"shuffled_again_in_small_commits", [](std::size_t) { return RunPlan{.commit_records = 2}; },
     kSeed + 1},
    {"shuffled_over_three_partitions", [](std::size_t) { return RunPlan{.partitions = 3}; },
     kSeed + 2},
};

struct CaseAndMode {
  const GoldenCase* golden = nullptr;
  const Mode* mode = nullptr;

  friend void PrintTo(const CaseAndMode& run, std::ostream* out) {
    *out << run.golden->name << ", " << run.mode->name;
  }
};

std::filesystem::path folder_of(const GoldenCase& golden) {
  return std::filesystem::path{VOCMAP_SOURCE_DIR} / "tests/golden/topology" / golden.name;
}

bool has_versions(const GoldenCase& golden) {
  return std::filesystem::exists(folder_of(golden) / "journeys-2.yaml");
}

std::vector<CaseAndMode> all_runs() {
  std::vector<CaseAndMode> runs;
  for (const GoldenCase& golden : golden_cases()) {
    for (const Mode& mode : kModes) {
      if (!golden.any_order && mode.shuffle_seed != 0) continue;
      if (mode.plan(0).lagging && !has_versions(golden)) continue;
      runs.push_back({&golden, &mode});
    }
  }
  return runs;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

// The first differences of two canonical forms; a whole dump would hide them.
std::string differences(const Canonical& a, const Canonical& b) {
  std::string found;
  for (const auto& [key, value] : a.values) {
    const auto other = b.values.find(key);
    const std::string& text = other == b.values.end() ? "nothing" : other->second;
    if (text != value && found.size() < 4'000) {
      found += key.first + ' ' + key.second + "\n  " + value + "\n  " + text + '\n';
    }
  }
  for (const auto& [key, value] : b.values) {
    if (!a.values.contains(key)) found += key.first + ' ' + key.second + ": only in this run\n";
  }
  if (a.letters != b.letters) found += "the letters differ\n";
  return found;
}

void expect_balanced(const RunResult& run, std::size_t lines) {
  std::uint64_t read = 0, forwarded = 0, received = 0;
  for (const auto& [source, ledger] : run.sources) {
    EXPECT_TRUE(ledger.balanced());
    read += ledger.read;
    forwarded += ledger.forwarded;
  }
  for (const auto& [source, ledger] : run.received) {
    EXPECT_TRUE(ledger.balanced());
    received += ledger.received;
  }
  EXPECT_EQ(read, lines);
  EXPECT_EQ(forwarded, received);
}

class Golden : public testing::TestWithParam<CaseAndMode> {
 protected:
  static std::filesystem::path folder() { return folder_of(*GetParam().golden); }

  static bool has_forecasts() { return std::filesystem::exists(folder() / kForecasts); }

  static void update_or_expect(const std::vector<std::string>& lines, std::string_view name) {
    const std::string found = joined(lines);
    const std::filesystem::path file = folder() / name;
    if (std::getenv("VOCMAP_GOLDEN_UPDATE") && GetParam().mode == &kModes[0]) {
      std::ofstream{file, std::ios::binary} << found;
      return;
    }
    const auto expected = read_file(file);
    ASSERT_TRUE(expected) << expected.error();
    EXPECT_EQ(*expected, found);
  }
};

TEST_P(Golden, gives_the_expected_form) {
  const GoldenSetup setup = read_golden_setup(folder());
  std::vector<InputLine> lines = read_input_lines(folder() / "input.jsonl");
  const RunResult straight =
      run_topology(setup.taxonomies, lines, {.commit_records = 3, .rules = setup.rules});
  const Mode& mode = *GetParam().mode;
  if (mode.shuffle_seed != 0) lines = shuffled_within_lateness(std::move(lines), mode.shuffle_seed);
  RunPlan plan = mode.plan(straight.commits);
  plan.rules = setup.rules;
  const RunResult run = run_topology(setup.taxonomies, lines, plan);

  const Canonical canonical = canonical_of(run.published);
  update_or_expect(readable_lines(canonical), "expected.jsonl");
  EXPECT_EQ("", differences(canonical_of(straight.published), canonical));
  EXPECT_EQ("", joined(canonical.problems));
  if (has_forecasts() && mode.shuffle_seed == 0) {
    const auto forecasts = forecasts_of(run.published);
    update_or_expect(readable_forecasts(forecasts), kForecasts);
    EXPECT_EQ(forecasts_of(straight.published), forecasts);
  }
  expect_balanced(run, lines.size());
  EXPECT_EQ(mode.name.find("killed") != std::string::npos, run.kills > 0);
  EXPECT_EQ(plan.lagging, run.waits > 0);
}

INSTANTIATE_TEST_SUITE_P(topology, Golden, testing::ValuesIn(all_runs()), [](const auto& run) {
  return run.param.golden->name + "__" + run.param.mode->name;
});

}  // namespace
}  // namespace vocmap
