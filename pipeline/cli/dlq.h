#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "pipeline/cli/dlq/dead_letter_log.h"

namespace vocmap {

struct DlqOptions {
  std::filesystem::path config;
  std::string reason, topic;       // empty: all; the topic by its default or its configured name
  std::optional<EventTime> since;  // when the dead letter was written
  std::uint64_t limit = 0;         // at most so many, the oldest first; 0: all

  bool json = false;  // list: one JSON object per letter, the summary on standard error

  bool dry_run = false;              // replay: print, write nothing
  bool again = false;                // replay: also what was refused again after a replay
  std::size_t commit_records = 500;  // replay: letters per transaction
};

// `vocmap dlq list`: the dead letters and what became of them. Exit code 0.
int dlq_list(const DlqOptions& options);

// `vocmap dlq replay`: writes the originals of dead letters to their input topics again, each at
// most once. Exit code 0 when none of those selected is left, 1 otherwise.
int dlq_replay(const DlqOptions& options);

}  // namespace vocmap
