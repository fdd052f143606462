#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/state/state_reader.h"

namespace vocmap {

// A directory of one task below state_dir: "<stage>-<partition>", or put aside as
// "<stage>-<partition>.corrupt".
struct TaskDirectory {
  std::filesystem::path path;
  std::string name;  // "journey-3"
  std::string stage;
  std::int32_t partition = 0;
  bool put_aside = false;
};

std::optional<TaskDirectory> task_directory(const std::filesystem::path& path);

// All below `root`, by stage and partition. Other entries are not vocmap's.
std::vector<TaskDirectory> task_directories(const std::filesystem::path& root);

// What one task has stored.
struct TaskReport {
  TaskDirectory directory;
  std::uint64_t bytes = 0;      // of all files
  std::int64_t written_ms = 0;  // host time
  Progress progress;
  std::vector<std::uint64_t> keys;  // by store
  std::string problem;              // why it cannot be read; empty: it can

  std::uint64_t all_keys() const;
};

// Reads the whole database to count its keys.
TaskReport report_of(const TaskDirectory& directory);

std::string heading_of_tasks();
std::string row_of(const TaskReport& report);
std::string json_of(const TaskReport& report);

}  // namespace vocmap
