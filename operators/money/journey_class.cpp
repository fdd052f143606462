#include "operators/money/journey_class.h"

namespace vocmap {

std::optional<Satisfaction> journey_class(const JourneyFact& journey) {
  constexpr Duration kQuick = std::chrono::hours{24};
  if (journey.state != JourneyState::closed) return std::nullopt;
  switch (journey.resolution) {
    case JourneyResolution::open:
      return std::nullopt;
    case JourneyResolution::assumed:
      return Satisfaction::satisfied;
    case JourneyResolution::confirmed:
      return journey.contacts.size() == 1 && journey.last_event_at - journey.opened.at <= kQuick
                 ? Satisfaction::quick
                 : Satisfaction::satisfied;
    case JourneyResolution::negative:
      break;
  }
  return journey.goodwill ? Satisfaction::mollified : Satisfaction::dissatisfied;
}

}  // namespace vocmap
