#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "operators/scenario/check_examples.h"

namespace vocmap {

// The confusion matrix of one line: what is drawn of it, in the order of the journey.
struct Matrix {
  struct Group {
    std::string name;       // of the stage
    std::size_t begin = 0;  // its first scenario in `scenarios`
  };
  struct Row {
    std::uint16_t scenario;
    std::uint32_t judged = 0;  // examples, of all columns
  };

  std::string name;
  std::size_t all = 0;  // scenarios of the line
  std::size_t judged = 0, confused = 0;
  std::vector<Row> scenarios;
  std::vector<Group> groups;  // stages with a scenario that is drawn
  // Row and column to examples: of the scenario of the row, nearest to that of the column.
  std::map<std::pair<std::size_t, std::size_t>, std::uint32_t> cells;
};

// At most `most` scenarios, see draw_confusions.
Matrix matrix_of(const TaxonomyIndex& index, std::size_t line,
                 std::span<const JudgedExample> judged, std::size_t most);

}  // namespace vocmap
