#include "tests/support/topology_run.h"

#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <random>

#include "operators/decode/decode_event.h"
#include "pipeline/cli/temporary_directory.h"
#include "pipeline/cli/topology.h"
#include "pipeline/runtime/worker.h"

namespace vocmap {
namespace {

// The newest ledgers; restored ones count as well, for a killed worker cannot report again.
class LastLedgers final : public WorkerObserver {
 public:
  explicit LastLedgers(RunResult& result) : result_(result) {}

  void source_ledger(TopicPartition source, const SourceLedger& ledger, bool) override {
    result_.sources[source] = ledger;
  }
  void received_ledger(std::int32_t task, TopicPartition source, const ReceivedLedger& ledger,
                       bool) override {
    result_.received[{task, source}] = ledger;
  }

 private:
  RunResult& result_;
};

InputLine parse_line(const std::string& text, simdjson::dom::parser& parser) {
  simdjson::dom::object object;
  if (parser.parse(text).get(object) || object.size() != 1) {
    throw std::invalid_argument("not {\"<topic>\": event}: " + text);
  }
  const auto field = *object.begin();
  const std::optional<Topic> topic = parse_enum<Topic>(field.key);
  if (!topic || !is_input(*topic)) throw std::invalid_argument("no input topic: " + text);
  std::string_view bytes;
  if (!field.value.get(bytes)) return {*topic, std::string{bytes}, {}};
  return {*topic, simdjson::minify(field.value), {}};
}

// RunPlan::lagging.
class LaggingTopology final : public Topology {
 public:
  LaggingTopology(const TaxonomyHistory& taxonomies, const TopologyRules& rules, std::size_t& waits)
      : all_(taxonomies),
        known_(*TaxonomyHistory::make(first(1))),
        waits_(waits),
        ahead_(all_, rules),
        behind_(known_, rules) {}

  std::unique_ptr<SourceStage> make_source(Topic topic) override {
    return ahead_.make_source(topic);
  }
  std::unique_ptr<KeyedStage> make_stage(StageId stage, TaskState& state) override {
    return behind_.make_stage(stage, state);
  }
  void between_transactions() override { behind_.between_transactions(); }
  std::uint32_t taxonomy_at(EventTime t) const override { return behind_.taxonomy_at(t); }
  void await_taxonomy(std::uint32_t version) override {
    if (version == 0) return;
    constexpr std::size_t kPatience = 5;
    if (++waits_ % kPatience != 0) return;
    known_ = *known_.extended(first(known_.versions().size() + 1));
    behind_.take_on(behind_.extension(known_));
  }

 private:
  std::vector<Taxonomy> first(std::size_t count) const {
    std::vector<Taxonomy> versions;
    for (const auto& index : std::span(all_.versions()).first(count)) {
      versions.push_back(index->taxonomy());
    }
    return versions;
  }

  const TaxonomyHistory all_;
  TaxonomyHistory known_;
  std::size_t& waits_;
  VoiceOfCustomer ahead_;
  VoiceOfCustomer behind_;
};

void run_until_killed(UnreliableBroker& broker, const TaxonomyHistory& taxonomies,
                      const std::filesystem::path& state, const WorkerOptions& options,
                      const RunPlan& plan, RunResult& result) {
  StateDirectory directory{state, 16 << 20};
  const ManualClock clock;
  VoiceOfCustomer knowing{taxonomies, plan.rules};
  LaggingTopology late{taxonomies, plan.rules, result.waits};
  Topology& topology = plan.lagging ? static_cast<Topology&>(late) : knowing;
  LastLedgers ledgers{result};
  Worker worker{broker, topology, clock, directory, ledgers, options};
  worker.run(std::atomic<bool>{false});
}

}  // namespace

std::vector<InputLine> read_input_lines(const std::filesystem::path& file) {
  std::vector<InputLine> lines;
  std::ifstream in{file};
  if (!in) throw std::invalid_argument(file.string() + " cannot be read");
  simdjson::dom::parser parser;
  DecodeEvent decode;
  EventTime last;
  for (std::string text; std::getline(in, text);) {
    if (text.empty()) continue;
    InputLine& line = lines.emplace_back(parse_line(text, parser));
    const auto decoded = decode({.topic = line.topic, .value = line.value});
    if (decoded) last = std::visit([](const auto& e) { return event_time(e); }, decoded->event);
    line.at = last;
  }
  return lines;
}

std::vector<InputLine> shuffled_within_lateness(std::vector<InputLine> lines, std::uint32_t seed) {
  std::mt19937 random{seed};
  constexpr std::uint32_t kMostMs = 23 * 3'600'000;
  std::vector<std::pair<EventTime, std::size_t>> order;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    order.emplace_back(lines[i].at + Duration{random() % kMostMs}, i);
  }
  std::sort(order.begin(), order.end());
  std::vector<InputLine> shuffled;
  for (const auto& [time, i] : order) shuffled.push_back(std::move(lines[i]));
  return shuffled;
}

RunResult run_topology(const TaxonomyHistory& taxonomies, const std::vector<InputLine>& lines,
                       const RunPlan& plan) {
  RunResult result;
  UnreliableBroker broker{plan.faults};
  for (const InputLine& line : lines) broker.add_input(line.topic, 0, {}, line.value);
  broker.set_partitions(Topic::journey_in, plan.partitions);
  broker.set_partitions(Topic::map_in, plan.partitions);
  broker.set_sink([&](const OutboundRecord& record) { result.published.push_back(record); });

  const TemporaryDirectory root;
  WorkerOptions options;
  const std::filesystem::path state = root.path() / "state";
  options.commit_interval = options.publish_interval = std::chrono::milliseconds{0};
  options.max_records = plan.commit_records;
  options.time.watermark_interval = Duration{0};
  options.until = EventTime::end_of_time();
  for (bool done = false; !done;) {
    try {
      run_until_killed(broker, taxonomies, state, options, plan, result);
      done = true;
    } catch (const Killed&) {
      ++result.kills;
      if (plan.wipe_state) std::filesystem::remove_all(state);
    }
  }
  result.commits = broker.commits();
  return result;
}

}  // namespace vocmap
