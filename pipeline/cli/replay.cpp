#include "pipeline/cli/replay.h"

#include <fmt/format.h>

#include <atomic>

#include "pipeline/cli/exit.h"
#include "pipeline/cli/output_files.h"
#include "pipeline/cli/replay_input.h"
#include "pipeline/cli/run_summary.h"
#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/cli/temporary_directory.h"
#include "pipeline/cli/topology_rules.h"
#include "pipeline/runtime/worker.h"

namespace vocmap {
namespace {

// Gathers the ledgers for the summary.
class Ledgers final : public WorkerObserver {
 public:
  void source_ledger(TopicPartition source, const SourceLedger& ledger, bool) override {
    summary.sources[{std::string{name_of(source.topic)}, source.partition}] = ledger;
  }
  void received_ledger(std::int32_t task, TopicPartition source, const ReceivedLedger& ledger,
                       bool) override {
    received[{task, source}] = ledger;
  }

  RunSummary result() {
    for (const auto& [key, ledger] : received) {
      summary.add({std::string{name_of(key.second.topic)}, key.second.partition}, ledger);
    }
    return std::move(summary);
  }

 private:
  RunSummary summary;
  std::map<std::pair<std::int32_t, TopicPartition>, ReceivedLedger> received;
};

tl::expected<Settings, Problems> settings_of(const ReplayOptions& options) {
  if (options.config.empty()) return Settings{};
  return load_settings_file(options.config, Purpose::other, Host::of_this_process());
}

}  // namespace

int replay(const ReplayOptions& options) {
  const auto taxonomies = read_taxonomies(options.journeys);
  LocalBroker broker;
  const auto lines = read_inputs(options.inputs, options.as_is, broker);
  const auto settings = settings_of(options);
  const bool own_model = !options.model.empty() || !settings;
  auto model = read_text_model(own_model ? options.model : settings->text.model);
  std::vector<std::string> problems;
  if (!settings) problems = settings.error();
  if (!model) problems.push_back(model.error());
  if (!taxonomies) {
    problems.insert(problems.end(), taxonomies.error().begin(), taxonomies.error().end());
  }
  if (!lines) problems.insert(problems.end(), lines.error().begin(), lines.error().end());
  if (!problems.empty()) return bad_start(problems);

  for (const std::string& sentence : describe_lines_without_model(*taxonomies, model->get())) {
    fmt::print(stderr, "vocmap: {}\n", sentence);
  }
  broker.set_partitions(Topic::journey_in, options.partitions);
  broker.set_partitions(Topic::map_in, options.partitions);
  OutputFiles files{options.out};
  broker.set_sink([&](const OutboundRecord& record) { files.write(record); });

  const TemporaryDirectory state;
  StateDirectory directory{state.path(), 256 << 20};
  const ManualClock clock;
  VoiceOfCustomer topology{*taxonomies, rules_of(*settings, std::move(*model))};
  Ledgers ledgers;
  WorkerOptions worker_options;
  worker_options.commit_interval = worker_options.publish_interval = std::chrono::milliseconds{0};
  worker_options.max_records = options.commit_records;
  worker_options.time.watermark_interval = Duration{0};
  worker_options.until = options.until;
  Worker worker{broker, topology, clock, directory, ledgers, worker_options};
  worker.run(std::atomic<bool>{false});
  files.close();
  fmt::print("{}\n", to_json(ledgers.result()));
  return 0;
}

}  // namespace vocmap
