#include "pipeline/cli/train/softmax_regression.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <random>

#include "operators/scenario/vector_kernels.h"
#include "pipeline/cli/train/parallel.h"

namespace vocmap {
namespace {

constexpr std::size_t kBlock = 256;

// e^x for x <= 0 with a relative error of 1e-7, the same on every machine, unlike std::exp.
inline float exp_of(float x) {
  const float scaled = std::max(x, -87.0f) * 1.44269504f;
  const float whole = std::floor(scaled);
  const float f = scaled - whole;  // 2^f by its Taylor series around 1/2 would cost more terms
  const float power =
      1 + f * (0.69314718f +
               f * (0.24022651f +
                    f * (0.05550411f + f * (0.00961813f + f * (0.00133336f + f * 0.00015404f)))));
  return power * std::bit_cast<float>((static_cast<std::int32_t>(whole) + 127) << 23);
}

void softmax_row(float* row, std::size_t count, float scale) {
  const float top = *std::max_element(row, row + count);
  float sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += row[i] = exp_of((row[i] - top) * scale);
  for (std::size_t i = 0; i < count; ++i) row[i] /= sum;
}

void score_row(std::span<const SparseRows::Cell> cells, const DenseRows& weights, float* scores) {
  const auto classes = static_cast<std::size_t>(weights.cols());
  std::fill(scores, scores + classes, 0.0f);
  for (const auto& cell : cells) {
    add_scaled(scores, weights.row(cell.column).data(), cell.value, classes);
  }
}

}  // namespace

DenseRows fit_softmax(const SparseRows& rows, const DenseRows& targets,
                      const std::vector<float>& voices, const SoftmaxOptions& options) {
  const auto classes = static_cast<std::size_t>(targets.cols());
  DenseRows weights = DenseRows::Zero(static_cast<Eigen::Index>(rows.columns), targets.cols());
  std::vector<std::size_t> order;
  for (std::size_t r = 0; r < rows.rows(); ++r) {
    if (voices[r] > 0 && !rows.row(r).empty()) order.push_back(r);
  }
  std::mt19937_64 random(options.seed);
  std::vector<float> scores(classes);
  const float steps = static_cast<float>(order.size()) * static_cast<float>(options.epochs);
  float step = 0;
  for (int epoch = 0; epoch < options.epochs; ++epoch) {
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
    for (const std::size_t r : order) {
      const float rate = options.rate * (1 - step / steps) * voices[r];
      score_row(rows.row(r), weights, scores.data());
      softmax_row(scores.data(), classes, 1);
      const float* target = targets.row(static_cast<Eigen::Index>(r)).data();
      for (std::size_t c = 0; c < classes; ++c) scores[c] -= target[c];
      for (const auto& cell : rows.row(r)) {
        add_scaled(weights.row(cell.column).data(), scores.data(), -rate * cell.value, classes);
      }
      step += 1;
    }
    if (options.decay > 0) weights *= 1 - options.decay;
    if (options.done) options.done((epoch + 1.0) / options.epochs);
  }
  return weights;
}

DenseRows logits(const SparseRows& rows, const DenseRows& weights) {
  DenseRows out(static_cast<Eigen::Index>(rows.rows()), weights.cols());
  parallel_blocks(rows.rows(), kBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t r = begin; r < end; ++r) {
      score_row(rows.row(r), weights, out.row(static_cast<Eigen::Index>(r)).data());
    }
  });
  return out;
}

void softmax(DenseRows& scores, float temperature) {
  if (scores.cols() == 0) return;
  for (Eigen::Index r = 0; r < scores.rows(); ++r) {
    softmax_row(scores.row(r).data(), static_cast<std::size_t>(scores.cols()), 1 / temperature);
  }
}

}  // namespace vocmap
