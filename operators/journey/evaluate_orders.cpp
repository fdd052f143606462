#include "operators/journey/evaluate_orders.h"

#include <algorithm>

#include "operators/catalogue/catalogue.h"

namespace vocmap {
namespace {

constexpr Horizon kPlaced = Horizon::thirty_one_days, kReversed = Horizon::day;

ToldOrder read_order(const OrderEntry& order, EventTime at, Horizon horizon) {
  const EventTime known_by = at + span_of(horizon) - std::chrono::days{1};
  ToldOrder reading;
  reading.at = at;
  reading.region = said_by(order.first_region, known_by).value_or("");
  reading.product_id = said_by(order.first_product_id, known_by).value_or("");
  return reading;
}

MeasuredAt cell_of(const OrderEntry& order, const ToldOrder& reading) {
  MeasuredAt cell = cell_of_line(order.line, reading.at);
  cell.of(Breakdown::region) = reading.region;
  cell.of(Breakdown::product_id) = reading.product_id;
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

std::vector<Measurement> measure_placed(const OrderEntry& order, const ToldOrder& reading) {
  OrderFact fact{cell_of(order, reading), reading.contacted, reading.customer_contacted, {}};
  if (reading.next_order_ms) fact.until_next_order = Duration{*reading.next_order_ms};
  std::vector<Measurement> measured;
  measure(kOrderMetrics, fact, fact.cell, measured);
  return measured;
}

template <bool kRefund>
std::vector<Measurement> measure_reversal(const OrderEntry& order, const ToldOrder& reading) {
  const OrderReversal reversal{cell_of(order, reading), kRefund};
  std::vector<Measurement> measured;
  measure(kReversalMetrics, reversal, reversal.cell, measured);
  return measured;
}

// Most orders have not changed, so what was told is kept in short and measured anew for a change.
template <class Measure>
void tell_change(const OrderEntry& order, std::optional<ToldOrder>& told, ToldOrder now,
                 Horizon horizon, const Measure& measured, Tell& tell) {
  if (told == now || (told && tell.is_final(told->at, horizon))) return;
  std::vector<Measurement> before;
  if (told) before = measured(order, *told);
  tell.change(before, measured(order, now));
  told = std::move(now);
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
    if (is_open(order, order.placed_at, kPlaced)) {
      ToldOrder now = read_order(order, *order.placed_at, kPlaced);
      now.contacted = history && is_contacted(order, *history);
      now.customer_contacted = history && is_customer_contacted(order, *history);
      if (const auto next = until_next_order(placed, now.at)) now.next_order_ms = next->count();
      tell_change(order, order.told, std::move(now), kPlaced, measure_placed, tell);
    }
    if (is_open(order, order.refunded_at, kReversed)) {
      tell_change(order, order.told_refund, read_order(order, *order.refunded_at, kReversed),
                  kReversed, measure_reversal<true>, tell);
    }
    if (is_open(order, order.disputed_at, kReversed)) {
      tell_change(order, order.told_dispute, read_order(order, *order.disputed_at, kReversed),
                  kReversed, measure_reversal<false>, tell);
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
