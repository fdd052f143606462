#include "pipeline/cli/engine.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <cstdlib>
#include <stdexcept>

#include "pipeline/cli/console_page.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/metrics.h"
#include "pipeline/cli/published_taxonomies.h"
#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/cli/topology_rules.h"
#include "pipeline/kafka/client.h"

namespace vocmap {
namespace {

constexpr std::chrono::milliseconds kStopPatience{7'500};
constexpr std::chrono::milliseconds kCutShort{1'500};
constexpr std::size_t kStateMemoryBytes = 256 << 20;
// Beyond the commit interval; the other workers wait meanwhile.
constexpr std::chrono::milliseconds kTransactionPatience{2'000};
// Of days that may still change: a metric of the catalogue does for 32 days and a lateness.
constexpr std::chrono::days kGaugesReach{40};

void warn_of_lines_without_model(const TaxonomyHistory& taxonomies, const TextModel* model) {
  for (const std::string& sentence : describe_lines_without_model(taxonomies, model)) {
    spdlog::warn("{}", sentence);
  }
}

}  // namespace

Engine::Engine(const Settings& settings, const TaxonomyHistory& taxonomies,
               std::shared_ptr<const TextModel> model, const EngineMode& mode)
    : settings_(settings),
      model_(std::move(model)),
      mode_(mode),
      directory_(settings_.state_dir, kStateMemoryBytes),
      drained_(static_cast<std::size_t>(settings_.threads)),
      process_(settings.state_dir),
      business_(table_,
                [this](std::string_view line) { return observed_.ownership.owns_line(line); }),
      catalogue_(catalogue_gauges(),
                 [this](std::string_view line) { return observed_.ownership.owns_line(line); }),
      gate_(static_cast<std::size_t>(settings_.threads)) {
  HttpServer::Content content;
  content.table = &table_;
  content.ledger = &observed_.ledger;
  content.collectors = {&observed_.metrics.collectable(), &observed_.ledger, &business_,
                        &catalogue_, &process_};
  content.console_page = console_page();
  content.mode = mode_.name;
  content.watermark = [this] { return watermark_of(StageId::map); };
  content.workers = static_cast<std::size_t>(settings_.threads);
  http_ = std::make_unique<HttpServer>(std::move(content));
  if (const auto bound = http_->start(settings_.http.address, settings_.http.port); !bound) {
    throw std::runtime_error(bound.error());
  }
  std::vector<VoiceOfCustomer*> topologies;
  for (int i = 0; i < settings_.threads; ++i) {
    add_worker(static_cast<std::size_t>(i), taxonomies);
    topologies.push_back(workers_.back()->topology.get());
  }
  taxonomies_.emplace(taxonomies, topologies, gate_, [this] { return newest_event(); });
  const auto contradictions =
      contradictions_to_published(taxonomies, *workers_.front()->broker, kafka_options(0));
  if (!contradictions.empty()) {
    throw std::runtime_error(fmt::format("the taxonomy: {}", fmt::join(contradictions, "; ")));
  }
  for (auto& worker : workers_) worker->broker->join();
  warn_of_lines_without_model(taxonomies, model_.get());
  report_taxonomies();
  reader_ = std::make_unique<TableReader>(
      kafka_options(0),
      std::vector{Topic::experience_map, Topic::battle_map, Topic::scenarios, Topic::metrics_28d,
                  Topic::metrics_1d},
      [this](const Record& record) {
        if (record.topic == Topic::metrics_1d) {
          catalogue_.apply(record);
        } else {
          table_.apply(record);
        }
      },
      std::map{std::pair{Topic::metrics_1d, EventTime{clock_.now_ms()} - kGaugesReach}});
}

Engine::~Engine() {
  request_stop();
  wait();
}

std::string Engine::member_id(std::size_t worker) const {
  return fmt::format("{}-{}-{}", settings_.application, settings_.instance, worker);
}

KafkaOptions Engine::kafka_options(std::size_t worker) const {
  KafkaOptions options;
  options.properties = settings_.kafka;
  options.application = settings_.application;
  options.transactional_id = member_id(worker);
  options.instance_id = options.transactional_id;
  options.topics = settings_.topics;
  options.manual_partitions = mode_.manual_partitions;
  options.stop = stop_source_.get_token();
  return options;
}

WorkerOptions Engine::worker_options(std::size_t worker) {
  WorkerOptions options;
  options.may_end = [this, worker](bool drained) {
    drained_[worker] = drained;
    return std::all_of(drained_.begin(), drained_.end(),
                       [](const auto& flag) { return flag.load(); });
  };
  options.member_id = member_id(worker);
  options.standby_replicas = settings_.standby_replicas;
  options.commit_interval = settings_.commit.interval;
  options.max_records = settings_.commit.max_records;
  options.publish_interval = settings_.publish_interval;
  options.time = {.out_of_orderness = settings_.time.out_of_orderness,
                  .idle_timeout = settings_.time.idle_timeout};
  options.until = mode_.until;
  options.input_ends = input_ends_;
  options.lineage = {{"vocmap-version", VOCMAP_VERSION}};
  return options;
}

void Engine::add_worker(std::size_t index, const TaxonomyHistory& taxonomies) {
  auto thread = std::make_unique<WorkerThread>();
  thread->broker = std::make_unique<KafkaBroker>(kafka_options(index));
  if (mode_.until && input_ends_.empty()) input_ends_ = input_ends(*thread->broker);
  thread->topology =
      std::make_unique<VoiceOfCustomer>(taxonomies, rules_of(settings_, model_), &gate_);
  thread->metrics = std::make_unique<WorkerMetrics>(index, observed_, *http_, *thread->broker,
                                                    directory_, thread->topology->intake_counts());
  thread->worker = std::make_unique<Worker>(*thread->broker, *thread->topology, clock_, directory_,
                                            *thread->metrics, worker_options(index));
  workers_.push_back(std::move(thread));
}

void Engine::start() {
  running_ = static_cast<int>(workers_.size());
  for (auto& worker : workers_) {
    worker->thread = std::thread{[this, &worker] { run_worker(*worker); }};
  }
}

void Engine::run_worker(WorkerThread& worker) {
  try {
    worker.worker->run(stop_);
  } catch (const std::exception& error) {
    if (!stop_) {
      spdlog::error("worker stopped: {}", error.what());
      failed_ = true;
    }
    stop_ = true;
  }
  gate_.leave();
  --running_;
}

// At least what the watermarks say, which survive a restart.
EventTime Engine::newest_event() const {
  EventTime newest = EventTime::min();
  for (const auto& worker : workers_) newest = std::max(newest, worker->topology->newest_event());
  for (const StageId stage : {StageId::intake, StageId::journey, StageId::map}) {
    newest = std::max(newest, watermark_of(stage).value_or(EventTime::min()));
  }
  return newest;
}

TaxonomyUse Engine::taxonomy_use() {
  return {
      .take_on = [this](std::vector<Taxonomy> versions) { return take_on(std::move(versions)); },
      .taxonomies = [this]() -> const TaxonomyHistory& { return taxonomies_->taxonomies(); },
      .count = [this](std::string_view result) { observed_.metrics.taxonomy_reload(result); },
      .report = [this] { report_taxonomies(); },
      .awaited = [this] { return taxonomies_->awaited(); }};
}

tl::expected<bool, TaxonomyRefusal> Engine::take_on(std::vector<Taxonomy> versions) {
  auto taken =
      taxonomies_->take_on(std::move(versions), settings_.commit.interval + kTransactionPatience);
  if (taken && *taken) warn_of_lines_without_model(taxonomies_->taxonomies(), model_.get());
  return taken;
}

void Engine::report_taxonomies() {
  const TaxonomyHistory& taxonomies = taxonomies_->taxonomies();
  const TaxonomyIndex& in_force = taxonomies.at(newest_event());
  observed_.metrics.taxonomy_versions(taxonomies.latest().version(), in_force.version(),
                                      taxonomies_->awaited());
  if (std::exchange(reported_version_, in_force.version()) == in_force.version()) return;
  observed_.metrics.lines_without_model(model_ ? lines_without_model(in_force, *model_).size() : 0);
}

void Engine::request_drain() {
  for (auto& worker : workers_) worker->worker->request_drain();
}

void Engine::request_stop() {
  stop_ = true;
}

bool Engine::ended_within(std::chrono::milliseconds patience) const {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (running_ > 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
  return running_ == 0;
}

bool Engine::wait() {
  // A stopping worker commits what it has; one that waits for an absent cluster is cut short, and
  // one that librdkafka does not let go is left behind, as by a kill.
  if (stop_ && !ended_within(kStopPatience)) {
    stop_source_.request_stop();
    if (!ended_within(kCutShort)) {
      spdlog::error("Kafka does not answer: ending without a last commit; nothing is lost");
      spdlog::shutdown();
      std::_Exit(kFailed);
    }
  }
  for (auto& worker : workers_) {
    if (worker->thread.joinable()) worker->thread.join();
  }
  http_->set_ready(false);
  if (!failed_) http_->set_ended();
  return !failed_;
}

RunSummary Engine::summary() const {
  RunSummary summary;
  for (const LedgerView::Row& row : observed_.ledger.snapshot().rows) {
    summary.sources[{row.topic, row.partition}] = row.source;
    summary.add({row.topic, row.partition}, row.received);
  }
  return summary;
}

}  // namespace vocmap
