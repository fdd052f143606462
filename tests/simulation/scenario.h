#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/runtime/worker.h"
#include "tests/simulation/model_cluster.h"
#include "tests/support/golden_cases.h"
#include "tests/support/topology_run.h"

namespace vocmap::simulation {

// Before a certain line is read, all instances stop, and others go on.
struct Change {
  std::size_t before_line = 0;
  int instances = 1;
  std::optional<Topic> one_partition_more;
};

// All that is decided before a run begins; the rest is drawn from the same seed as it goes.
struct Scenario {
  std::uint64_t seed = 0;
  GoldenCase golden;
  int copies = 1;         // of each line, for customers of their own
  bool shuffled = false;  // within lateness
  int instances = 1;
  std::int32_t input_partitions = 1;
  std::int32_t internal_partitions = 1;
  // A line is readable only when the `ahead` lines before it were counted; 0: all at once.
  std::size_t ahead = 0;
  std::optional<Change> change;
  // The end is known from the start, as in a replay; else the run is drained at some point. A new
  // partition with lines of its own needs that: it is not named by those who have ended already.
  bool drained_from_start = true;
  std::int64_t start_ms = 0;  // virtual time
  WorkerOptions worker;
  ModelCluster::Options cluster;
  int faults = 0;  // that happen at most
  int commit_fault_one_in = 6;
  int kill_one_in = 400;     // broker calls
  int detour_one_in = 60;    // broker calls during which others go on
  int incident_one_in = 60;  // rounds
  bool truncated_at_the_end = false;
};

// One instance, no faults, everything at once.
Scenario quiet_scenario(const GoldenCase& golden);
Scenario scenario_of(std::uint64_t seed);
std::string to_string(const Scenario& scenario);

// The lines of the scenario in the order of arrival.
std::vector<InputLine> lines_of(const Scenario& scenario);
std::filesystem::path folder_of(const GoldenCase& golden);

}  // namespace vocmap::simulation
