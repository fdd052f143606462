#pragma once

#include <array>
#include <span>
#include <string_view>

namespace vocmap {

// What the demo's customers write about one scenario, how far its rate lies above its target
// (`pressure`), and by how much a promotion day raises it further.
struct DemoTexts {
  std::string_view scenario;
  double pressure;
  double promotion;
  std::array<std::string_view, 6> zh, en;
};

std::span<const DemoTexts> demo_tickets_texts();
const DemoTexts& demo_emerging_text();  // its `scenario` is the line
std::span<const DemoTexts> demo_hotels_texts();
std::span<const DemoTexts> demo_card_texts();

}  // namespace vocmap
