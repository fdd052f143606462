#pragma once

#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "pipeline/core/outbox.h"

namespace vocmap {

// One JSONL file per output topic in a directory, each line {"key":...,"value":...}; a null value
// is a tombstone. Throws std::runtime_error when the directory cannot be written.
class OutputFiles {
 public:
  explicit OutputFiles(const std::filesystem::path& directory);

  void write(const OutboundRecord& record);
  void close();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::array<std::unique_ptr<std::FILE, Close>, kTopics> files_;
};

}  // namespace vocmap
