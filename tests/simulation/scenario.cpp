#include "tests/simulation/scenario.h"

#include <fmt/format.h>

namespace vocmap::simulation {
namespace {

constexpr std::chrono::milliseconds kAtOnce{0};

const std::vector<GoldenCase>& cases_under_faults() {
  static const std::vector<GoldenCase> kCases = [] {
    std::vector<GoldenCase> cases = golden_cases();
    std::erase_if(cases, [](const GoldenCase& golden) { return !golden.under_faults; });
    return cases;
  }();
  return kCases;
}

// The same line for other customers: ids get the number of the copy in front.
std::string copied(std::string value, int copy) {
  for (const std::string_view id : {"contact_id", "customer_id", "order_id"}) {
    const std::string member = fmt::format("\"{}\":\"", id);
    for (std::size_t at = value.find(member); at != value.npos; at = value.find(member, at)) {
      at += member.size();
      value.insert(at, fmt::format("{}-", copy));
    }
  }
  return value;
}

// As `run` does: watermarks and publications by host time, and an end that is not known.
void run_as_service(Scenario& scenario, Random& random) {
  scenario.drained_from_start = false;
  WorkerOptions& worker = scenario.worker;
  worker.time.idle_timeout = Duration{random.between(50, 2'000)};
  worker.publish_interval = std::chrono::milliseconds{random.between(10, 300)};
  // Each interval brings a record of each input partition to each JOURNEY partition.
  worker.time.watermark_interval = Duration{random.between(150, 600)};
  worker.max_records += 4;
}

void plan_change(Scenario& scenario, Random& random) {
  const auto lines = static_cast<std::int64_t>(lines_of(scenario).size());
  scenario.change = Change{.before_line = static_cast<std::size_t>(random.between(1, lines - 1)),
                           .instances = static_cast<int>(random.between(1, 3)),
                           .one_partition_more = {}};
  if (!random.one_in(3)) {
    scenario.change->one_partition_more = random.one_in(2) ? Topic::contacts : Topic::orders;
  }
}

}  // namespace

std::filesystem::path folder_of(const GoldenCase& golden) {
  return std::filesystem::path{VOCMAP_SOURCE_DIR} / "tests/golden/topology" / golden.name;
}

std::vector<InputLine> lines_of(const Scenario& scenario) {
  std::vector<InputLine> lines;
  for (const InputLine& line : read_input_lines(folder_of(scenario.golden) / "input.jsonl")) {
    lines.push_back(line);
    for (int copy = 1; copy < scenario.copies; ++copy) {
      lines.push_back({line.topic, copied(line.value, copy), line.at});
    }
  }
  if (!scenario.shuffled) return lines;
  return shuffled_within_lateness(std::move(lines), static_cast<std::uint32_t>(scenario.seed));
}

Scenario quiet_scenario(const GoldenCase& golden) {
  Scenario scenario;
  scenario.golden = golden;
  scenario.ahead = golden.any_order ? 0 : 1;
  scenario.worker.commit_interval = scenario.worker.publish_interval = kAtOnce;
  scenario.worker.max_records = 3;
  scenario.worker.time.watermark_interval = Duration{0};
  scenario.cluster.session_timeout_ms = 1'000;
  scenario.cluster.transactions.timeout_ms = 10'000;
  scenario.commit_fault_one_in = scenario.kill_one_in = 0;
  scenario.detour_one_in = scenario.incident_one_in = 0;
  return scenario;
}

Scenario scenario_of(std::uint64_t seed) {
  Random random{seed};
  Scenario scenario = quiet_scenario(random.pick(cases_under_faults()));
  scenario.seed = seed;
  if (scenario.golden.any_order) {
    scenario.copies = static_cast<int>(random.between(1, 3));
    scenario.shuffled = random.one_in(3);
    scenario.ahead = random.one_in(2) ? static_cast<std::size_t>(random.between(1, 8)) : 0;
    scenario.input_partitions = static_cast<std::int32_t>(random.between(1, 3));
  }
  scenario.instances = static_cast<int>(random.between(1, 3));
  scenario.internal_partitions = static_cast<std::int32_t>(random.between(1, 3));
  scenario.worker.max_records = static_cast<std::size_t>(random.between(1, 12));
  scenario.worker.standby_replicas = static_cast<int>(random.between(0, 2));
  if (random.one_in(2)) {
    scenario.worker.commit_interval = std::chrono::milliseconds{random.between(1, 80)};
  }
  if (random.one_in(2)) scenario.start_ms = 1'775'000'000'000;  // after all golden events
  if (random.one_in(3)) {
    if (scenario.ahead == 0) scenario.ahead = 1;
    plan_change(scenario, random);
  }
  // How late a record is depends on which watermarks were announced before it.
  const bool added = scenario.change && scenario.change->one_partition_more;
  if (scenario.golden.any_order && (added || random.one_in(2))) run_as_service(scenario, random);
  scenario.cluster.cooperative = random.one_in(2);
  scenario.cluster.session_timeout_ms = random.between(300, 1'500);
  // Long enough for all that a drain publishes at once.
  scenario.cluster.transactions.timeout_ms = 10 * random.between(300, 1'500);
  scenario.cluster.transactions.most_marker_delay_ms = random.one_in(2) ? random.below(200) : 0;
  scenario.faults = static_cast<int>(random.between(0, 14));
  scenario.commit_fault_one_in = static_cast<int>(random.between(2, 12));
  scenario.kill_one_in = static_cast<int>(random.between(100, 1'000));
  scenario.detour_one_in = static_cast<int>(random.between(30, 200));
  scenario.incident_one_in = static_cast<int>(random.between(20, 150));
  scenario.truncated_at_the_end = random.one_in(10);
  return scenario;
}

std::string to_string(const Scenario& s) {
  std::string text = fmt::format(
      "seed {}: {}, copies {}{}, instances {}, partitions {} and {}, {} records or {} ms, standbys "
      "{}, {}, {}, up to {} faults",
      s.seed, s.golden.name, s.copies, s.shuffled ? ", shuffled" : "", s.instances,
      s.input_partitions, s.internal_partitions, s.worker.max_records,
      s.worker.commit_interval.count(), s.worker.standby_replicas,
      s.cluster.cooperative ? "cooperative" : "eager",
      s.drained_from_start ? "drained from the start" : "drained later", s.faults);
  if (s.ahead > 0) text += fmt::format(", {} lines ahead", s.ahead);
  if (!s.change) return text;
  text += fmt::format(", {} instances from line {}", s.change->instances, s.change->before_line);
  if (const auto topic = s.change->one_partition_more) {
    text += fmt::format(" with one partition more of {}", name_of(*topic));
  }
  return text;
}

}  // namespace vocmap::simulation
