#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "schemas/time.h"

namespace vocmap {

struct RunOptions {
  std::filesystem::path config;
  std::optional<EventTime> until;
  std::string log_level = "info";
};

// `vocmap run`: the service, until SIGTERM or SIGINT, or drained to `until`. Returns the exit code.
int run(const RunOptions& options);

}  // namespace vocmap
