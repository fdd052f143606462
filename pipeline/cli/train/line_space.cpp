#include "pipeline/cli/train/line_space.h"

#include <xxhash.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "operators/scenario/fold.h"
#include "pipeline/cli/train/latent_space.h"

namespace vocmap {
namespace {

constexpr std::uint32_t kMinDocuments = 2;
constexpr std::size_t kLatentDimensions = 48;  // of the graph; more blur what is rare
constexpr std::size_t kNeighbours = 12;
constexpr float kSharpness = 4;
constexpr float kRidge = 1;
constexpr float kWalk = 0.9f;

std::uint64_t hash_of(const FeatureBag& bag) {
  std::vector<std::uint64_t> words;
  for (const Feature& f : bag.features) {
    words.push_back(f.hash);
    words.push_back(static_cast<std::uint64_t>(f.weight));
  }
  return XXH3_64bits(words.data(), words.size() * sizeof(std::uint64_t));
}

// Distinct texts among the first `count`, the history (templates and repeats weigh once), without
// those that are labelled: calibration holds labelled texts out, and a copy would give them away.
std::vector<std::size_t> distinct(const std::vector<FeatureBag>& bags, std::size_t count) {
  std::vector<std::pair<std::uint64_t, std::size_t>> ranked;
  std::unordered_set<std::uint64_t> seen;
  for (std::size_t i = count; i < bags.size(); ++i) seen.insert(hash_of(bags[i]));
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint64_t hash = hash_of(bags[i]);
    if (!bags[i].features.empty() && seen.insert(hash).second) ranked.emplace_back(hash, i);
  }
  std::sort(ranked.begin(), ranked.end());
  if (ranked.size() > kMaxHistory) ranked.resize(kMaxHistory);
  std::vector<std::size_t> rows;
  for (const auto& [hash, row] : ranked) rows.push_back(row);
  std::sort(rows.begin(), rows.end());
  return rows;
}

FeatureBag bag_of(const std::string& text) {
  std::u32string folded;
  fold_text(text, folded);
  FeatureBag bag;
  extract_features(folded, bag);
  return bag;
}

SparseRows first_rows(const SparseRows& rows, std::size_t count) {
  SparseRows out;
  out.columns = rows.columns;
  out.begins.assign(rows.begins.begin(),
                    rows.begins.begin() + static_cast<std::ptrdiff_t>(count + 1));
  out.cells.assign(rows.cells.begin(),
                   rows.cells.begin() + static_cast<std::ptrdiff_t>(out.begins.back()));
  return out;
}

DenseRows centred(const DenseRows& teacher, const std::vector<std::size_t>& rows) {
  DenseRows out(static_cast<Eigen::Index>(rows.size()), teacher.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.row(static_cast<Eigen::Index>(i)) = teacher.row(static_cast<Eigen::Index>(rows[i]));
  }
  if (out.rows() > 0) out.rowwise() -= out.colwise().mean().eval();
  normalise_rows(out);
  return out;
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

LineSpace::LineSpace(const LineTexts& texts, std::uint64_t seed)
    : history(0), dictionary({}, 1), taught(texts.teacher.rows() > 0) {
  std::vector<FeatureBag> all;
  for (const std::string& text : texts.history) all.push_back(bag_of(text));
  for (const LabelledText& text : texts.labelled) all.push_back(bag_of(text.text));
  std::vector<std::size_t> rows = distinct(all, texts.history.size());
  history = rows.size();
  for (std::size_t i = texts.history.size(); i < all.size(); ++i) rows.push_back(i);
  for (const std::size_t row : rows) bags.push_back(std::move(all[row]));
  // Examples are usually part of the history; where there is none, each of their features counts.
  dictionary = Dictionary(bags, history > 0 ? kMinDocuments : 1);
  if (dictionary.entries().empty()) dictionary = Dictionary(bags, 1);
  terms = dictionary.rows(bags);
  const DenseRows latent = project(terms, latent_space(terms, kLatentDimensions, seed));
  if (taught) {
    nearby = centred(texts.teacher, rows);
    graph = neighbour_graph(
        {{nullptr, &nearby, 0.5f}, {&terms, nullptr, 0.3f}, {nullptr, &latent, 0.2f}}, bags.size(),
        kNeighbours, kSharpness);
    // The student never sees the teacher's vectors of labelled texts: as in the stream, it has to
    // guess those of a held-out example.
    const std::size_t seen = history > 0 ? history : bags.size();
    projection = regress(first_rows(terms, seen),
                         principal(nearby).topRows(static_cast<Eigen::Index>(seen)), kRidge);
  } else {
    nearby = latent;
    graph = neighbour_graph({{&terms, nullptr, 0.6f}, {nullptr, &latent, 0.4f}}, bags.size(),
                            kNeighbours, kSharpness);
    projection = regress(terms, eigenmap(graph, seed), kRidge);
  }
  vectors = project(terms, projection);
  inputs = taught ? beside(terms, vectors) : terms;
}

}  // namespace vocmap
