#include "operators/money/journey_class.h"

namespace vocmap {

std::optional<Satisfaction> journey_class(const JourneyFact& journey) {
  if (journey.state != JourneyState::closed) return std::nullopt;
  if (journey.resolution == JourneyResolution::open) return std::nullopt;
  return satisfaction_of(journey);
}

}  // namespace vocmap
