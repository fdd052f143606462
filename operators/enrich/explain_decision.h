#pragma once

#include <span>

#include "operators/enrich/fold_contact.h"

namespace vocmap {

// The evidence of one of the contact's texts, and where that lies.
struct PlacedEvidence {
  const Evidence* evidence;
  TextPlace place;
};

// Sets `spans` and `also` of a decision from the texts that were summed for it, in their order.
void explain_decision(std::span<const PlacedEvidence> texts, Decision& decision);

}  // namespace vocmap
