#include "operators/scenario/line_model.h"

#include <algorithm>
#include <bit>

namespace vocmap {

LineModel::LineModel(const LexicalFit& fit)
    : scenario_count_(fit.scenario_count()), unknown_idf_(fit.unknown_idf()) {
  struct Cell {
    std::uint64_t hash;
    Posting posting;
  };
  std::vector<Cell> cells;
  for (std::size_t s = 0; s < scenario_count_; ++s) {
    for (const Term& term : fit.centroid(s)) {
      if (term.value == 0) continue;
      cells.push_back(
          {term.hash, {static_cast<std::uint16_t>(s), static_cast<std::int32_t>(term.value)}});
    }
  }
  std::stable_sort(cells.begin(), cells.end(),
                   [](const Cell& a, const Cell& b) { return a.hash < b.hash; });
  entries_.resize(std::bit_ceil(2 * cells.size() + 2));
  mask_ = entries_.size() - 1;
  for (std::size_t i = 0; i < cells.size();) {
    const std::uint64_t hash = cells[i].hash;
    const auto begin = static_cast<std::uint32_t>(i);
    for (; i < cells.size() && cells[i].hash == hash; ++i) postings_.push_back(cells[i].posting);
    std::size_t slot = hash & mask_;
    while (entries_[slot].begin != entries_[slot].end) slot = (slot + 1) & mask_;
    const auto known = fit.idf().find(hash);  // only counter-examples have features without idf
    entries_[slot] = {hash, known == fit.idf().end() ? unknown_idf_ : known->second, begin,
                      static_cast<std::uint32_t>(i)};
  }
}

}  // namespace vocmap
