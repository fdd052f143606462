#pragma once

#include <string>

#include "operators/enrich/customer_state.h"

namespace vocmap {

// The value of voc.contacts.enriched; keys and types as in its JSON Schema.
std::string write_enriched(const std::string& contact_id, const std::string& customer_key,
                           const ContactView& view, const Decision& decision,
                           const CustomerState& customer, int wanted_precision);

}  // namespace vocmap
