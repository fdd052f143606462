#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace vocmap {

struct TrainOptions {
  std::filesystem::path journeys;
  std::vector<std::filesystem::path> history;  // JSONL files of voc.contacts records
  std::filesystem::path out;                   // the model file
  std::filesystem::path report;                // Markdown; empty: beside the model, .md
  std::filesystem::path teacher;               // .npy; empty: none
  std::filesystem::path texts;                 // write the texts that a teacher is asked for, end
  std::uint64_t seed = 1;
};

// `vocmap train`: fits a text model to a taxonomy from the user's own contacts. Returns the exit
// code.
int train(const TrainOptions& options);

}  // namespace vocmap
