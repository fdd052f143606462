#pragma once

#include <span>
#include <string>
#include <vector>

#include "pipeline/cli/train/dense.h"
#include "pipeline/cli/train/lexicon.h"

namespace vocmap {

// Texts of one language, and what a teacher says of each: a row per text, of any width.
struct TaughtTexts {
  std::vector<std::string> texts;
  DenseRows teacher;
};

// Fits a lexicon: per language, a regression from TF-IDF to the teacher's vectors in their main
// directions. A feature of several languages is that of the first one. The same texts and vectors
// give the same lexicon.
std::vector<Lexicon::Entry> fit_lexicon(std::span<const TaughtTexts> languages);

}  // namespace vocmap
