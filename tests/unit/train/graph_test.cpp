#include <gtest/gtest.h>

#include "pipeline/cli/train/latent_space.h"
#include "pipeline/cli/train/neighbour_graph.h"
#include "pipeline/cli/train/softmax_regression.h"

namespace vocmap {
namespace {

SparseRows rows_of(const std::vector<std::vector<SparseRows::Cell>>& rows, std::size_t columns) {
  SparseRows out;
  out.columns = columns;
  for (const auto& row : rows) {
    out.cells.insert(out.cells.end(), row.begin(), row.end());
    out.end_row();
  }
  return out;
}

TEST(NeighbourGraphTest, labels_spread_within_a_component_only) {
  const SparseRows texts = rows_of(
      {{{0, 1}}, {{0, 0.8f}, {1, 0.6f}}, {{1, 1}}, {{2, 1}}, {{2, 0.6f}, {3, 0.8f}}, {}}, 4);
  const SparseRows graph = neighbour_graph({{&texts, nullptr, 1}}, 6, 2, 1);
  DenseRows seeds = DenseRows::Zero(6, 2);
  seeds(0, 0) = seeds(3, 1) = 1;
  const DenseRows labels = spread_labels(graph, seeds, 0.9f, 20);
  EXPECT_GT(labels(2, 0), 0);
  EXPECT_EQ(labels(2, 1), 0);
  EXPECT_GT(labels(4, 1), 0);
  EXPECT_EQ(labels(4, 0), 0);
  EXPECT_EQ(labels.row(5).sum(), 0) << "an empty text has no neighbours";
}

TEST(NeighbourGraphTest, is_symmetric_and_keeps_the_nearest) {
  const SparseRows texts =
      rows_of({{{0, 1}}, {{0, 0.9f}, {1, 0.436f}}, {{0, 0.5f}, {1, 0.866f}}}, 2);
  const SparseRows graph = neighbour_graph({{&texts, nullptr, 1}}, 3, 1, 1);
  ASSERT_EQ(graph.row(0).size(), 1u);
  EXPECT_EQ(graph.row(0)[0].column, 1u);
  for (std::size_t i = 0; i < 3; ++i) {
    for (const auto& cell : graph.row(i)) {
      const auto back = graph.row(cell.column);
      EXPECT_TRUE(std::any_of(back.begin(), back.end(), [&](const auto& other) {
        return other.column == i && other.value == cell.value;
      }));
    }
  }
}

TEST(LatentSpaceTest, finds_the_main_direction) {
  const SparseRows texts = rows_of({{{0, 3}, {1, 3}}, {{0, 3}, {1, 3}}, {{2, 1}}}, 3);
  const DenseRows space = latent_space(texts, 1, 1);
  EXPECT_NEAR(std::abs(space(0, 0)), 0.7071, 1e-3);
  EXPECT_NEAR(space(0, 0), space(1, 0), 1e-4);
  EXPECT_NEAR(space(2, 0), 0, 1e-3);
}

TEST(LatentSpaceTest, a_zero_row_stays_zero) {
  const SparseRows texts = rows_of({{{0, 1}}, {}}, 2);
  const DenseRows projected = project(texts, DenseRows::Identity(2, 2));
  EXPECT_EQ(projected.row(1).norm(), 0);
  EXPECT_FLOAT_EQ(projected.row(0).norm(), 1);
}

TEST(LatentSpaceTest, regression_meets_its_targets) {
  const SparseRows texts = rows_of({{{0, 1}}, {{1, 1}}, {{0, 0.6f}, {1, 0.8f}}}, 2);
  DenseRows targets(3, 1);
  targets << 2, -1, 0.4f;
  const DenseRows weights = regress(texts, targets, 1e-4f);
  EXPECT_NEAR(weights(0, 0), 2, 1e-2);
  EXPECT_NEAR(weights(1, 0), -1, 1e-2);
}

TEST(SoftmaxRegressionTest, learns_soft_targets) {
  const SparseRows texts = rows_of({{{0, 1}}, {{1, 1}}, {{0, 1}, {1, 1}}}, 2);
  DenseRows targets(3, 2);
  targets << 0.9f, 0.1f, 0.2f, 0.8f, 0.5f, 0.5f;
  const DenseRows weights = fit_softmax(texts, targets, {1, 1, 0}, {.epochs = 400, .rate = 2});
  DenseRows shares = logits(texts, weights);
  softmax(shares);
  EXPECT_NEAR(shares(0, 0), 0.9, 0.02);
  EXPECT_NEAR(shares(1, 1), 0.8, 0.02);
  EXPECT_FLOAT_EQ(shares.row(0).sum(), 1);
}

TEST(SoftmaxRegressionTest, a_row_without_voice_teaches_nothing) {
  const SparseRows texts = rows_of({{{0, 1}}, {{1, 1}}}, 2);
  DenseRows targets(2, 2);
  targets << 1, 0, 0, 1;
  const DenseRows weights = fit_softmax(texts, targets, {1, 0}, {});
  EXPECT_EQ(weights.row(1).cwiseAbs().sum(), 0);
}

}  // namespace
}  // namespace vocmap
