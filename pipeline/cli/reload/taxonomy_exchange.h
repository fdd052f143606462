#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/cli/topology.h"

namespace vocmap {

// Why new versions were not taken on: a sentence per problem.
struct TaxonomyRefusal {
  std::vector<std::string> problems;
  bool passing = false;  // the same files may be taken later
};

// Gives all workers of a process one new history of taxonomies at one moment, or none of them.
class TaxonomyExchange {
 public:
  // `newest_event`: the greatest event time that the process has reached. The workers, all behind
  // `gate`, must outlive it.
  TaxonomyExchange(const TaxonomyHistory& taxonomies, std::vector<VoiceOfCustomer*> workers,
                   Gate& gate, std::function<EventTime()> newest_event);

  // False when nothing is new in `versions`. Refuses what contradicts the versions in use, and what
  // should have held already for an event that a worker has seen, unless tasks wait for it. Waits
  // up to `patience` for the workers to end their transactions. From one thread.
  tl::expected<bool, TaxonomyRefusal> take_on(std::vector<Taxonomy> versions,
                                              std::chrono::milliseconds patience);

  const TaxonomyHistory& taxonomies() const { return taxonomies_; }
  // A version under which other instances have counted and that is not known here; 0: none.
  std::uint32_t awaited() const;

 private:
  std::vector<std::string> passed(const TaxonomyHistory& next) const;

  TaxonomyHistory taxonomies_;
  const std::vector<VoiceOfCustomer*> workers_;
  Gate& gate_;
  const std::function<EventTime()> newest_event_;
};

}  // namespace vocmap
