#include "pipeline/cli/taxonomy_watcher.h"

#include <spdlog/spdlog.h>

#include "pipeline/cli/taxonomy_files.h"

namespace vocmap {
namespace {
constexpr std::chrono::seconds kLookInterval{1};
}

TaxonomyWatcher::TaxonomyWatcher(std::filesystem::path config,
                                 std::vector<std::filesystem::path> journeys, Engine& engine)
    : config_(std::move(config)),
      journeys_(std::move(journeys)),
      engine_(engine),
      version_in_use_(engine.taxonomies().latest().version()),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

TaxonomyWatcher::~TaxonomyWatcher() = default;

void TaxonomyWatcher::look_now() {
  const std::lock_guard lock{mutex_};
  asked_ = true;
  wake_.notify_all();
}

void TaxonomyWatcher::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    bool asked = false;
    {
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, stop, kLookInterval, [this] { return asked_; });
      asked = std::exchange(asked_, false);
    }
    if (!stop.stop_requested()) look(asked);
  }
}

void TaxonomyWatcher::look(bool asked) {
  log_use();
  std::vector<std::filesystem::path> files = taxonomy_files(journeys_);
  files.push_back(config_);
  if (!watch_.changed(files) && !asked) return;
  const auto taken = read();
  if (!taken) {
    engine_.metrics().taxonomy_reload("refused");
    for (const std::string& problem : taken.error()) {
      spdlog::error("the taxonomy is refused and the one in use stays: {}", problem);
    }
  } else if (*taken) {
    engine_.metrics().taxonomy_reload("accepted");
    const Taxonomy& newest = engine_.taxonomies().latest().taxonomy();
    spdlog::info("taxonomy version {} is read; it holds from {} on", newest.version,
                 format_rfc3339(*newest.effective_from));
  } else if (asked) {
    spdlog::info("the taxonomy has no new version");
  }
}

void TaxonomyWatcher::log_use() {
  const std::uint32_t newest = engine_.report_taxonomies();
  if (std::exchange(version_in_use_, newest) == newest) return;
  spdlog::info("taxonomy version {} is known to all workers", newest);
}

tl::expected<bool, std::vector<std::string>> TaxonomyWatcher::read() {
  try {
    auto settings = load_settings_file(config_, Purpose::run, Host::of_this_process());
    if (!settings) return tl::unexpected(std::move(settings.error()));
    journeys_ = std::move(settings->journeys);
    auto versions = read_versions(journeys_);
    if (!versions) return tl::unexpected(std::move(versions.error()));
    return engine_.take_on(std::move(*versions));
  } catch (const std::exception& error) {
    return tl::unexpected(std::vector<std::string>{error.what()});
  }
}

}  // namespace vocmap
