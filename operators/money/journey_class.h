#pragma once

#include <optional>

#include "operators/catalogue/facts.h"
#include "schemas/money_rules.h"

namespace vocmap {

// As satisfaction_of; empty until the journey is closed. A customer of several is what the worst of
// them made: the greatest class.
std::optional<Satisfaction> journey_class(const JourneyFact& journey);

// The state of a customer who was heard.
constexpr BuyerState state_of(Satisfaction heard) {
  constexpr auto first = static_cast<std::uint8_t>(BuyerState::quick);
  return static_cast<BuyerState>(first + static_cast<std::uint8_t>(heard));
}
static_assert(name_of(state_of(Satisfaction::quick)) == name_of(Satisfaction::quick));
static_assert(name_of(state_of(Satisfaction::dissatisfied)) == name_of(Satisfaction::dissatisfied));

}  // namespace vocmap
