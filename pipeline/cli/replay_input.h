#pragma once

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/runtime/local_broker.h"

namespace vocmap {

// Reads JSONL files (FILE or TOPIC=FILE; a plain file's topic follows from its name, as
// "contacts.jsonl" or "voc.contacts.jsonl") into the broker's inputs, one partition per topic:
// merged by event time (ties: order of the files, then of the lines), or file after file as it is.
// A line without a readable event time keeps its place behind the line before it.
// The error lists every problem.
tl::expected<std::size_t, std::vector<std::string>> read_inputs(
    const std::vector<std::string>& inputs, bool as_is, LocalBroker& broker);

}  // namespace vocmap
