#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace vocmap {

struct InitOptions {
  std::vector<std::filesystem::path> history;  // JSONL files of voc.contacts records
  std::filesystem::path out;                   // the taxonomy to write; never replaced
  std::vector<std::string> lines;              // only these; empty: all
};

// `vocmap init`: drafts a taxonomy from unlabelled contacts. Returns the exit code.
int init(const InitOptions& options);

}  // namespace vocmap
