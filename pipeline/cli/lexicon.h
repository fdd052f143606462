#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vocmap {

struct LexiconOptions {
  std::filesystem::path out;
  std::vector<std::string> inputs;  // TEXTS=VECTORS of one language each
};

// `vocmap lexicon`: makes the table that the program carries (models/README.md) from texts and the
// vectors of a teacher. Returns the exit code.
int make_lexicon(const LexiconOptions& options);

}  // namespace vocmap
