#pragma once

#include <chrono>
#include <functional>
#include <optional>
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

struct TaxonomyTaken {
  bool any = false;  // else nothing was new
  // Of these, contacts of their time may have been scored here under the version before.
  TaxonomyHistory::Versions late{};
};

// Gives all workers of a process one new history of taxonomies at one moment, or none of them.
class TaxonomyExchange {
 public:
  // `newest_event`: the greatest event time that the process has reached; empty while it is not
  // known. The workers, all behind `gate`, must outlive it.
  TaxonomyExchange(const TaxonomyHistory& taxonomies, std::vector<VoiceOfCustomer*> workers,
                   Gate& gate, std::function<std::optional<EventTime>()> newest_event);

  // Refuses what contradicts the versions in use, and what should have held already for an event
  // that a worker has seen, unless tasks wait for it. Waits up to `patience` for the workers to end
  // their transactions; what was fitted is kept for the next try. From one thread.
  tl::expected<TaxonomyTaken, TaxonomyRefusal> take_on(std::vector<Taxonomy> versions,
                                                       std::chrono::milliseconds patience);

  const TaxonomyHistory& taxonomies() const { return taxonomies_; }
  // A version under which other instances have counted and that is not known here; 0: none.
  std::uint32_t awaited() const;

 private:
  struct Fitted {
    TaxonomyHistory taxonomies;
    std::vector<VoiceOfCustomer::Extension> extensions;  // by worker
  };

  Fitted fit(TaxonomyHistory next);
  std::optional<TaxonomyRefusal> refusal(const TaxonomyHistory& next) const;
  TaxonomyHistory::Versions late(const TaxonomyHistory& next) const;

  TaxonomyHistory taxonomies_;
  const std::vector<VoiceOfCustomer*> workers_;
  Gate& gate_;
  const std::function<std::optional<EventTime>()> newest_event_;
  std::optional<Fitted> fitted_;  // and not taken on
};

}  // namespace vocmap
