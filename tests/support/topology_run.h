#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "operators/taxonomy/taxonomy_history.h"
#include "pipeline/cli/topology.h"
#include "pipeline/core/ledger.h"
#include "tests/support/unreliable_broker.h"

namespace vocmap {

struct InputLine {
  Topic topic{};
  std::string value;
  EventTime at;  // of the line before when it has none
};

// Reads input.jsonl: one {"<topic>": event} per line, in the order of arrival; an event that is a
// JSON string stands for the bytes it holds. Throws std::invalid_argument.
std::vector<InputLine> read_input_lines(const std::filesystem::path& file);

// The same lines in another order, each at most 23 h behind a later one: nothing becomes late.
std::vector<InputLine> shuffled_within_lateness(std::vector<InputLine> lines, std::uint32_t seed);

struct RunPlan {
  std::size_t commit_records = 10'000;
  std::int32_t partitions = 1;  // of the internal topics
  UnreliableBroker::Plan faults{};
  bool wipe_state = true;  // after each kill the state directory is empty
  // INTAKE is ahead: after each start the other stages know the first taxonomy version alone, and
  // a further one some commits after a task began to wait for it.
  bool lagging = false;
  TopologyRules rules = {};
};

struct RunResult {
  std::vector<OutboundRecord> published;  // in the order of the commits
  std::map<TopicPartition, SourceLedger> sources;
  std::map<std::pair<std::int32_t, TopicPartition>, ReceivedLedger> received;  // by JOURNEY task
  std::size_t commits = 0;
  std::size_t kills = 0;
  std::size_t waits = 0;  // commits after which tasks waited for a version
};

// Runs the whole topology over the lines and drains it, with a new worker after every kill.
RunResult run_topology(const TaxonomyHistory& taxonomies, const std::vector<InputLine>& lines,
                       const RunPlan& plan);

}  // namespace vocmap
