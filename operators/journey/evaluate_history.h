#pragma once

#include "operators/journey/customer_history.h"
#include "operators/journey/tell.h"
#include "pipeline/core/outbox.h"
#include "schemas/rate_card.h"

namespace vocmap {

// Whose history it is, and as of when it is read.
struct HistoryReading {
  const std::string& customer_key;
  const CustomerState& customer;
  const TaxonomyHistory& taxonomies;
  EventTime watermark;
  Duration lateness;
  const RateCard* rate_card;  // null: nothing is priced
};

// Makes contacts, journeys and surveys of a customer anew: tells MAP what changed in what they add,
// publishes the journeys that changed, forgets what can change no result any more, and says in
// `wake` when time alone will change something.
void evaluate_history(CustomerHistory& history, const HistoryReading& reading, Tell& tell,
                      Outbox& out);

// Of what contacts and journeys read from the orders of their customer: while it is that in the
// history, orders have changed nothing.
std::uint64_t hash_of_orders(const CustomerHistory& history, const CustomerState& customer);

// How long a contact, a journey (after its last contact) and a survey are kept, but for lateness.
inline constexpr Duration kHistoryKept = std::chrono::days{32};

}  // namespace vocmap
