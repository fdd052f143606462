#include "pipeline/cli/train/sparse_rows.h"

namespace vocmap {

SparseRows transposed(const SparseRows& a) {
  SparseRows out;
  out.columns = a.rows();
  out.begins.assign(a.columns + 1, 0);
  for (const auto& cell : a.cells) ++out.begins[cell.column + 1];
  for (std::size_t c = 0; c < a.columns; ++c) out.begins[c + 1] += out.begins[c];
  out.cells.resize(a.cells.size());
  std::vector<std::size_t> next(out.begins.begin(), out.begins.end() - 1);
  for (std::size_t r = 0; r < a.rows(); ++r) {
    for (const auto& cell : a.row(r)) {
      out.cells[next[cell.column]++] = {static_cast<std::uint32_t>(r), cell.value};
    }
  }
  return out;
}

}  // namespace vocmap
