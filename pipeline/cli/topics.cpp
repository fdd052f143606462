#include "pipeline/cli/topics.h"

#include <chrono>
#include <thread>

#include "pipeline/cli/cluster_settings.h"
#include "pipeline/cli/exit.h"
#include "pipeline/kafka/topics_admin.h"

namespace vocmap {
namespace {
constexpr int kVerifyTries = 25;
constexpr std::chrono::milliseconds kVerifyPause{200};
}  // namespace

int topics(const TopicsOptions& options) {
  // What goes wrong is told in the end; the client's log of each attempt would hide it.
  const auto settings = load_cluster_settings(options.config, "off");
  if (!settings) return bad_start(settings.error());
  const auto specs = topic_specs(settings->topics, {.inputs = options.inputs,
                                                    .journey = settings->partitions.journey,
                                                    .map = settings->partitions.map,
                                                    .outputs = options.outputs});
  std::vector<std::string> problems;
  TopicsAdmin admin{settings->kafka};
  if (options.create) problems = admin.create(specs, options.replicas);
  std::vector<std::string> differences = admin.verify(specs);
  // A new topic reaches the metadata of all brokers a moment after it was created.
  for (int tries = 0; options.create && !differences.empty() && tries < kVerifyTries; ++tries) {
    std::this_thread::sleep_for(kVerifyPause);
    differences = admin.verify(specs);
  }
  problems.insert(problems.end(), differences.begin(), differences.end());
  for (const std::string& problem : problems) fmt::print("{}\n", problem);
  if (!problems.empty() && !options.create) {
    fmt::print("`vocmap topics --create` creates the topics that do not exist\n");
  }
  if (problems.empty()) fmt::print("{} topics are as they have to be\n", specs.size());
  return problems.empty() ? 0 : 1;
}

}  // namespace vocmap
