#include "operators/metrics/restated_window.h"

#include <algorithm>

namespace vocmap {

RestatedWindow::RestatedWindow(const TaxonomyHistory& taxonomies, const WindowReading& plain,
                               const TaxonomyIndex& version)
    : all_(plain) {
  all_.cells.clear();
  all_.taxonomy_version = version.version();
  sum(taxonomies, plain);
  all_.cells.push_back(plain.cells.front());
  for (const Place& place : places(version.line(plain.line_id))) add_cells(place);
  for (const CellReading& cell : plain.cells) {
    if (cell.stage_id == kNone) all_.cells.push_back(cell);
  }
}

void RestatedWindow::sum(const TaxonomyHistory& taxonomies, const WindowReading& plain) {
  for (const CellReading& cell : plain.cells) {
    if (cell.scenario_id.empty() || cell.stage_id == kNone) continue;
    Sum& sum = sums_[std::string{taxonomies.restated(cell.scenario_id, all_.taxonomy_version)}];
    add_counts(sum.cell, *cell.cell);
    sum.from.insert(cell.scenario_id);
    sum.stages.insert(cell.stage_id);
    if (!sum.origin) sum.origin = &cell;
  }
}

std::vector<RestatedWindow::Place> RestatedWindow::places(const Line* line) const {
  std::vector<Place> places;
  std::set<std::string> placed;
  if (line) {
    for (const Stage& stage : line->stages) {
      Place& place = places.emplace_back(Place{stage.id, &stage, {}});
      for (const Scenario& scenario : stage.scenarios) {
        if (!sums_.contains(scenario.id)) continue;
        place.scenarios.emplace_back(scenario.id, &scenario);
        placed.insert(scenario.id);
      }
    }
  }
  for (const auto& [id, sum] : sums_) {
    if (placed.contains(id) || sum.cell.contacts == 0) continue;
    auto place = std::find_if(places.begin(), places.end(),
                              [&](const Place& p) { return p.id == sum.origin->stage_id; });
    if (place == places.end()) {
      place = places.insert(place, Place{sum.origin->stage_id, sum.origin->stage, {}});
    }
    place->scenarios.emplace_back(id, sum.origin->scenario);
  }
  return places;
}

void RestatedWindow::add_cells(const Place& place) {
  Cell& stage_cell = stage_cells_.emplace_back();
  CellReading stage;
  stage.stage_id = place.id;
  stage.stage = place.stage;
  stage.cell = &stage_cell;
  all_.cells.push_back(stage);
  for (const auto& [id, scenario] : place.scenarios) {
    const Sum& sum = sums_.at(id);
    add_counts(stage_cell, sum.cell);
    CellReading cell = stage;
    cell.scenario_id = id;
    cell.scenario = scenario;
    cell.cell = &sum.cell;
    cell.restated_from.assign(sum.from.begin(), sum.from.end());
    all_.cells.push_back(std::move(cell));
  }
}

WindowReading RestatedWindow::changes() const {
  WindowReading changes = all_;
  changes.restated = all_.taxonomy_version;
  changes.cells.clear();
  const auto is_restated = [](const CellReading& cell) {
    return !cell.restated_from.empty() &&
           (cell.restated_from.size() > 1 || cell.restated_from.front() != cell.scenario_id);
  };
  std::set<std::string> stages;  // that gained or lost a scenario
  for (const CellReading& cell : all_.cells) {
    if (!is_restated(cell)) continue;
    const std::set<std::string>& from = sums_.at(cell.scenario_id).stages;
    if (from.size() == 1 && from.contains(cell.stage_id)) continue;
    stages.insert(from.begin(), from.end());
    stages.insert(cell.stage_id);
  }
  for (const CellReading& cell : all_.cells) {
    const bool moved = cell.scenario_id.empty() && stages.contains(cell.stage_id);
    if (moved || is_restated(cell)) changes.cells.push_back(cell);
  }
  return changes;
}

}  // namespace vocmap
