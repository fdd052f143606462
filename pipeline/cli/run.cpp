#include "pipeline/cli/run.h"

#include <spdlog/spdlog.h>

#include "pipeline/cli/engine.h"
#include "pipeline/cli/exit.h"
#include "pipeline/cli/reload/taxonomy_watcher.h"
#include "pipeline/cli/signals.h"
#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/kafka/client.h"
#include "pipeline/observe/log.h"

namespace vocmap {
namespace {

int serve(const Settings& settings, const TaxonomyHistory& taxonomies,
          std::shared_ptr<const TextModel> model, const RunOptions& options) {
  std::optional<Engine> engine;
  std::optional<TaxonomyWatcher> watcher;
  StopSignals signals{[&] { watcher->look_now(); }};
  try {
    engine.emplace(settings, taxonomies, std::move(model),
                   EngineMode{.name = "run", .until = options.until});
  } catch (const std::exception& error) {
    return bad_start({error.what()});
  }
  engine->start();
  spdlog::info("vocmap {} serves http://{}:{}", VOCMAP_VERSION, settings.http.address,
               engine->http_port());
  watcher.emplace(TaxonomyReload{options.config, settings.journeys, engine->taxonomy_use()});
  while (!engine->finished()) {
    if (!signals.received_within(100)) continue;
    spdlog::info("stopping");
    engine->request_stop();
    break;
  }
  watcher.reset();
  const bool done = engine->wait();
  if (done && options.until) fmt::print("{}\n", to_json(engine->summary()));
  return done ? 0 : kFailed;
}

}  // namespace

int run(const RunOptions& options) {
  std::vector<std::string> problems;
  if (const auto log = start_log(options.log_level); !log) problems.push_back(log.error());
  const auto settings = load_settings_file(options.config, Purpose::run, Host::of_this_process());
  if (!settings) {
    problems.insert(problems.end(), settings.error().begin(), settings.error().end());
    return bad_start(problems);
  }
  const auto more = property_problems(settings->kafka);
  problems.insert(problems.end(), more.begin(), more.end());
  const auto taxonomies = read_taxonomies(settings->journeys);
  if (!taxonomies) {
    problems.insert(problems.end(), taxonomies.error().begin(), taxonomies.error().end());
  }
  auto model = read_text_model(settings->text.model);
  if (!model) problems.push_back(model.error());
  if (!problems.empty()) return bad_start(problems);
  return serve(*settings, *taxonomies, std::move(*model), options);
}

}  // namespace vocmap
