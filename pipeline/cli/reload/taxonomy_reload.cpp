#include "pipeline/cli/reload/taxonomy_reload.h"

#include <spdlog/spdlog.h>

#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/config/settings.h"

namespace vocmap {

TaxonomyReload::TaxonomyReload(std::filesystem::path config,
                               std::vector<std::filesystem::path> journeys, TaxonomyUse use)
    : config_(std::move(config)), journeys_(std::move(journeys)), use_(std::move(use)) {}

void TaxonomyReload::look(bool asked) {
  Taken taken = false;
  try {
    taken = take(asked);
  } catch (const std::exception& error) {
    taken = tl::unexpected(TaxonomyRefusal{{error.what()}, true});
  }
  if (taken) return;
  if (taken.error().passing) watch_.tell_again();
  tell(taken.error(), asked);
}

TaxonomyReload::Taken TaxonomyReload::take(bool asked) {
  use_.report();
  std::vector<std::filesystem::path> files = taxonomy_files(journeys_);
  files.push_back(config_);
  // A file that came before its version was awaited may have been refused.
  const bool again = wait_began();
  if (!watch_.changed(files) && !asked && !again) return false;
  const Taken taken = read();
  if (!taken) return taken;
  told_.clear();
  if (*taken) {
    use_.count("accepted");
    const Taxonomy& newest = use_.taxonomies().latest().taxonomy();
    spdlog::info("taxonomy version {} is known to all workers; it holds from {} on", newest.version,
                 format_rfc3339(*newest.effective_from));
  } else if (asked) {
    spdlog::info("the taxonomy has no new version");
  }
  return taken;
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
