#pragma once

#include <string_view>

namespace vocmap {

// The demo's taxonomy as the text of a journeys.yaml: tickets, hotels and a bank card.
extern const std::string_view kDemoJourneys;

}  // namespace vocmap
