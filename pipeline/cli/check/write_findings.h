#pragma once

#include <string>

#include "pipeline/cli/check/findings.h"
#include "schemas/json_writer.h"

namespace vocmap {

// All texts that are written are redacted, those of the taxonomy, too.

// The report for a terminal, its columns aligned. Of each kind kMostRows findings are shown; how
// many more there are is said.
constexpr std::size_t kMostRows = 20;
std::string findings_as_text(const Findings& findings);

// "Taxonomy version 1: 2 lines, ..."
std::string summary_of(const Findings& findings);

// One JSON object with every finding; its keys are listed in the README.
void write_json(JsonWriter& out, const Findings& findings);

// A text as it may be shown.
std::string redacted(std::string text);

}  // namespace vocmap
