#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "operators/taxonomy/load_taxonomy.h"
#include "operators/taxonomy/taxonomy_history.h"
#include "schemas/events.h"

namespace vocmap {

inline EventTime at(std::string_view rfc3339) {
  const std::optional<EventTime> time = parse_rfc3339(rfc3339);
  if (!time) throw std::invalid_argument("no time: " + std::string{rfc3339});
  return *time;
}

// One taxonomy version per text; a test with a wrong taxonomy stops with its problems.
inline TaxonomyHistory taxonomies_of(std::initializer_list<std::string_view> versions) {
  std::vector<Taxonomy> read;
  for (const std::string_view yaml : versions) {
    auto taxonomy = load_taxonomy(yaml);
    if (!taxonomy) throw std::invalid_argument(taxonomy.error().front());
    read.push_back(std::move(*taxonomy));
  }
  auto history = TaxonomyHistory::make(std::move(read));
  if (!history) throw std::invalid_argument(history.error().front());
  return std::move(*history);
}

// Line `shop` counts orders in UTC days, `app` active users (a stock) in Shanghai days and trusts
// given scenarios.
inline constexpr std::string_view kShopAndApp = R"(
version: 1
lines:
  - id: shop
    name: {en: Shop}
    stages:
      - id: pay
        name: {en: Pay}
        scenarios:
          - {id: shop.pay.declined, name: Declined, rules: [{any: [declined]}]}
          - {id: shop.pay.twice, name: Charged twice, target_per_10k: 50, rules: [{any: [twice]}]}
      - id: receive
        name: {en: Receive}
        scenarios:
          - {id: shop.receive.late, name: Late parcel, target_per_10k: 50, rules: [{any: [late]}]}
  - id: app
    name: {en: App}
    time_zone: Asia/Shanghai
    trust_given_scenario: true
    exposure: {kind: active_user}
    stages:
      - id: use
        name: {en: Use}
        scenarios:
          - {id: app.use.crash, name: Crash, target_per_10k: 1, rules: [{any: [crash]}]}
          - {id: app.use.slow, name: Slow, rules: [{any: [slow]}]}
)";

inline Contact contact_of(std::string id, ContactEvent event, std::string_view occurred_at) {
  Contact contact;
  contact.contact_id = std::move(id);
  contact.event = event;
  contact.occurred_at = at(occurred_at);
  contact.line = "shop";
  contact.channel = Channel::chat;
  return contact;
}

inline Turn turn_of(std::int64_t seq, std::string text, TurnRole role = TurnRole::customer) {
  Turn turn;
  turn.seq = seq;
  turn.role = role;
  turn.text = std::move(text);
  return turn;
}

inline Order order_of(std::string id, OrderEvent event, std::string_view occurred_at) {
  Order order;
  order.order_id = std::move(id);
  order.event = event;
  order.occurred_at = at(occurred_at);
  order.line = "shop";
  return order;
}

}  // namespace vocmap
