#pragma once

#include <filesystem>

#include "pipeline/cli/generate/generator.h"

namespace vocmap {

struct GenerateCommand {
  GenerateOptions generate;
  std::filesystem::path out;       // directory for JSONL files, taxonomy and truth
  std::filesystem::path journeys;  // empty: the demo's
  std::filesystem::path texts;     // TSV of text and label; empty: the demo's texts
};

// `vocmap generate`: input files with planted truth: one JSONL file per input topic, journeys.yaml
// and truth.json. Late records stand at the end of their files. Returns the exit code.
int generate(const GenerateCommand& command);

}  // namespace vocmap
