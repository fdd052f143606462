#pragma once

#include "operators/enrich/customer_state.h"

namespace vocmap {

// What the records of a contact, else its order, else its customer's reference data say of it.
struct JoinedValues {
  std::optional<std::string> product_id, region, app_version, tier, segment;
};

// As known now. With `known_by` as metrics read it, whose cells become final: what an order said
// first, and only what order and reference data said up to that time.
JoinedValues join_values(const ContactView& view, const CustomerState& customer,
                         const std::optional<OrderMatch>& match,
                         std::optional<EventTime> known_by = std::nullopt);

}  // namespace vocmap
