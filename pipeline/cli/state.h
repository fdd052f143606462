#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace vocmap {

struct StateOptions {
  std::filesystem::path config;
  bool json = false;          // list: one JSON object per task
  std::string task;           // show: "journey-3"
  std::string store;          // show: by its name; empty: all
  std::string prefix;         // show: of the key as text
  std::uint64_t limit = 100;  // show: entries
};

// `vocmap state list`: the tasks below state_dir and how far they have come. Exit code 1 when one
// of them cannot be read, those that were put aside excepted.
int state_list(const StateOptions& options);

// `vocmap state show`: what a task has stored, as JSON. Both only read, also beside the service.
int state_show(const StateOptions& options);

}  // namespace vocmap
