#pragma once

#include "operators/journey/customer_history.h"
#include "operators/journey/tell.h"

namespace vocmap {

// Tells MAP what changed in what the orders of a customer add; `history` null: no contacts.
void evaluate_orders(CustomerState& customer, const CustomerHistory* history,
                     const TaxonomyHistory& taxonomies, Tell& tell);

// Time from `t` to the next of `placed`, which ascend, at most kOrderSpan; unset: none.
std::optional<Duration> until_next_order(const std::vector<EventTime>& placed, EventTime t);

// When the orders of a customer, on any line, were placed; ascending.
std::vector<EventTime> placed_orders(const CustomerState& customer);

}  // namespace vocmap
