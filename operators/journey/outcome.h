#pragma once

#include "operators/journey/chains.h"

namespace vocmap {

VOCMAP_ENUM(OutcomeSource, 4, survey, claim, complaint, escalation);

// What decided how a journey ended.
struct OutcomeEvidence {
  EventTime at;
  bool positive = false;
  OutcomeSource source{};
  std::string id;  // of the contact, or of the survey's response

  JourneyResolution resolution() const {
    return positive ? JourneyResolution::confirmed : JourneyResolution::negative;
  }
};

// The answered surveys that say whether the matter of a chain is solved: those that name one of its
// contacts, else its order, else nothing but the customer and perhaps the line, of which the newest
// contact before the answer is meant. In the order of the chains.
std::vector<std::vector<const KeptSurvey*>> solved_surveys(std::span<const Chain> chains,
                                                           std::span<const KeptSurvey> surveys);

// The newest evidence up to `until`; of two at once the negative one. An escalation that no
// `resolved` record of its contact follows is negative whatever else is said. Unset: silence, or
// what agents and bots claim.
std::optional<OutcomeEvidence> deciding_evidence(const Chain& chain,
                                                 std::span<const KeptSurvey* const> surveys,
                                                 EventTime until);

// As of the watermark. `until_next_order` is left to the caller.
JourneyFact make_journey_fact(const Chain& chain, std::span<const KeptSurvey* const> surveys,
                              EventTime watermark);

// One step of a journey, with how long the customer waited for it since the one before had ended
// and whether it returns to a channel, handler or team that the journey had left.
struct JourneyStep {
  const KeptContact* contact = nullptr;
  const ContactStep* step = nullptr;
  Duration wait{0};
  bool returns = false;
};
std::vector<JourneyStep> journey_steps(const Chain& chain);

}  // namespace vocmap
