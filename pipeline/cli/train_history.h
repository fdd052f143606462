#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/cli/train/progress.h"
#include "pipeline/cli/train/read_history.h"
#include "pipeline/config/settings.h"

namespace vocmap {

// Reads JSONL files; the error is a sentence.
tl::expected<void, std::string> read_files(const std::vector<std::filesystem::path>& files,
                                           ReadHistory& history, Progress& progress);

// Reads the committed records that the topic voc.contacts holds now, outside any group; with
// `since`, those written from then on. The error is a sentence. Throws KafkaError on what is no
// matter of the start.
tl::expected<void, std::string> read_topic(const Settings& settings, std::optional<EventTime> since,
                                           ReadHistory& history, Progress& progress);

}  // namespace vocmap
