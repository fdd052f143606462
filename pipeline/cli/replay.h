#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "schemas/time.h"

namespace vocmap {

struct ReplayOptions {
  std::vector<std::filesystem::path> journeys;
  std::filesystem::path out;
  std::vector<std::string> inputs;  // FILE or TOPIC=FILE
  std::filesystem::path model;      // of `vocmap train`; empty: that of `config`
  std::filesystem::path config;     // a vocmap.yaml; empty: the defaults
  bool as_is = false;               // keep line order instead of merging by event time
  std::size_t commit_records = 10'000;
  int partitions = 1;  // of the internal topics
  EventTime until = EventTime::end_of_time();
};

// `vocmap replay`: files through the real stages, deterministic; one JSONL file per output topic.
// Returns the exit code.
int replay(const ReplayOptions& options);

}  // namespace vocmap
