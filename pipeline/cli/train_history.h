#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "pipeline/cli/train/progress.h"
#include "pipeline/cli/train/read_contacts.h"
#include "pipeline/config/settings.h"

namespace vocmap {

// Reads the committed records that the topic voc.contacts holds now, outside any group; with
// `since`, those written from then on. The error is a sentence. Throws KafkaError on what is no
// matter of the start.
tl::expected<void, std::string> read_topic(const Settings& settings, std::optional<EventTime> since,
                                           ReadContacts& contacts, ProgressDisplay& progress);

}  // namespace vocmap
