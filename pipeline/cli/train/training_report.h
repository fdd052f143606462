#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "pipeline/cli/train/history_shares.h"
#include "pipeline/cli/train/read_history.h"

namespace vocmap {

// What the report tells of one line.
struct TrainedLine {
  std::string line;
  std::vector<std::string> scenarios;
  std::size_t texts = 0, kept = 0;
  bool fitted = false;  // else nothing below is known
  LineReport fit = {};
  HistoryShares expected = {};
};

struct TrainingReport {
  std::uint64_t model_hash = 0, taxonomy_hash = 0, seed = 0;
  std::uint32_t taxonomy_version = 0;
  std::size_t model_bytes = 0;
  bool taught = false;
  int wanted_precision = 0;  // percent
  HistoryCounts counts = {};
  std::vector<TrainedLine> lines = {};
};

// What a line needs to be fitted: two scenarios to tell apart, an example for each fold.
constexpr std::size_t kLeastScenarios = 2;
constexpr std::ptrdiff_t kLeastExamples = 4;

std::string markdown_of(const TrainingReport& report);
std::string json_of(const TrainingReport& report);
// One self-contained SVG, legible on light and dark: per line what was predicted against what was
// observed, the scenarios that are hardest to tell, and the shares of the history.
std::string picture_of(const TrainingReport& report);

}  // namespace vocmap
