#include "operators/enrich/join_values.h"

namespace vocmap {
namespace {

using Text = std::optional<std::string>;

Text or_else(const Text& first, const Text& second) {
  return first ? first : second;
}

Text newest(const OrderEntry* order, std::optional<RankedText> OrderEntry::*field) {
  return order && order->*field ? Text{(order->*field)->text} : std::nullopt;
}

}  // namespace

JoinedValues join_values(const ContactView& view, const CustomerState& customer,
                         const std::optional<OrderMatch>& match,
                         std::optional<EventTime> known_by) {
  const OrderEntry* order = match ? match->order : nullptr;
  const Duration span = known_by ? *known_by - view.opened_at : kReferenceSpan;
  const Customer* reference = reference_at(customer, view.opened_at, span);
  const auto referenced = [&](Text Customer::*field) {
    return reference ? reference->*field : Text{};
  };
  const auto ordered = [&](std::optional<RankedText> OrderEntry::*last,
                           std::optional<FirstText> OrderEntry::*first) {
    if (!known_by) return newest(order, last);
    return order ? said_by(order->*first, *known_by) : Text{};
  };
  return {or_else(view.product_id, ordered(&OrderEntry::product_id, &OrderEntry::first_product_id)),
          or_else(or_else(view.region, ordered(&OrderEntry::region, &OrderEntry::first_region)),
                  referenced(&Customer::region)),
          or_else(view.app_version, newest(order, &OrderEntry::app_version)),
          or_else(view.tier, referenced(&Customer::tier)), referenced(&Customer::segment)};
}

}  // namespace vocmap
