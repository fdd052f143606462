#include "tests/support/golden_setup.h"

#include <fmt/ranges.h>

#include <stdexcept>

#include "pipeline/cli/taxonomy_files.h"
#include "pipeline/cli/topology_rules.h"

namespace vocmap {

GoldenSetup read_golden_setup(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    const std::string name = entry.path().filename();
    if (name.starts_with("journeys") && name.ends_with(".yaml")) files.push_back(entry.path());
  }
  auto taxonomies = read_taxonomies(files);
  if (!taxonomies) {
    throw std::runtime_error(fmt::format("{}", fmt::join(taxonomies.error(), "\n")));
  }
  GoldenSetup setup{std::move(*taxonomies), {}};
  const std::filesystem::path file = folder / "vocmap.yaml";
  if (!std::filesystem::exists(file)) return setup;
  const auto settings = load_settings_file(file, Purpose::other, {"host", {}});
  if (!settings) throw std::runtime_error(fmt::format("{}", fmt::join(settings.error(), "\n")));
  setup.rules = rules_of(*settings, nullptr);
  return setup;
}

}  // namespace vocmap
