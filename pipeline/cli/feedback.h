#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/config/settings.h"
#include "pipeline/kafka/producer.h"
#include "pipeline/kafka/stored_records.h"

// What the commands have in common by which people look at a cluster's output and say what they
// think of it.

namespace vocmap {

template <class T>
using OrProblems = tl::expected<T, std::vector<std::string>>;

// A cluster, its topics, and the records in them. The records refer to the settings beside them.
struct FeedbackSession {
  Settings settings;
  StoredRecords records{settings.kafka, settings.application, settings.topics};
};

// All of `topics` must exist.
OrProblems<std::unique_ptr<FeedbackSession>> begin_feedback(const std::filesystem::path& config,
                                                            std::span<const Topic> topics);

// Who decides: `by`, else the name of this user.
OrProblems<std::string> deciding_person(const std::string& by);

// Writes to voc.feedback. Throws KafkaError when something was not acknowledged within a minute.
void write_feedback(const Settings& settings,
                    std::span<const std::pair<std::string, std::string>> keys_and_values);

}  // namespace vocmap
