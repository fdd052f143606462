#pragma once

#include <map>
#include <string>
#include <utility>

#include "pipeline/core/ledger.h"

namespace vocmap {

// The ledger of a run by source partition; it closes when nothing is in flight.
struct RunSummary {
  using Source = std::pair<std::string, std::int32_t>;  // topic, partition

  std::map<Source, SourceLedger> sources;
  std::map<Source, ReceivedLedger> received;

  void add(const Source& source, const ReceivedLedger& ledger);
  std::int64_t in_flight() const;
};

// {"ledger":{"sources":[...],"in_flight":0}} on one line.
std::string to_json(const RunSummary& summary);

}  // namespace vocmap
