#include "operators/enrich/customer_state.h"

#include <algorithm>

#include "schemas/binary.h"

namespace vocmap {
namespace {

void take_latest(std::optional<RankedText>& current, const std::optional<std::string>& text,
                 const Order& order, const DeduplicationKey& key) {
  if (!text) return;
  RankedText next{order.occurred_at, order.event, key, *text};
  const auto rank = [](const RankedText& r) { return std::tie(r.at, r.event, r.key); };
  if (!current || rank(*current) < rank(next)) current = std::move(next);
}

void take_first(std::optional<FirstText>& current, const std::optional<std::string>& text,
                EventTime t) {
  if (!text) return;
  FirstText next{t, *text};
  if (!current || next < *current) current = std::move(next);
}

void take_earliest(std::optional<EventTime>& current, EventTime t) {
  current = std::min(current.value_or(t), t);
}

}  // namespace

void add_reference(CustomerState& customer, Customer version) {
  auto& versions = customer.references;
  const auto place =
      std::lower_bound(versions.begin(), versions.end(), version.updated_at,
                       [](const Customer& v, EventTime t) { return v.updated_at < t; });
  if (place != versions.end() && place->updated_at == version.updated_at) {
    // Two versions of one instant: the greater bytes win, so arrival order does not matter.
    if (encode(*place) < encode(version)) *place = std::move(version);
    return;
  }
  versions.insert(place, std::move(version));
  if (versions.size() > kReferenceVersions) versions.erase(versions.begin());
}

void add_order(CustomerState& customer, const Order& order, const DeduplicationKey& key) {
  auto entry = std::find_if(
      customer.orders.begin(), customer.orders.end(),
      [&](const OrderEntry& o) { return o.order_id == order.order_id && o.line == order.line; });
  if (entry == customer.orders.end()) {
    const auto place = std::lower_bound(
        customer.orders.begin(), customer.orders.end(), std::tie(order.line, order.order_id),
        [](const OrderEntry& o, const auto& k) { return std::tie(o.line, o.order_id) < k; });
    entry = customer.orders.insert(place, OrderEntry{});
    entry->order_id = order.order_id;
    entry->line = order.line;
    entry->last_at = order.occurred_at;
  }
  entry->last_at = std::max(entry->last_at, order.occurred_at);
  if (order.event == OrderEvent::placed) take_earliest(entry->placed_at, order.occurred_at);
  if (order.event == OrderEvent::cancelled) take_earliest(entry->cancelled_at, order.occurred_at);
  if (order.event == OrderEvent::refunded) take_earliest(entry->refunded_at, order.occurred_at);
  if (order.event == OrderEvent::disputed) take_earliest(entry->disputed_at, order.occurred_at);
  take_first(entry->first_product_id, order.product_id, order.occurred_at);
  take_first(entry->first_region, order.region, order.occurred_at);
  take_latest(entry->product_id, order.product_id, order, key);
  take_latest(entry->region, order.region, order, key);
  take_latest(entry->app_version, order.app_version, order, key);
}

std::optional<std::string> said_by(const std::optional<FirstText>& value, EventTime t) {
  return value && value->at <= t ? std::optional{value->text} : std::nullopt;
}

void add_correction(CustomerState& customer, const std::string& contact_id, Correction correction) {
  auto& all = customer.corrections;
  const auto place =
      std::lower_bound(all.begin(), all.end(), contact_id,
                       [](const auto& entry, const std::string& id) { return entry.first < id; });
  if (place == all.end() || place->first != contact_id) {
    all.emplace(place, contact_id, std::move(correction));
    return;
  }
  Correction& known = place->second;
  const bool sampled = known.sampled || correction.sampled;
  const auto rank = [](const Correction& c) { return std::tie(c.at, c.by, c.scenario_id); };
  if (rank(known) < rank(correction)) known = std::move(correction);
  known.sampled = sampled;
}

const Correction* correction_of(const CustomerState& customer, const std::string& contact_id) {
  const auto found = std::find_if(customer.corrections.begin(), customer.corrections.end(),
                                  [&](const auto& entry) { return entry.first == contact_id; });
  return found == customer.corrections.end() ? nullptr : &found->second;
}

const Customer* reference_at(const CustomerState& customer, EventTime t, Duration span) {
  if (customer.references.empty()) return nullptr;
  const Customer* found = &customer.references.front();
  for (const Customer& version : customer.references) {
    if (version.updated_at <= t) found = &version;
  }
  return found->updated_at <= t + span ? found : nullptr;
}

std::optional<OrderMatch> match_order(const CustomerState& customer, const ContactView& view) {
  if (view.order_id) {
    const auto known =
        std::find_if(customer.orders.begin(), customer.orders.end(),
                     [&](const OrderEntry& o) { return o.order_id == *view.order_id; });
    return OrderMatch{*view.order_id, false, known == customer.orders.end() ? nullptr : &*known};
  }
  if (view.party_type != PartyType::customer) return std::nullopt;
  const OrderEntry* best = nullptr;
  for (const OrderEntry& order : customer.orders) {
    if (order.line != view.line || !order.placed_at) continue;
    const Duration age = view.opened_at - *order.placed_at;
    if (age < Duration{0} || age > kOrderSpan) continue;
    if (order.cancelled_at && *order.cancelled_at < view.opened_at) continue;
    if (!best ||
        std::tie(*best->placed_at, best->order_id) < std::tie(*order.placed_at, order.order_id)) {
      best = &order;
    }
  }
  if (!best) return std::nullopt;
  return OrderMatch{best->order_id, true, best};
}

}  // namespace vocmap
