#pragma once

#include <filesystem>
#include <vector>

namespace vocmap {

struct SentimentOptions {
  std::filesystem::path out;
  std::vector<std::filesystem::path> inputs;  // labelled texts of one language each
};

// `vocmap sentiment`: makes the model of sentiment that the program carries (models/README.md) from
// labelled texts. Returns the exit code.
int make_sentiment(const SentimentOptions& options);

}  // namespace vocmap
