#pragma once

#include <filesystem>
#include <vector>

namespace vocmap {

struct CheckOptions {
  std::vector<std::filesystem::path> journeys;
  std::filesystem::path config;                // empty: only the taxonomies
  std::vector<std::filesystem::path> samples;  // records of voc.contacts, without labels
  std::filesystem::path model;                 // empty: that of the configuration, if any
  std::filesystem::path picture;               // empty: none
  bool json = false;
};

// `vocmap check`: every problem of configuration, taxonomy and sample at once (exit code 2), and
// what an editor of the taxonomy should look at (advice, exit code 0): confused examples, scenarios
// that cannot be told apart, rules without effect, and what stays unclassified.
int check(const CheckOptions& options);

}  // namespace vocmap
