#pragma once

#include <span>

#include "operators/journey/customer_history.h"

namespace vocmap {

// A journey continues when its customer comes again about the same matter within this time, until
// it would last longer than kJourneySpan.
inline constexpr Duration kJourneyGap = std::chrono::days{7};
inline constexpr Duration kJourneySpan = std::chrono::days{90};

// The contacts of one service journey, by (opened_at, contact_id).
struct Chain {
  std::string journey_id;
  std::vector<const KeptContact*> contacts;  // inbound, at least one
  std::vector<const KeptContact*> outbound;

  const ContactFact& first() const { return contacts.front()->fact; }
  const ContactFact& last() const { return contacts.back()->fact; }
};

// All service journeys of a customer, by (opening, id). The matter is the order, given or inferred,
// on its line; without one the scenario, `none` too. An outbound contact belongs to the journey
// about its matter whose contact is the last within kJourneyGap before it; else to none.
// The contacts must outlive the result.
std::vector<Chain> build_chains(std::string_view customer_key,
                                std::span<const KeptContact> contacts);

// The chain of a contact, inbound or outbound; null: none.
const Chain* chain_of(std::span<const Chain> chains, std::string_view contact_id);

}  // namespace vocmap
