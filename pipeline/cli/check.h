#pragma once

#include <filesystem>
#include <vector>

namespace vocmap {

struct CheckOptions {
  std::vector<std::filesystem::path> journeys;
  std::filesystem::path config;  // empty: only the taxonomies
  bool json = false;
};

// `vocmap check`: every problem of configuration and taxonomy at once (exit code 2), and which
// examples lie nearer to another scenario (advice, exit code 0).
int check(const CheckOptions& options);

}  // namespace vocmap
