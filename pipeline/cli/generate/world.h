#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "operators/taxonomy/taxonomy_index.h"
#include "pipeline/cli/generate/arrival_queue.h"
#include "pipeline/cli/generate/generator.h"
#include "pipeline/cli/generate/mix.h"
#include "pipeline/cli/generate/random.h"

namespace vocmap {

// How many records of each kind make up the wanted number of events.
struct Budget {
  std::int64_t orders, contacts, others, bad, duplicates, conflicts, late;
};
Budget make_budget(const GenerateOptions& options);

// An order that a later contact may be about.
struct RecentOrder {
  std::string order_id, customer_id;
};

// What the makers of records share: the options, the shares, the randomness and the truth.
struct World {
  World(const GenerateOptions& options, const Taxonomy& taxonomy, const TextPool& texts);

  // A time in [from, from + at most `longest`), before the end of the generated span.
  EventTime soon_after(EventTime from, Duration longest);
  std::string any_customer();
  EventTime day_of(const Line& line, EventTime t) const { return index.day_start(line, t); }
  void remember(const Line& line, RecentOrder order);
  const RecentOrder* recall(const Line& line);  // null before the line's first order

  const GenerateOptions options;
  const Budget budget;
  const EventTime end;
  const EventTime emergence;  // since when there are contacts about what is new
  const TaxonomyIndex index;
  const Mix mix;
  const bool has_slots;
  Random random;
  ArrivalQueue arrivals;
  PlantedTruth truth;

 private:
  static constexpr std::size_t kRecent = 512;
  std::vector<std::vector<RecentOrder>> recent_;  // by line position, newest overwrite oldest
  std::vector<std::size_t> recent_next_;
};

}  // namespace vocmap
