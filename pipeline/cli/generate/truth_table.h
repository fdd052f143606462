#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "pipeline/cli/generate/truth.h"
#include "schemas/taxonomy.h"

namespace vocmap {

// What the pipeline published for one cell; `exposure` is that of the line's window.
struct MeasuredCell {
  std::int64_t contacts = 0;
  std::optional<double> exposure;
};

// Everything that a run measured: last revisions of the 1 h and 1 d scenario cells, and its ledger
// summed over the partitions of each input topic.
struct Measured {
  std::map<TruthCell, MeasuredCell> cells;
  std::map<Topic, TopicTruth> topics;  // unknown_fields is not compared
};

// A table for the terminal: per line and scenario the planted and the measured contacts, exposure,
// service rate and target over the whole days; the ledger; the number of equal cells. `equal` says
// whether every cell and every ledger sum is the same.
std::string compare_with_truth(const PlantedTruth& truth, const Measured& measured,
                               const Taxonomy& taxonomy, bool& equal);

}  // namespace vocmap
