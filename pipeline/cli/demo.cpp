#include "pipeline/cli/demo.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

#include "operators/taxonomy/load_taxonomy.h"
#include "pipeline/cli/demo_screen.h"
#include "pipeline/cli/engine.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/generate/demo_journeys.h"
#include "pipeline/cli/generate/generator.h"
#include "pipeline/cli/generate/texts.h"
#include "pipeline/cli/measured_cells.h"
#include "pipeline/cli/signals.h"
#include "pipeline/cli/temporary_directory.h"
#include "pipeline/kafka/mock_cluster.h"
#include "pipeline/kafka/producer.h"
#include "pipeline/kafka/topic_spec.h"
#include "pipeline/observe/log.h"

namespace vocmap {
namespace {

using SteadyClock = std::chrono::steady_clock;

// The in-process cluster keeps 5 MiB per partition: far fewer records may be unread.
constexpr std::int64_t kMostInFlight = 4'000;
constexpr int kOpenEndedSeconds = 60;  // of input when the demo has no end

Settings demo_settings(const DemoOptions& options, const std::string& bootstrap,
                       const std::filesystem::path& state) {
  Settings settings;
  settings.instance = "demo";
  settings.state_dir = state;
  settings.kafka = {{"bootstrap.servers", bootstrap}};
  settings.http = {options.address, options.port};
  settings.partitions = {.journey = 2, .map = 2};
  settings.time.idle_timeout = std::chrono::seconds{1};
  return settings;
}

TaxonomyHistory demo_taxonomies() {
  auto taxonomy = load_taxonomy(kDemoJourneys);
  std::vector<Taxonomy> versions;
  versions.push_back(std::move(taxonomy.value()));
  return std::move(TaxonomyHistory::make(std::move(versions)).value());
}

GenerateOptions demo_input(const DemoOptions& options) {
  GenerateOptions input;
  input.seed = options.seed;
  input.events = options.events;
  input.order_share = 0.95;
  input.customers = 10'000;
  // The four days before this one: never in the future of the host's clock.
  const EventTime today = floor_to(EventTime{HostClock{}.now_ms()}, std::chrono::days{1});
  input.start = today - input.span;
  return input;
}

// One demonstration: owns the cluster, the engine and the generator, and drives them in turn.
class Demonstration {
 public:
  Demonstration(const DemoOptions& options, StopSignals& signals)
      : options_(options),
        signals_(signals),
        taxonomies_(demo_taxonomies()),
        settings_(demo_settings(options, cluster_.bootstrap(), state_.path())) {
    const auto specs =
        topic_specs(settings_.topics, {.inputs = 1, .journey = 2, .map = 2, .outputs = 4});
    for (const TopicSpec& spec : specs) cluster_.create_topic(spec.name, spec.partitions);
    engine_.emplace(settings_, taxonomies_, nullptr,
                    EngineMode{.name = "demo", .manual_partitions = true, .until = {}});
    KafkaOptions reading;
    reading.properties = settings_.kafka;
    reading.application = "vocmap-demo-subscriber";
    reading.topics = settings_.topics;
    reading.manual_partitions = true;
    reader_.emplace(reading, std::vector{Topic::metrics_1h, Topic::metrics_1d, Topic::dead_letters},
                    [this](const Record& record) { cells_.apply(record); });
    producer_.emplace(settings_.kafka, settings_.topics);
    engine_->start();
  }

  int run() {
    fmt::print("console: http://{}:{}/   (metrics: /metrics)\n", options_.address,
               engine_->http_port());
    std::fflush(stdout);
    EventGenerator generator{demo_input(options_), taxonomies_.latest().taxonomy(), demo_texts()};
    if (!feed(generator)) return 0;  // stopped by the user
    const bool equal = settle(generator);
    if (options_.seconds == 0) {
      fmt::print("the console stays up; Ctrl-C ends\n");
      std::fflush(stdout);
      while (!signals_.received_within(1'000)) {
      }
    }
    return equal ? 0 : 1;
  }

 private:
  std::int64_t in_flight() const {
    std::int64_t done = 0;
    for (const LedgerView::Row& row : engine_->ledger().snapshot().rows) {
      done += static_cast<std::int64_t>(row.received.received + row.source.dead_lettered);
    }
    return sent_ - done;
  }

  void send(const GeneratedRecord& record) {
    producer_->send({.topic = record.topic,
                     .partition = -1,
                     .key = record.key,
                     .value = record.value,
                     .timestamp_ms = std::nullopt});
    ++sent_;
  }

  // Waits until at most `limit` records are under way; false when the user or a failure stopped it.
  bool wait_for_room(std::int64_t limit) {
    while (in_flight() > limit) {
      producer_->flush(std::chrono::milliseconds{0});
      if (signals_.received_within(5) || engine_->finished()) return false;
      show();
    }
    return true;
  }

  // Sends the input over the planned time, then the records that are late by then.
  bool feed(EventGenerator& generator) {
    const double seconds = (options_.seconds > 0 ? options_.seconds : kOpenEndedSeconds) * 0.6;
    const auto started = SteadyClock::now();
    GeneratedRecord record;
    while (generator.next(record)) {
      send(record);
      if (sent_ % 50 != 0) continue;
      if (!wait_for_room(kMostInFlight)) return false;
      const double planned =
          seconds * static_cast<double>(sent_) / static_cast<double>(options_.events);
      const double ahead =
          planned - std::chrono::duration<double>(SteadyClock::now() - started).count();
      if (ahead > 0 && signals_.received_within(static_cast<long>(ahead * 1'000))) return false;
      show();
    }
    return feed_late(generator);
  }

  bool feed_late(EventGenerator& generator) {
    const std::vector<GeneratedRecord>& late = generator.late_records();
    if (!wait_for_room(0)) return false;
    while (engine_->watermark_of(StageId::journey).value_or(EventTime::min()) <
           generator.late_after()) {
      if (signals_.received_within(20) || engine_->finished()) return false;
    }
    for (const GeneratedRecord& record : late) send(record);
    return wait_for_room(0);
  }

  // Drains, waits until the subscriber has read what was published, and prints the comparison.
  bool settle(const EventGenerator& generator) {
    producer_->flush(std::chrono::seconds{10});
    engine_->request_drain();
    bool equal = engine_->wait();
    std::string table;
    for (int tries = 0; tries < 100; ++tries) {
      table = compare_with_truth(generator.truth(), cells_.measured(engine_->ledger()),
                                 taxonomies_.latest().taxonomy(), equal);
      if (equal || signals_.received_within(100)) break;
    }
    fmt::print("\n{}", table);
    std::fflush(stdout);
    return equal;
  }

  void show() {
    const bool terminal = isatty(STDOUT_FILENO) != 0;
    const auto now = SteadyClock::now();
    if (now - shown_ < std::chrono::seconds{terminal ? 1 : 5}) return;
    shown_ = now;
    const auto watermark = engine_->watermark_of(StageId::map);
    if (terminal) {
      fmt::print("\x1b[H\x1b[2J{}\n console: http://{}:{}/\n",
                 draw_experience_maps(engine_->table(), watermark), options_.address,
                 engine_->http_port());
    } else {
      fmt::print("{:>7} records sent, event time {}\n", sent_,
                 watermark ? format_rfc3339(*watermark) : "waiting");
    }
    std::fflush(stdout);
  }

  const DemoOptions& options_;
  StopSignals& signals_;
  const TemporaryDirectory state_;
  MockCluster cluster_;
  const TaxonomyHistory taxonomies_;
  const Settings settings_;
  MeasuredCells cells_;
  std::optional<Engine> engine_;
  std::optional<TableReader> reader_;
  std::optional<Producer> producer_;
  std::int64_t sent_ = 0;
  SteadyClock::time_point shown_;
};

}  // namespace

int demo(const DemoOptions& options) {
  StopSignals signals;
  if (const auto log = start_log("warn"); !log) return bad_start({log.error()});
  std::optional<Demonstration> demonstration;
  try {
    demonstration.emplace(options, signals);
  } catch (const std::exception& error) {
    return bad_start({error.what()});
  }
  return demonstration->run();
}

}  // namespace vocmap
