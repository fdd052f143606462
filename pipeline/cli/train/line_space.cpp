#include "pipeline/cli/train/line_space.h"

#include <fmt/format.h>

#include <algorithm>

#include "pipeline/cli/train/latent_space.h"
#include "pipeline/cli/train/text_bag.h"

namespace vocmap {
namespace {

constexpr std::uint32_t kMinDocuments = 2;
constexpr std::size_t kLatentDimensions = 48;  // of the graph; more blur what is rare
constexpr std::size_t kNeighbours = 12;
constexpr int kSharpness = 4;

// How much of the likeness of two texts each view gives. More of the lexicon gains half a point of
// accuracy where it knows the words, and loses ten points of clustering where it does not.
struct Weights {
  float meaning, terms, latent;
};
constexpr Weights kByTeacher{0.5f, 0.3f, 0.2f}, kByLexicon{0.3f, 0.4f, 0.3f},
    kByTerms{0, 0.6f, 0.4f};

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

// The graph's main directions (Laplacian eigenmaps with the weights of a random walk): texts that
// many short ways join lie close although they share no word. Shape texts x dimensions.
DenseRows eigenmap(const SparseRows& graph, std::size_t dimensions, std::uint64_t seed) {
  DenseRows directions = latent_space(graph, dimensions + 1, seed);
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

// What a text vector is regressed to: half of it what the texts mean, half of it where they lie in
// the graph, each of length 1. All of it for either half loses accuracy or clustering.
DenseRows meaning_and_place(const DenseRows& meaning, const SparseRows& graph, std::uint64_t seed) {
  DenseRows means = principal(meaning, kVectorSize / 2);
  DenseRows places = eigenmap(graph, kVectorSize / 2, seed);
  normalise_rows(means);
  normalise_rows(places);
  DenseRows out(meaning.rows(), means.cols() + places.cols());
  out << means, places;
  return out;
}

// A lexicon says nothing of texts in a language that it has not read.
bool is_known(const DenseRows& directions) {
  const auto known = (directions.rowwise().squaredNorm().array() > 0).count();
  return 2 * known > directions.rows();
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

LineSpace::LineSpace(const LineTexts& texts, std::uint64_t seed, ProgressDisplay& progress)
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
  const bool by_teacher = taught;
  if (by_teacher) {
    nearby = texts.teacher;
  } else if (texts.lexicon != nullptr) {
    nearby = texts.lexicon->directions(bags);
    taught = is_known(nearby);
  }
  if (taught) {
    centre_rows(nearby);
    const Weights& weights = by_teacher ? kByTeacher : kByLexicon;
    graph = neighbour_graph({{nullptr, &nearby, weights.meaning},
                             {&terms, nullptr, weights.terms},
                             {nullptr, &latent, weights.latent}},
                            bags.size(), kNeighbours, kSharpness, done);
    progress.step(by_teacher ? "student of the teacher" : "student of the lexicon");
    // The student never sees where labelled texts lie: as in the stream, it has to guess that of a
    // held-out example.
    const auto seen = static_cast<Eigen::Index>(history > 0 ? history : bags.size());
    const DenseRows targets = meaning_and_place(nearby, graph, seed);
    projection =
        regress(first_rows(terms, static_cast<std::size_t>(seen)), targets.topRows(seen), kRidge);
  } else {
    nearby = latent;
    graph =
        neighbour_graph({{&terms, nullptr, kByTerms.terms}, {nullptr, &latent, kByTerms.latent}},
                        bags.size(), kNeighbours, kSharpness, done);
    progress.step("text vectors");
    projection = regress(terms, eigenmap(graph, kVectorSize, seed), kRidge);
  }
  vectors = project(terms, projection);
  inputs = taught ? beside(terms, vectors) : terms;
  new_inputs = dictionary.rows(std::span(bags).subspan(history), Dictionary::Reading::kAsNew);
  if (taught) new_inputs = beside(new_inputs, project(new_inputs, projection));
}

}  // namespace vocmap
