#include "pipeline/cli/train/latent_space.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <random>

#include "pipeline/cli/train/parallel.h"

namespace vocmap {
namespace {

constexpr std::size_t kBlock = 512;
constexpr int kPowerIterations = 4;
constexpr std::size_t kOversampling = 12;
constexpr int kRegressionSteps = 40;

DenseRows times(const SparseRows& a, const DenseRows& b) {
  DenseRows out = DenseRows::Zero(static_cast<Eigen::Index>(a.rows()), b.cols());
  parallel_blocks(a.rows(), kBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t r = begin; r < end; ++r) {
      for (const auto& cell : a.row(r)) {
        out.row(static_cast<Eigen::Index>(r)) += cell.value * b.row(cell.column);
      }
    }
  });
  return out;
}

DenseRows orthonormal(const DenseRows& a) {
  const Eigen::HouseholderQR<Eigen::MatrixXf> qr(a);
  return qr.householderQ() * Eigen::MatrixXf::Identity(a.rows(), std::min(a.rows(), a.cols()));
}

}  // namespace

DenseRows latent_space(const SparseRows& rows, std::size_t dimensions, std::uint64_t seed) {
  const std::size_t limit = std::min(rows.rows(), rows.columns);
  if (limit == 0) return DenseRows::Zero(static_cast<Eigen::Index>(rows.columns), 0);
  const auto width = static_cast<Eigen::Index>(std::min(limit, dimensions + kOversampling));
  DenseRows sample(static_cast<Eigen::Index>(rows.columns), width);
  std::mt19937_64 random(seed);
  for (Eigen::Index i = 0; i < sample.size(); ++i) {
    sample.data()[i] =
        static_cast<float>(static_cast<std::int64_t>(random() >> 40)) / (1 << 23) - 1;
  }
  const SparseRows columns = transposed(rows);
  for (int i = 0; i < kPowerIterations; ++i) {
    sample = orthonormal(times(columns, times(rows, orthonormal(sample))));
  }
  const DenseRows image = times(rows, sample);
  const Eigen::MatrixXf gram = image.transpose() * image;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> solver(gram);  // ascending
  const auto kept = std::min(width, static_cast<Eigen::Index>(dimensions));
  return sample * solver.eigenvectors().rightCols(kept).rowwise().reverse();
}

DenseRows project(const SparseRows& rows, const DenseRows& projection) {
  DenseRows out = times(rows, projection);
  normalise_rows(out);
  return out;
}

DenseRows regress(const SparseRows& rows, const DenseRows& targets, float ridge) {
  const SparseRows columns = transposed(rows);
  DenseRows solution = DenseRows::Zero(static_cast<Eigen::Index>(rows.columns), targets.cols());
  DenseRows residual = times(columns, targets), direction = residual;
  Eigen::ArrayXf squares = residual.colwise().squaredNorm();
  for (int i = 0; i < kRegressionSteps; ++i) {
    const DenseRows image = times(columns, times(rows, direction)) + ridge * direction;
    const Eigen::ArrayXf curvature = direction.cwiseProduct(image).colwise().sum();
    const Eigen::ArrayXf step = squares / curvature.max(1e-12f);
    solution += direction * step.matrix().asDiagonal();
    residual -= image * step.matrix().asDiagonal();
    const Eigen::ArrayXf next = residual.colwise().squaredNorm();
    direction = residual + direction * (next / squares.max(1e-12f)).matrix().asDiagonal();
    squares = next;
  }
  return solution;
}

DenseRows principal(const DenseRows& rows, std::size_t dimensions) {
  const Eigen::MatrixXf gram = rows.transpose() * rows;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> solver(gram);  // ascending
  const auto kept = std::min(static_cast<Eigen::Index>(dimensions), rows.cols());
  return rows * solver.eigenvectors().rightCols(kept).rowwise().reverse();
}

void centre_rows(DenseRows& matrix) {
  if (matrix.rows() > 0) matrix.rowwise() -= matrix.colwise().mean().eval();
  normalise_rows(matrix);
}

void normalise_rows(DenseRows& matrix) {
  for (Eigen::Index r = 0; r < matrix.rows(); ++r) {
    const float length = matrix.row(r).norm();
    if (length > 0) matrix.row(r) /= length;
  }
}

}  // namespace vocmap
