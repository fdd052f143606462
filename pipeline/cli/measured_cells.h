#pragma once

#include <map>
#include <mutex>

#include "operators/taxonomy/taxonomy_index.h"
#include "pipeline/cli/generate/truth_table.h"
#include "pipeline/core/record.h"
#include "pipeline/observe/ledger_view.h"

namespace vocmap {

// Reads published records back as an independent subscriber would: the last revision of each 1 h
// and 1 d scenario cell, and the dead letters by reason. Thread-safe.
class MeasuredCells {
 public:
  void apply(const Record& record);
  Measured measured(const LedgerView& ledger) const;

 private:
  void apply_metric(const Record& record);
  void apply_dead_letter(const Record& record);

  mutable std::mutex mutex_;
  std::map<TruthCell, std::int64_t> contacts_;
  std::map<std::tuple<std::string, Duration, EventTime>, std::optional<double>> exposures_;
  std::map<Topic, std::map<Reason, std::int64_t>> dead_letters_;
};

}  // namespace vocmap
