#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace vocmap {

// Texts as rows of a sparse matrix (compressed rows). Columns are positions in a Dictionary.
struct SparseRows {
  struct Cell {
    std::uint32_t column;
    float value;
  };

  std::size_t columns = 0;
  std::vector<std::size_t> begins = {0};
  std::vector<Cell> cells;

  std::size_t rows() const { return begins.size() - 1; }
  std::span<const Cell> row(std::size_t r) const {
    return {cells.data() + begins[r], begins[r + 1] - begins[r]};
  }
  void end_row() { begins.push_back(cells.size()); }
};

// The rows by column: for each feature the texts that have it, ascending.
SparseRows transposed(const SparseRows& a);

}  // namespace vocmap
