// Whole workers against the model of Kafka, many seeds: what ever goes wrong, the outcome is that
// of one worker that reads the same lines in peace. A run is a function of its seed.
//   VOCMAP_SEED=n        only this seed
//   VOCMAP_SEEDS=n       how many, from VOCMAP_FIRST_SEED on

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>

#include "tests/simulation/verdict.h"

// RocksDB reserves 4 MiB with every database, which tmpfs would fill with zeroes: most of the time
// of a run.
extern "C" int fallocate(int, int, off_t, off_t) {
  return 0;
}

namespace vocmap::simulation {
namespace {

constexpr std::uint64_t kSeeds = 250;

constexpr std::size_t kMostFailures = 10;  // then the rest tells nothing new

// Seeds that found something once.
constexpr std::uint64_t kRegressions[] = {37,      56,      74,      84,      118,     1'435,
                                          50'077,  51'264,  51'447,  100'020, 100'676, 100'843,
                                          100'997, 103'105, 103'182, 200'409, 200'778, 201'497,
                                          202'025, 204'646, 204'690};

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

// A broken invariant aborts: the scenario must be known all the same.
char now_running[1024];

void tell_and_abort(int) {
  (void)!write(STDERR_FILENO, now_running, std::strlen(now_running));
  std::signal(SIGABRT, SIG_DFL);
  std::abort();
}

Verdict run(const Scenario& scenario) {
  std::snprintf(now_running, sizeof now_running, "aborted in %s\n", to_string(scenario).c_str());
  return verdict_of(scenario);
}

class Environment final : public testing::Environment {
 public:
  void SetUp() override {
    if (std::filesystem::exists("/dev/shm")) setenv("TMPDIR", "/dev/shm", 0);
    std::signal(SIGABRT, tell_and_abort);
  }
};
const auto* const kEnvironment = testing::AddGlobalTestEnvironment(new Environment);

TEST(Simulation, every_seed_ends_as_the_straight_run) {
  const std::uint64_t only = number_from("VOCMAP_SEED", 0);
  const std::uint64_t first = only > 0 ? only : number_from("VOCMAP_FIRST_SEED", 1);
  const std::uint64_t seeds = only > 0 ? 1 : number_from("VOCMAP_SEEDS", kSeeds);
  std::size_t rounds = 0, faults = 0, failed = 0;
  for (std::uint64_t seed = first; seed < first + seeds && failed < kMostFailures; ++seed) {
    const Verdict verdict = run(scenario_of(seed));
    EXPECT_EQ("", verdict.problems) << "repeat with VOCMAP_SEED=" << seed;
    failed += verdict.problems.empty() ? 0 : 1;
    rounds += verdict.rounds;
    faults += verdict.faults;
  }
  std::printf("%llu seeds from %llu on: %zu faults in %zu rounds\n",
              static_cast<unsigned long long>(seeds), static_cast<unsigned long long>(first),
              faults, rounds);
}

TEST(Simulation, seeds_that_failed_once) {
  for (const std::uint64_t seed : kRegressions) {
    EXPECT_EQ("", run(scenario_of(seed)).problems) << "repeat with VOCMAP_SEED=" << seed;
  }
}

TEST(Simulation, a_seed_repeats_itself) {
  const Verdict once = run(scenario_of(7));
  const Verdict again = run(scenario_of(7));
  EXPECT_EQ(once.rounds, again.rounds);
  EXPECT_EQ(once.faults, again.faults);
}

struct Layout {
  std::string name;
  void (*apply)(Scenario& scenario);
};

void go_on_with_one_partition_more(Scenario& scenario) {
  scenario.ahead = 1;
  if (!scenario.golden.any_order) return;  // the new partition stays empty
  scenario.drained_from_start = false;
  scenario.worker.publish_interval = std::chrono::milliseconds{20};
  scenario.worker.time.watermark_interval = Duration{20};
}

const Layout kLayouts[] = {
    {"one_instance", [](Scenario&) {}},
    {"three_instances",
     [](Scenario& s) {
       s.instances = 3;
       s.internal_partitions = 3;
       s.input_partitions = s.golden.any_order ? 2 : 1;
     }},
    {"three_instances_then_one_with_one_partition_more",
     [](Scenario& s) {
       s.instances = 3;
       s.internal_partitions = 3;
       go_on_with_one_partition_more(s);
       s.change = Change{lines_of(s).size() / 2, 1, Topic::contacts};
     }},
    {"one_instance_then_two_with_one_partition_more",
     [](Scenario& s) {
       s.internal_partitions = 2;
       go_on_with_one_partition_more(s);
       s.change = Change{lines_of(s).size() / 2, 2, Topic::orders};
     }},
};

struct CaseAndLayout {
  const GoldenCase* golden = nullptr;
  const Layout* layout = nullptr;

  friend void PrintTo(const CaseAndLayout& run, std::ostream* out) {
    *out << run.golden->name << ", " << run.layout->name;
  }
};

std::vector<CaseAndLayout> all_layouts() {
  std::vector<CaseAndLayout> runs;
  for (const GoldenCase& golden : golden_cases()) {
    for (const Layout& layout : kLayouts) runs.push_back({&golden, &layout});
  }
  return runs;
}

class Layouts : public testing::TestWithParam<CaseAndLayout> {};

TEST_P(Layouts, give_the_same_canonical_bytes) {
  Scenario scenario = quiet_scenario(*GetParam().golden);
  GetParam().layout->apply(scenario);
  EXPECT_EQ("", run(scenario).problems);
}

INSTANTIATE_TEST_SUITE_P(golden, Layouts, testing::ValuesIn(all_layouts()), [](const auto& run) {
  return run.param.golden->name + "__" + run.param.layout->name;
});

}  // namespace
}  // namespace vocmap::simulation
