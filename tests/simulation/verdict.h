#pragma once

#include <string>

#include "tests/simulation/scenario.h"
#include "tests/support/canonical.h"

namespace vocmap::simulation {

// What a run gave, for the test to count.
struct Verdict {
  std::string problems;  // empty: as it should be
  std::size_t rounds = 0;
  std::size_t faults = 0;
};

// Runs the scenario and compares it with the straight run of one worker over the same lines:
// CANONICAL, the rules of publication, the ledger of every source partition, all read to the end;
// and once more after a restore from nothing.
Verdict verdict_of(const Scenario& scenario);

}  // namespace vocmap::simulation
