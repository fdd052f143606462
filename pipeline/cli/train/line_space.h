#pragma once

#include <cstdint>
#include <vector>

#include "pipeline/cli/train/dictionary.h"
#include "pipeline/cli/train/neighbour_graph.h"
#include "pipeline/cli/train/progress.h"
#include "pipeline/cli/train/train_line.h"

namespace vocmap {

// All texts of a line in numbers: those of its history, then the labelled ones.
struct LineSpace {
  LineSpace(const LineTexts& texts, std::uint64_t seed, ProgressDisplay& progress);

  std::size_t history;  // the first rows
  std::vector<FeatureBag> bags;
  Dictionary dictionary;
  SparseRows terms;       // TF-IDF, one row per text
  DenseRows projection;   // features x kVectorSize: rows of the text vector
  DenseRows vectors;      // terms * projection, length 1
  SparseRows inputs;      // what the classifier reads: terms, when taught also the vectors
  SparseRows new_inputs;  // of the labelled texts, had they not helped to make the dictionary
  DenseRows nearby;       // what texts are compared by beside their terms: meaning or LSA
  SparseRows graph;       // neighbours among all texts

  bool taught;  // by a teacher or the lexicon
};

}  // namespace vocmap
