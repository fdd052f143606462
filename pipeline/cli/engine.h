#pragma once

#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/cli/reload/taxonomy_reload.h"
#include "pipeline/cli/run_summary.h"
#include "pipeline/cli/topology.h"
#include "pipeline/cli/worker_metrics.h"
#include "pipeline/config/settings.h"
#include "pipeline/kafka/table_reader.h"
#include "pipeline/observe/business_metrics.h"
#include "pipeline/observe/catalogue_gauges.h"
#include "pipeline/observe/live_table.h"
#include "pipeline/observe/process_metrics.h"

namespace vocmap {

struct EngineMode {
  std::string_view name = "run";   // or "demo"
  bool manual_partitions = false;  // the in-process cluster has no consumer groups
  std::optional<EventTime> until;
};

// The whole service in one process: workers on their threads, the live table, HTTP. The owner
// constructs it (KafkaError and bad starts throw), starts it, and waits.
class Engine {
 public:
  Engine(const Settings& settings, const TaxonomyHistory& taxonomies,
         std::shared_ptr<const TextModel> model, const EngineMode& mode);
  ~Engine();

  void start();

  // For one thread. It must end before the engine does.
  TaxonomyUse taxonomy_use();

  void request_drain();
  void request_stop();
  bool finished() const { return running_ == 0 || stop_; }
  // Joins the workers; false when one of them failed.
  bool wait();

  int http_port() const { return http_->port(); }
  const LiveTable& table() const { return table_; }
  const LedgerView& ledger() const { return observed_.ledger; }
  std::optional<EventTime> watermark_of(StageId stage) const {
    return observed_.metrics.watermark_of(name_of(stage));
  }
  RunSummary summary() const;
  EngineMetrics& metrics() { return observed_.metrics; }

 private:
  // Destroyed in reverse: the worker before its broker.
  struct WorkerThread {
    std::unique_ptr<KafkaBroker> broker;
    std::unique_ptr<VoiceOfCustomer> topology;
    std::unique_ptr<WorkerMetrics> metrics;
    std::unique_ptr<Worker> worker;
    std::thread thread;
  };

  std::string member_id(std::size_t worker) const;
  KafkaOptions kafka_options(std::size_t worker) const;
  bool ended_within(std::chrono::milliseconds patience) const;
  WorkerOptions worker_options(std::size_t worker);
  EventTime newest_event() const;
  void add_worker(std::size_t index, const TaxonomyHistory& taxonomies);
  void run_worker(WorkerThread& worker);
  tl::expected<bool, TaxonomyRefusal> take_on(std::vector<Taxonomy> versions);
  void report_taxonomies();

  const Settings settings_;
  const std::shared_ptr<const TextModel> model_;
  const EngineMode mode_;
  const HostClock clock_;
  StateDirectory directory_;
  std::deque<std::atomic<bool>> drained_;  // by worker
  InputEnds input_ends_;                   // when the process started, of a drain
  std::stop_source stop_source_;
  std::atomic<bool> stop_ = false;
  std::atomic<int> running_ = 0;
  std::atomic<bool> failed_ = false;

  Observed observed_;
  LiveTable table_;
  ProcessMetrics process_;
  BusinessMetrics business_;
  CatalogueGauges catalogue_;
  std::unique_ptr<HttpServer> http_;
  Gate gate_;
  std::vector<std::unique_ptr<WorkerThread>> workers_;
  std::optional<TaxonomyExchange> taxonomies_;
  std::uint32_t reported_version_ = 0;  // of the lines without model
  std::unique_ptr<TableReader> reader_;
};

}  // namespace vocmap
