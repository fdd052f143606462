#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace vocmap {

// Orders at risk of one kind (a scenario, a product): those whose customer was told before the
// customer asked, and the others, which are comparable because they are of the same kind.
struct OrdersAtRisk {
  std::int64_t told_first = 0, told_first_contacts = 0;  // orders; their inbound contacts after it
  std::int64_t others = 0, other_contacts = 0;           // orders; all their inbound contacts
  // Of the orders told first, those whose customer complained of it or asked to be left alone.
  std::int64_t annoyed = 0;
};

// What telling customers first brings. Intervals are of 95 %.
struct ProactiveEffect {
  std::optional<double> coverage;   // orders told first / orders at risk
  std::optional<double> annoyance;  // annoyed / told first
  std::pair<double, double> coverage_interval, annoyance_interval;  // Wilson; [0, 1] of nothing
  // Contacts that orders told first would have made at the rate of the others of their kind, less
  // those that they made; negative when telling made more. Poisson. Empty when no kind has both.
  std::optional<double> avoided_contacts;
  std::pair<double, double> avoided_interval{};
  std::int64_t not_compared = 0;  // orders told first of kinds that have no others
};

ProactiveEffect proactive_effect(const std::vector<OrdersAtRisk>& kinds);

}  // namespace vocmap
