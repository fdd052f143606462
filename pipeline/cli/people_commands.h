#pragma once

#include <CLI/CLI.hpp>

namespace vocmap {

// The commands by which people look at what was found and say what they think of it: `scenarios`
// and `sample`.
void add_people_commands(CLI::App& app, int& code);

}  // namespace vocmap
