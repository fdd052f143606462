#include "pipeline/cli/feedback.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include "pipeline/cli/cluster_settings.h"
#include "pipeline/kafka/client.h"

namespace vocmap {

using Problems = std::vector<std::string>;

OrProblems<std::unique_ptr<FeedbackSession>> begin_feedback(const std::filesystem::path& config,
                                                            std::span<const Topic> topics) {
  auto settings = load_cluster_settings(config, "info");
  if (!settings) return tl::unexpected(std::move(settings.error()));
  std::unique_ptr<FeedbackSession> session{new FeedbackSession{std::move(*settings)}};
  Problems problems;
  for (const Topic topic : topics) {
    if (session->records.partition_count(topic) > 0) continue;
    problems.push_back(fmt::format("topic {} does not exist; `vocmap topics --create` creates it",
                                   session->settings.topics.of(topic)));
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return session;
}

OrProblems<std::string> deciding_person(const std::string& by) {
  if (!by.empty()) return by;
  const passwd* const user = getpwuid(geteuid());
  if (user != nullptr && user->pw_name[0] != '\0') return std::string{user->pw_name};
  return tl::unexpected(Problems{"this user has no name: say who decides with --by"});
}

void write_feedback(const Settings& settings,
                    std::span<const std::pair<std::string, std::string>> keys_and_values) {
  constexpr std::chrono::seconds kDelivery{60};
  Producer producer{settings.kafka, settings.topics};
  for (const auto& [key, value] : keys_and_values) {
    producer.send({.topic = Topic::feedback, .key = key, .value = value});
  }
  if (!producer.flush(kDelivery)) {
    throw KafkaError("voc.feedback was not acknowledged for a minute; run the command again");
  }
}

}  // namespace vocmap
