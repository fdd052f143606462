#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>

#include "operators/metrics/windows.h"

namespace vocmap {

// A window as another version of the taxonomy names and orders it: the counts of scenarios that it
// renamed or merged are summed. Computed anew for each publication; nothing that is counted moves.
class RestatedWindow {
 public:
  // `plain` and what it refers to must outlive it.
  RestatedWindow(const TaxonomyHistory& taxonomies, const WindowReading& plain,
                 const TaxonomyIndex& version);

  // Every cell; scenarios of other versions that no rename or merge explains stand behind those of
  // their stage while they have contacts. The experience map shows this.
  const WindowReading& all() const { return all_; }

  // Only the scenarios that renames and merges changed, and the stages that gained or lost by it.
  WindowReading changes() const;

 private:
  struct Sum {
    Cell cell;
    std::set<std::string> from, stages;   // what was summed
    const CellReading* origin = nullptr;  // one of them
  };
  struct Place {
    std::string id;
    const Stage* stage = nullptr;
    std::vector<std::pair<std::string, const Scenario*>> scenarios;
  };

  void sum(const TaxonomyHistory& taxonomies, const WindowReading& plain);
  std::vector<Place> places(const Line* line) const;
  void add_cells(const Place& place);

  WindowReading all_;
  std::map<std::string, Sum> sums_;  // by scenario id of the version
  std::deque<Cell> stage_cells_;
};

}  // namespace vocmap
