#include "operators/journey/customer_history.h"

#include <algorithm>

namespace vocmap {

const KeptContact* find_contact(const CustomerHistory& history, std::string_view contact_id) {
  const auto found = std::lower_bound(
      history.contacts.begin(), history.contacts.end(), contact_id,
      [](const KeptContact& c, std::string_view id) { return c.fact.contact_id < id; });
  const bool known = found != history.contacts.end() && found->fact.contact_id == contact_id;
  return known ? &*found : nullptr;
}

bool same_reading(const KeptContact& a, const KeptContact& b) {
  return a.fact == b.fact && a.order_inferred == b.order_inferred && a.steps == b.steps;
}

MeasuredAt cell_of_line(std::string line, EventTime at) {
  MeasuredAt cell;
  cell.line = std::move(line);
  cell.at = at;
  return cell;
}

}  // namespace vocmap
