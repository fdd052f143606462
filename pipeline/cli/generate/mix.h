#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/cli/generate/random.h"
#include "pipeline/cli/generate/texts.h"
#include "schemas/taxonomy.h"

namespace vocmap {

// A line and its share of the order events.
struct LineShare {
  const Line* line = nullptr;
  bool stock = false;  // its exposure is a stock, published hourly; its order events are noise
  double orders = 0;
  double exposure = 0;  // in the unit of the flow lines' orders
};

// A scenario ("none" included) and its contacts per unit of exposure, relative.
struct ScenarioShare {
  const Line* line = nullptr;
  std::string_view scenario;
  const ScenarioTexts* texts = nullptr;
  const ScenarioTexts* emerging = nullptr;  // of the line; null: none
  double normal = 0, promotion = 0;
};

// Who orders and who contacts about what: shares from the taxonomy's targets and the pressures.
class Mix {
 public:
  // Both arguments are used until the mix dies. Scenarios without texts get no contacts.
  Mix(const Taxonomy& taxonomy, const TextPool& texts, double none_share);

  const std::vector<LineShare>& lines() const { return lines_; }
  const LineShare& draw_line(Random& random) const;
  const ScenarioShare& draw_scenario(bool promotion, Random& random) const;

  // Contacts per unit of exposure, all scenarios together, relative to one another.
  double intensity(bool promotion) const { return promotion ? promotion_sum_ : normal_sum_; }
  // The stock at which `contacts` a day of all lines hit the planted rates of this line.
  double stock_level(const LineShare& line, double contacts_per_day) const;

 private:
  void add_scenarios(const LineShare& line, const TextPool& texts, double none_share);

  std::vector<LineShare> lines_;
  std::vector<ScenarioShare> scenarios_;
  double orders_sum_ = 0, normal_sum_ = 0, promotion_sum_ = 0;
};

// Flows are summed in windows; the other kinds are levels.
bool is_flow(ExposureKind kind);

}  // namespace vocmap
