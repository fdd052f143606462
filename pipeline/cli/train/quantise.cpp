#include "pipeline/cli/train/quantise.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

namespace vocmap {
namespace {

constexpr Eigen::Index kMaxHeadWidth = 128;
constexpr std::size_t kHeadStep = 16;
constexpr float kUnit = 1 << 14;

std::int8_t to_byte(float v) {
  return static_cast<std::int8_t>(std::lround(std::clamp(v, -127.0f, 127.0f)));
}

// Rows scaled so that the largest value is 127; returns the scale.
float put_bytes(const DenseRows& rows, Eigen::Index width, std::vector<std::int8_t>& out) {
  const float top = rows.size() > 0 ? rows.cwiseAbs().maxCoeff() : 0;
  const float scale = top > 0 ? 127 / top : 1;
  for (Eigen::Index r = 0; r < rows.rows(); ++r) {
    for (Eigen::Index c = 0; c < width; ++c) {
      out.push_back(c < rows.cols() ? to_byte(rows(r, c) * scale) : std::int8_t{0});
    }
  }
  return scale;
}

}  // namespace

FittedLine quantise(const LineTexts& texts, const LineSpace& space, const DenseRows& weights,
                    const DenseRows& scores, bool learned_none, const Calibration& calibration) {
  FittedLine line;
  line.line = texts.line;
  line.texts_hash = texts.texts_hash;
  line.scenarios = texts.scenarios;
  line.learned_none = learned_none;
  line.unknown_idf = space.dictionary.unknown_idf();
  for (const auto& entry : space.dictionary.entries()) {
    line.hashes.push_back(entry.hash);
    line.idfs.push_back(entry.idf);
  }
  const auto terms = static_cast<Eigen::Index>(space.terms.columns);
  DenseRows heads = weights.topRows(terms);
  const Eigen::Index classes = weights.cols();
  DenseRows rows = DenseRows::Identity(classes, classes);  // of the classes, over the head
  if (classes > kMaxHeadWidth) {  // the directions in which the scores of the history differ most
    const Eigen::MatrixXf gram = scores.transpose() * scores;
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> solver(gram);
    rows = solver.eigenvectors().rightCols(kMaxHeadWidth);
    heads = (heads * rows).eval();
  }
  const auto width = static_cast<std::size_t>(rows.cols());
  line.head_width = static_cast<std::uint32_t>((width + kHeadStep - 1) / kHeadStep * kHeadStep);
  const float head_scale = put_bytes(heads, line.head_width, line.head_rows);
  put_bytes(space.projection, kVectorSize, line.vector_rows);
  line.vector_width = space.taught ? static_cast<std::uint32_t>(kVectorSize) : 0;

  // One unit of logit is this much in the head's and in the vector's coordinates.
  const float head_unit = kUnit * head_scale / (1 << kHeadShift);
  const float vector_unit = kMaxCoordinate;
  DenseRows combined = DenseRows::Zero(classes, line.head_width + line.vector_width);
  combined.leftCols(rows.cols()) = rows / head_unit;
  if (space.taught) {
    const auto dense = weights.rows() - terms;
    combined.block(0, line.head_width, classes, dense) =
        weights.bottomRows(dense).transpose() / vector_unit;
  }
  const float top = combined.cwiseAbs().maxCoeff();
  const float class_scale = top > 0 ? kMaxClassWeight / top : 1;
  for (Eigen::Index c = 0; c < classes; ++c) {
    for (Eigen::Index i = 0; i < combined.cols(); ++i) {
      line.class_rows.push_back(
          static_cast<std::int16_t>(std::lround(combined(c, i) * class_scale)));
    }
  }
  const double unit = 1 << kLogitBits;
  line.scale = std::llround(std::ldexp(unit / class_scale / calibration.temperature, kScaleBits));
  line.none_threshold = static_cast<std::int32_t>(std::lround(calibration.none_threshold * unit));
  line.none_slope = static_cast<std::int32_t>(std::lround(calibration.none_slope * 1024));
  return line;
}

}  // namespace vocmap
