#include "pipeline/cli/reload/taxonomy_reload.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/config/settings.h"

namespace vocmap {
namespace {
constexpr int kLongestPause = 60;  // looks
}

TaxonomyReload::TaxonomyReload(std::filesystem::path config,
                               std::vector<std::filesystem::path> journeys, TaxonomyUse use)
    : config_(std::move(config)), journeys_(std::move(journeys)), use_(std::move(use)) {}

void TaxonomyReload::look(bool asked) {
  Taken taken{};
  try {
    taken = take(asked);
  } catch (const std::exception& error) {
    taken = tl::unexpected(TaxonomyRefusal{{error.what()}, true});
  }
  if (taken) return;
  if (taken.error().passing) {
    try_in_ = pause_;
    pause_ = std::min(2 * pause_, kLongestPause);
  }
  tell(taken.error(), asked);
}

TaxonomyReload::Taken TaxonomyReload::take(bool asked) {
  use_.report();
  std::vector<std::filesystem::path> files = taxonomy_files(journeys_);
  files.push_back(config_);
  // A file that came before its version was awaited may have been refused.
  const bool again = wait_began();
  const bool due = try_in_ > 0 && --try_in_ == 0;
  if (!watch_.changed(files) && !asked && !again && !due) return {};
  try_in_ = 0;
  Taken taken = read();
  if (taken || !taken.error().passing) pause_ = 1;
  if (taken) tell(*taken, asked);
  return taken;
}

void TaxonomyReload::tell(const TaxonomyTaken& taken, bool asked) {
  told_.clear();
  if (!taken.any) {
    if (asked) spdlog::info("the taxonomy has no new version");
    return;
  }
  use_.count(taken.late.empty() ? "accepted" : "late");
  const Taxonomy& newest = use_.taxonomies().latest().taxonomy();
  spdlog::info("taxonomy version {} is known to all workers; it holds from {} on", newest.version,
               format_rfc3339(*newest.effective_from));
  for (const auto& late : taken.late) {
    spdlog::warn(
        "taxonomy version {} came late to this instance: contacts since {} that it has read may "
        "have been scored under the version before, and stay so; bring a file to all instances "
        "before its effective_from",
        late->version(), format_rfc3339(*late->taxonomy().effective_from));
  }
}

bool TaxonomyReload::wait_began() {
  const std::uint32_t awaited = use_.awaited();
  if (std::exchange(awaited_version_, awaited) == awaited || awaited == 0) return false;
  spdlog::error(
      "taxonomy version {} is in force at other instances and this one does not know it: what is "
      "to be counted under it waits here; bring its file",
      awaited);
  return true;
}

TaxonomyReload::Taken TaxonomyReload::read() {
  if (const auto text = read_file(config_); !text) {
    return tl::unexpected(TaxonomyRefusal{{text.error()}, true});
  }
  auto settings = load_settings_file(config_, Purpose::run, Host::of_this_process());
  if (!settings) return tl::unexpected(TaxonomyRefusal{std::move(settings.error())});
  journeys_ = std::move(settings->journeys);
  auto versions = read_versions(journeys_);
  if (!versions) {
    return tl::unexpected(
        TaxonomyRefusal{std::move(versions.error().problems), versions.error().unreadable});
  }
  return use_.take_on(std::move(*versions));
}

void TaxonomyReload::tell(const TaxonomyRefusal& refusal, bool asked) {
  if (refusal.passing && !asked && refusal.problems == told_) return;
  told_ = refusal.passing ? refusal.problems : std::vector<std::string>{};
  use_.count("refused");
  for (const std::string& problem : refusal.problems) {
    spdlog::error("the taxonomy is refused and the one in use stays: {}", problem);
  }
}

}  // namespace vocmap
