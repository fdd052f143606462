#include "pipeline/cli/generate/demo_journeys.h"

#include <algorithm>
#include <array>

#include "pipeline/cli/generate/demo_card.h"
#include "pipeline/cli/generate/demo_hotels.h"
#include "pipeline/cli/generate/demo_tickets.h"

namespace vocmap {
namespace {

constexpr std::string_view kHead = "version: 1\nlines:";

// The parts end to end in static storage, joined by the compiler.
constexpr auto kText = [] {
  std::array<char,
             kHead.size() + kDemoTicketsLine.size() + kDemoHotelsLine.size() + kDemoCardLine.size()>
      text{};
  auto end = text.begin();
  for (const std::string_view part : {kHead, kDemoTicketsLine, kDemoHotelsLine, kDemoCardLine}) {
    end = std::copy(part.begin(), part.end(), end);
  }
  return text;
}();

}  // namespace

constinit const std::string_view kDemoJourneys{kText.data(), kText.size()};

}  // namespace vocmap
