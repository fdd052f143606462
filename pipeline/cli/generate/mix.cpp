#include "pipeline/cli/generate/mix.h"

namespace vocmap {
namespace {

constexpr double kTargetWhenNone = 6;
constexpr double kStockLineOrders = 0.2;
constexpr double kStockLineExposure = 0.8;

const ScenarioTexts* texts_of(const TextPool& pool, std::string_view scenario) {
  const auto found = pool.by_scenario.find(scenario);
  return found == pool.by_scenario.end() ? nullptr : &found->second;
}

}  // namespace

bool is_flow(ExposureKind kind) {
  return kind == ExposureKind::order || kind == ExposureKind::visit || kind == ExposureKind::play;
}

Mix::Mix(const Taxonomy& taxonomy, const TextPool& texts, double none_share) {
  double flow_lines = 0;
  for (const Line& line : taxonomy.lines) {
    LineShare share{&line, !is_flow(line.exposure_kind), kStockLineOrders, kStockLineExposure};
    if (!share.stock) {
      share.orders = share.exposure = 1 / (1 + 0.4 * flow_lines);
      ++flow_lines;
    }
    orders_sum_ += share.orders;
    lines_.push_back(share);
    add_scenarios(share, texts, none_share);
  }
}

void Mix::add_scenarios(const LineShare& line, const TextPool& texts, double none_share) {
  double normal = 0, promotion = 0;
  const auto found_emerging = texts.emerging.find(line.line->id);
  const ScenarioTexts* const emerging =
      found_emerging == texts.emerging.end() ? nullptr : &found_emerging->second;
  for (const Stage& stage : line.line->stages) {
    for (const Scenario& scenario : stage.scenarios) {
      const ScenarioTexts* found = texts_of(texts, scenario.id);
      if (found == nullptr) continue;
      const double rate =
          scenario.target_per_10k.value_or(kTargetWhenNone) * found->pressure * line.exposure;
      scenarios_.push_back(
          {line.line, scenario.id, found, emerging, rate, rate * found->promotion});
      normal += rate;
      promotion += rate * found->promotion;
    }
  }
  if (const ScenarioTexts* none = texts_of(texts, "none"); none != nullptr) {
    const double odds = none_share / (1 - none_share);
    scenarios_.push_back({line.line, "none", none, emerging, normal * odds, promotion * odds});
    normal += normal * odds;
    promotion += promotion * odds;
  }
  normal_sum_ += normal;
  promotion_sum_ += promotion;
}

const LineShare& Mix::draw_line(Random& random) const {
  double at = random.unit() * orders_sum_;
  for (const LineShare& line : lines_) {
    if ((at -= line.orders) < 0) return line;
  }
  return lines_.back();
}

const ScenarioShare& Mix::draw_scenario(bool promotion, Random& random) const {
  double at = random.unit() * intensity(promotion);
  for (const ScenarioShare& scenario : scenarios_) {
    if ((at -= promotion ? scenario.promotion : scenario.normal) < 0) return scenario;
  }
  return scenarios_.back();
}

double Mix::stock_level(const LineShare& line, double contacts_per_day) const {
  return contacts_per_day * line.exposure * 10'000 / normal_sum_;
}

}  // namespace vocmap
