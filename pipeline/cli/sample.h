#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

namespace vocmap {

struct SampleOptions {
  std::filesystem::path config;
  std::string week;            // draw: such as "2026-W10"
  std::string line;            // draw: empty: all
  std::size_t count = 100;     // draw
  std::filesystem::path file;  // take: the filled-in sheet
  std::string by;              // take: empty: the user of this process
};

// `vocmap sample draw`: prints contacts of a week, drawn at random, as a sheet to fill in. Exit
// code 0, or 2 when it cannot be done.
int sample_draw(const SampleOptions& options);

// `vocmap sample take`: writes the verdicts of a sheet to voc.feedback, all or, when one of them is
// none, nothing. Exit code 0, or 2 when it cannot be done.
int sample_take(const SampleOptions& options);

}  // namespace vocmap
