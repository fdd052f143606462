#pragma once

#include "operators/journey/outcome.h"

namespace vocmap {

// The order that the contact is about; null: none, or unknown under this customer.
const OrderEntry* order_of(const CustomerState& customer, const ContactFact& fact);

// The counted contacts of a customer among the others, those only that were opened at or after
// `oldest`. `surveys` are those of each chain. The history must outlive the result.
std::vector<ContactInContext> contacts_in_context(
    const CustomerHistory& history, const CustomerState& customer, std::span<const Chain> chains,
    const std::vector<std::vector<const KeptSurvey*>>& surveys, EventTime oldest);

}  // namespace vocmap
