#include "pipeline/cli/train/line_space.h"

#include <fmt/format.h>

#include <Eigen/Eigenvalues>
#include <algorithm>

#include "pipeline/cli/train/latent_space.h"
#include "pipeline/cli/train/text_bag.h"

namespace vocmap {
namespace {

constexpr std::uint32_t kMinDocuments = 2;
constexpr std::size_t kLatentDimensions = 48;  // of the graph; more blur what is rare
constexpr std::size_t kNeighbours = 12;
constexpr int kSharpness = 4;
constexpr float kRidge = 1;
constexpr float kWalk = 0.9f;

SparseRows first_rows(const SparseRows& rows, std::size_t count) {
  SparseRows out;
  out.columns = rows.columns;
  out.begins.assign(rows.begins.begin(),
                    rows.begins.begin() + static_cast<std::ptrdiff_t>(count + 1));
  out.cells.assign(rows.cells.begin(),
                   rows.cells.begin() + static_cast<std::ptrdiff_t>(out.begins.back()));
  return out;
}

DenseRows centred(DenseRows vectors) {
  if (vectors.rows() > 0) vectors.rowwise() -= vectors.colwise().mean().eval();
  normalise_rows(vectors);
  return vectors;
}

// The teacher's vectors in their kVectorSize main directions.
DenseRows principal(const DenseRows& vectors) {
  const Eigen::MatrixXf gram = vectors.transpose() * vectors;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXf> solver(gram);  // ascending
  const auto kept = std::min<Eigen::Index>(kVectorSize, vectors.cols());
  return vectors * solver.eigenvectors().rightCols(kept).rowwise().reverse();
}

// The graph's main directions (Laplacian eigenmaps with the weights of a random walk): texts that
// many short ways join lie close although they share no word. Shape texts x kVectorSize.
DenseRows eigenmap(const SparseRows& graph, std::uint64_t seed) {
  DenseRows directions = latent_space(graph, kVectorSize + 1, seed);
  for (Eigen::Index c = 0; c < directions.cols(); ++c) {
    float eigenvalue = 0;
    for (std::size_t r = 0; r < graph.rows(); ++r) {
      for (const auto& cell : graph.row(r)) {
        eigenvalue += cell.value * directions(static_cast<Eigen::Index>(r), c) *
                      directions(static_cast<Eigen::Index>(cell.column), c);
      }
    }
    directions.col(c) *= (1 - kWalk) / (1 - kWalk * eigenvalue);
  }
  // The first one only tells how many neighbours a text has.
  return directions.rightCols(std::max<Eigen::Index>(directions.cols() - 1, 0));
}

SparseRows beside(const SparseRows& terms, const DenseRows& vectors) {
  SparseRows out;
  out.columns = terms.columns + static_cast<std::size_t>(vectors.cols());
  for (std::size_t r = 0; r < terms.rows(); ++r) {
    const auto row = terms.row(r);
    out.cells.insert(out.cells.end(), row.begin(), row.end());
    for (Eigen::Index c = 0; !row.empty() && c < vectors.cols(); ++c) {
      out.cells.push_back({static_cast<std::uint32_t>(terms.columns + static_cast<std::size_t>(c)),
                           vectors(static_cast<Eigen::Index>(r), c)});
    }
    out.end_row();
  }
  return out;
}

}  // namespace

LineSpace::LineSpace(const LineTexts& texts, std::uint64_t seed, Progress& progress)
    : history(texts.history.size()), dictionary({}, 1), taught(texts.teacher.rows() > 0) {
  progress.step("features");
  for (const HistoryText& text : texts.history) bags.push_back(bag_of(text.text));
  for (const LabelledText& text : texts.labelled) bags.push_back(bag_of(text.text));
  // Examples are usually part of the history; where there is none, each of their features counts.
  dictionary = Dictionary(bags, history > 0 ? kMinDocuments : 1);
  if (dictionary.entries().empty()) dictionary = Dictionary(bags, 1);
  terms = dictionary.rows(bags);
  const DenseRows latent = project(terms, latent_space(terms, kLatentDimensions, seed));
  progress.step(fmt::format("graph of {} texts", bags.size()));
  const auto done = [&](double share) { progress.done(share); };
  if (taught) {
    nearby = centred(texts.teacher);
    graph = neighbour_graph(
        {{nullptr, &nearby, 0.5f}, {&terms, nullptr, 0.3f}, {nullptr, &latent, 0.2f}}, bags.size(),
        kNeighbours, kSharpness, done);
    progress.step("student of the teacher");
    // The student never sees the teacher's vectors of labelled texts: as in the stream, it has to
    // guess those of a held-out example.
    const std::size_t seen = history > 0 ? history : bags.size();
    projection = regress(first_rows(terms, seen),
                         principal(nearby).topRows(static_cast<Eigen::Index>(seen)), kRidge);
  } else {
    nearby = latent;
    graph = neighbour_graph({{&terms, nullptr, 0.6f}, {nullptr, &latent, 0.4f}}, bags.size(),
                            kNeighbours, kSharpness, done);
    progress.step("text vectors");
    projection = regress(terms, eigenmap(graph, seed), kRidge);
  }
  vectors = project(terms, projection);
  inputs = taught ? beside(terms, vectors) : terms;
}

}  // namespace vocmap
