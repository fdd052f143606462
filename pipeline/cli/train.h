#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "schemas/time.h"

namespace vocmap {

struct TrainOptions {
  std::filesystem::path config;                // its cluster's voc.contacts is read; empty: none
  std::filesystem::path journeys;              // empty: those of the configuration
  std::vector<std::filesystem::path> history;  // JSONL files of voc.contacts records
  std::optional<EventTime> since;              // contacts before it are left out
  std::filesystem::path out;                   // the model file
  std::filesystem::path report;                // Markdown; empty: beside the model, .md
  std::filesystem::path teacher;               // .npy; empty: none
  std::filesystem::path texts;                 // write the texts that a teacher is asked for, end
  std::uint64_t seed = 1;
};

// `vocmap train`: fits a text model to a taxonomy from the user's own contacts. Beside the report
// it writes the same as .json and a picture of it as .svg. Returns the exit code.
int train(const TrainOptions& options);

}  // namespace vocmap
