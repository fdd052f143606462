#pragma once

#include <filesystem>

namespace vocmap {

struct TopicsOptions {
  std::filesystem::path config;
  bool create = false;
  int inputs = 4;  // partitions of input topics that are created
  int outputs = 4;
  int replicas = -1;  // -1: the cluster's default
};

// `vocmap topics`: creates missing topics when asked, then lists every difference from what vocmap
// needs. Exit code 0 when there is none, 1 otherwise.
int topics(const TopicsOptions& options);

}  // namespace vocmap
