#include "operators/journey/evaluate_orders.h"

#include <algorithm>

#include "operators/catalogue/catalogue.h"

namespace vocmap {
namespace {

MeasuredAt cell_of(const OrderEntry& order, EventTime at, Horizon horizon) {
  const EventTime known_by = at + span_of(horizon) - std::chrono::days{1};
  MeasuredAt cell = cell_of_line(order.line, at);
  cell.of(Breakdown::region) = said_by(order.first_region, known_by).value_or("");
  cell.of(Breakdown::product_id) = said_by(order.first_product_id, known_by).value_or("");
  return cell;
}

bool is_contacted(const OrderEntry& order, const CustomerHistory& history) {
  return std::any_of(history.contacts.begin(), history.contacts.end(), [&](const KeptContact& c) {
    const Duration age = c.fact.cell.at - *order.placed_at;
    return is_counted(c.fact) && c.fact.order_id == order.order_id && age >= Duration{0} &&
           age <= kOrderSpan;
  });
}

bool is_customer_contacted(const OrderEntry& order, const CustomerHistory& history) {
  const auto near = [&](const std::string& line, EventTime opened_at) {
    return line == order.line && opened_at >= *order.placed_at - kOrderSpan &&
           opened_at <= *order.placed_at + kOrderSpan;
  };
  return std::any_of(history.contacts.begin(), history.contacts.end(),
                     [&](const KeptContact& c) {
                       return is_counted(c.fact) && near(c.fact.cell.line, c.fact.cell.at);
                     }) ||
         std::any_of(history.past.begin(), history.past.end(),
                     [&](const auto& contact) { return near(contact.first, contact.second); });
}

void tell_placed(OrderEntry& order, const CustomerHistory* history,
                 const std::vector<EventTime>& placed, Tell& tell) {
  OrderFact fact;
  fact.cell = cell_of(order, *order.placed_at, Horizon::thirty_one_days);
  fact.contacted = history && is_contacted(order, *history);
  fact.customer_contacted = history && is_customer_contacted(order, *history);
  fact.until_next_order = until_next_order(placed, *order.placed_at);
  std::vector<Measurement> now;
  measure(kOrderMetrics, fact, fact.cell, now);
  tell.change(order.told, std::move(now));
}

void tell_reversal(const OrderEntry& order, EventTime at, bool refund,
                   std::vector<Measurement>& told, Tell& tell) {
  const OrderReversal reversal{cell_of(order, at, Horizon::day), refund};
  std::vector<Measurement> now;
  measure(kReversalMetrics, reversal, reversal.cell, now);
  tell.change(told, std::move(now));
}

}  // namespace

void evaluate_orders(CustomerState& customer, const CustomerHistory* history,
                     const TaxonomyHistory& taxonomies, Tell& tell) {
  const std::vector<EventTime> placed = placed_orders(customer);
  const auto is_open = [&](const OrderEntry& order, const std::optional<EventTime>& at,
                           Horizon horizon) {
    return at && !tell.is_final(*at, horizon) && taxonomies.at(*at).line(order.line);
  };
  for (OrderEntry& order : customer.orders) {
    if (is_open(order, order.placed_at, Horizon::thirty_one_days)) {
      tell_placed(order, history, placed, tell);
    }
    if (is_open(order, order.refunded_at, Horizon::day)) {
      tell_reversal(order, *order.refunded_at, true, order.told_refund, tell);
    }
    if (is_open(order, order.disputed_at, Horizon::day)) {
      tell_reversal(order, *order.disputed_at, false, order.told_dispute, tell);
    }
  }
}

std::optional<Duration> until_next_order(const std::vector<EventTime>& placed, EventTime t) {
  const auto next = std::upper_bound(placed.begin(), placed.end(), t);
  if (next == placed.end() || *next - t > kOrderSpan) return std::nullopt;
  return *next - t;
}

std::vector<EventTime> placed_orders(const CustomerState& customer) {
  std::vector<EventTime> placed;
  for (const OrderEntry& order : customer.orders) {
    if (order.placed_at) placed.push_back(*order.placed_at);
  }
  std::sort(placed.begin(), placed.end());
  return placed;
}

}  // namespace vocmap
