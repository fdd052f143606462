#include "tests/simulation/process.h"

#include <fmt/format.h>

namespace vocmap::simulation {
namespace {

constexpr std::size_t kStateMemory = 512 << 10;

WorkerOptions named(WorkerOptions options, const std::string& identity) {
  options.member_id = identity;
  return options;
}

}  // namespace

Process::Process(World& world, ModelCluster& cluster, const GoldenSetup& setup,
                 std::string identity, std::filesystem::path directory, WorkerOptions options)
    : world_(world),
      identity_(std::move(identity)),
      directory_(std::move(directory)),
      state_(directory_, kStateMemory),
      broker_(cluster, identity_, *this),
      topology_(setup.taxonomies, setup.rules),
      worker_(broker_, topology_, cluster.agenda().clock(), state_, *this,
              named(std::move(options), identity_)) {}

void Process::commit_failed(CommitFailure failure) {
  world_.note(*this, fmt::format("commit {}", name_of(failure)));
}

void Process::rebalanced(std::span<const TopicPartition> owned) {
  std::string text = "runs";
  for (const TopicPartition p : owned) text += fmt::format(" {}/{}", name_of(p.topic), p.partition);
  world_.note(*this, text);
}

void Process::restored(TopicPartition source, std::uint64_t records, std::chrono::microseconds) {
  world_.note(*this, fmt::format("restored {}/{} by {} records", name_of(source.topic),
                                 source.partition, records));
}

void Process::rebuilding(TopicPartition source, std::string_view why, std::string_view text) {
  world_.note(*this, fmt::format("rebuilds {}/{}, {}: {}", name_of(source.topic), source.partition,
                                 why, text));
}

}  // namespace vocmap::simulation
