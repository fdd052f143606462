#pragma once

#include <string>

#include "operators/journey/outcome.h"

namespace vocmap {

// The value of voc.service-journeys, but for its revision; keys and types as in its JSON Schema.
std::string write_journey(const std::string& customer_key, const Chain& chain,
                          std::span<const KeptSurvey* const> surveys, const JourneyFact& fact);

// The last word on a journey that is no more; `into` null: its contacts are in none.
std::string write_merged(const std::string& journey_id, const Chain* into);

std::string with_revision(std::string json, std::uint32_t revision);

}  // namespace vocmap
