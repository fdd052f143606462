#include "pipeline/cli/check/matrix.h"

#include <algorithm>
#include <set>

#include "pipeline/core/terminal_text.h"

namespace vocmap {
namespace {

// The scenarios that take part in most confusions; ties go to the smaller index.
std::set<std::uint16_t> most_confused(const std::map<std::uint16_t, std::uint32_t>& confusions,
                                      std::size_t most) {
  std::vector<std::pair<std::uint16_t, std::uint32_t>> sorted(confusions.begin(), confusions.end());
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  sorted.resize(std::min(sorted.size(), most));
  std::set<std::uint16_t> kept;
  for (const auto& [scenario, count] : sorted) kept.insert(scenario);
  return kept;
}

}  // namespace

Matrix matrix_of(const TaxonomyIndex& index, std::size_t line,
                 std::span<const JudgedExample> judged, std::size_t most) {
  const Line& of = index.taxonomy().lines[line];
  Matrix matrix;
  matrix.name = both_names(of.name);
  matrix.all = index.scenarios_of(line).size();
  std::map<std::uint16_t, std::uint32_t> examples, confusions;
  for (const JudgedExample& e : judged) {
    if (&index.line_of(e.scenario) != &of) continue;
    ++matrix.judged;
    ++examples[e.scenario];
    if (!e.confused()) continue;
    ++matrix.confused;
    ++confusions[e.scenario];
    ++confusions[e.other];
  }
  const bool whole = matrix.all <= most;
  const auto kept = whole ? std::set<std::uint16_t>{} : most_confused(confusions, most);
  std::map<std::uint16_t, std::size_t> places;
  for (const Stage& stage : of.stages) {
    const std::size_t begin = matrix.scenarios.size();
    for (const Scenario& scenario : stage.scenarios) {
      const std::uint16_t number = *index.scenario_index(scenario.id);
      if (!whole && !kept.contains(number)) continue;
      places[number] = matrix.scenarios.size();
      matrix.scenarios.push_back({number, examples[number]});
    }
    if (matrix.scenarios.size() > begin) matrix.groups.push_back({both_names(stage.name), begin});
  }
  for (const JudgedExample& e : judged) {
    const auto row = places.find(e.scenario);
    const auto column = places.find(e.confused() ? e.other : e.scenario);
    if (row == places.end() || column == places.end()) continue;
    ++matrix.cells[{row->second, column->second}];
  }
  return matrix;
}

}  // namespace vocmap
