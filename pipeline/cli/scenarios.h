#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "schemas/time.h"

namespace vocmap {

struct ScenariosOptions {
  std::filesystem::path config;
  std::string line;   // list: empty: all
  bool json = false;  // list: the records as they were published, one a line
  std::string id;     // adopt, reject
  std::string by;     // adopt, reject: empty: the user of this process

  std::string as;                           // adopt: the id of the new scenario
  std::vector<std::string> names;           // adopt: read_names; else the proposal's labels
  std::filesystem::path out;                // adopt: empty: standard output
  std::optional<EventTime> effective_from;  // adopt: unset: soon
};

// `vocmap scenarios list`: the emergent scenarios as they were published last. Exit code 0.
int scenarios_list(const ScenariosOptions& options);

// `vocmap scenarios adopt` drafts the taxonomy version with which an emergent scenario becomes one
// of the taxonomy, and tells voc.feedback that it is accepted; `reject` tells that it is rejected.
// What was told before is not told again. Exit code 0, or 2 when it cannot be done.
int scenarios_adopt(const ScenariosOptions& options);
int scenarios_reject(const ScenariosOptions& options);

}  // namespace vocmap
