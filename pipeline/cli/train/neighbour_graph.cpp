#include "pipeline/cli/train/neighbour_graph.h"

#include <algorithm>
#include <cmath>

#include "pipeline/cli/train/parallel.h"

namespace vocmap {
namespace {

constexpr std::size_t kBlock = 128;

using Cell = SparseRows::Cell;

// By multiplication: std::pow rounds differently with and without fused multiply-add.
float power(float x, int exponent) {
  float product = 1;
  for (int i = 0; i < exponent; ++i) product *= x;
  return product;
}

void best_of(std::span<const float> similarities, std::size_t self, std::size_t count,
             std::vector<Cell>& best) {
  best.clear();
  const auto better = [](const Cell& a, const Cell& b) {
    return a.value != b.value ? a.value > b.value : a.column < b.column;
  };
  for (std::size_t j = 0; j < similarities.size(); ++j) {
    if (j == self || similarities[j] <= 0) continue;
    if (best.size() == count && similarities[j] <= best.front().value) continue;
    if (best.size() == count) {
      std::pop_heap(best.begin(), best.end(), better);
      best.pop_back();
    }
    best.push_back({static_cast<std::uint32_t>(j), similarities[j]});
    std::push_heap(best.begin(), best.end(), better);
  }
}

// W = max(A, A^T), then D^-1/2 W D^-1/2.
SparseRows symmetric(const std::vector<std::vector<Cell>>& nearest) {
  std::vector<std::vector<Cell>> rows = nearest;
  for (std::size_t i = 0; i < nearest.size(); ++i) {
    for (const Cell& cell : nearest[i]) {
      rows[cell.column].push_back({static_cast<std::uint32_t>(i), cell.value});
    }
  }
  std::vector<float> scale(rows.size(), 0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& row = rows[i];
    std::sort(row.begin(), row.end(), [](const Cell& a, const Cell& b) {
      return a.column != b.column ? a.column < b.column : a.value > b.value;
    });
    row.erase(std::unique(row.begin(), row.end(),
                          [](const Cell& a, const Cell& b) { return a.column == b.column; }),
              row.end());
    double degree = 0;
    for (const Cell& cell : row) degree += cell.value;
    if (degree > 0) scale[i] = static_cast<float>(1 / std::sqrt(degree));
  }
  SparseRows graph;
  graph.columns = rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const Cell& cell : rows[i]) {
      graph.cells.push_back({cell.column, cell.value * scale[i] * scale[cell.column]});
    }
    graph.end_row();
  }
  return graph;
}

}  // namespace

SparseRows neighbour_graph(const std::vector<View>& views, std::size_t texts,
                           std::size_t neighbours, int sharpness,
                           const std::function<void(double)>& done) {
  std::vector<SparseRows> postings;
  for (const View& view : views) {
    postings.push_back(view.sparse != nullptr ? transposed(*view.sparse) : SparseRows{});
  }
  std::vector<std::vector<Cell>> nearest(texts);
  const auto compare = [&](std::size_t begin, std::size_t end) {
    const auto first = static_cast<Eigen::Index>(begin);
    const auto count = static_cast<Eigen::Index>(end - begin);
    DenseRows similarity = DenseRows::Zero(count, static_cast<Eigen::Index>(texts));
    for (std::size_t v = 0; v < views.size(); ++v) {
      const View& view = views[v];
      if (view.dense != nullptr) {
        similarity.noalias() +=
            (view.weight * view.dense->middleRows(first, count)) * view.dense->transpose();
        continue;
      }
      for (std::size_t i = begin; i < end; ++i) {
        float* row = similarity.row(static_cast<Eigen::Index>(i - begin)).data();
        for (const Cell& cell : view.sparse->row(i)) {
          const float value = view.weight * cell.value;
          for (const Cell& text : postings[v].row(cell.column)) {
            row[text.column] += value * text.value;
          }
        }
      }
    }
    for (std::size_t i = begin; i < end; ++i) {
      best_of({similarity.row(static_cast<Eigen::Index>(i - begin)).data(), texts}, i, neighbours,
              nearest[i]);
      for (Cell& cell : nearest[i]) cell.value = power(cell.value, sharpness);
    }
  };
  parallel_blocks(texts, kBlock, compare, done);
  return symmetric(nearest);
}

DenseRows spread_labels(const SparseRows& graph, const DenseRows& seeds, float spread, int rounds) {
  DenseRows labels = seeds, next(seeds.rows(), seeds.cols());
  for (int round = 0; round < rounds; ++round) {
    parallel_blocks(graph.rows(), kBlock, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        next.row(row) = (1 - spread) * seeds.row(row);
        for (const Cell& cell : graph.row(i)) {
          next.row(row) += spread * cell.value * labels.row(cell.column);
        }
      }
    });
    labels.swap(next);
  }
  return labels;
}

}  // namespace vocmap
