#include "pipeline/cli/cluster_settings.h"

#include "pipeline/kafka/client.h"
#include "pipeline/observe/log.h"

namespace vocmap {

tl::expected<Settings, std::vector<std::string>> load_cluster_settings(
    const std::filesystem::path& config, std::string_view log_level) {
  std::vector<std::string> problems;
  if (const auto log = start_log(log_level); !log) problems.push_back(log.error());
  auto settings = load_settings_file(config, Purpose::run, Host::of_this_process());
  const auto more = settings ? property_problems(settings->kafka) : settings.error();
  problems.insert(problems.end(), more.begin(), more.end());
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return settings;
}

}  // namespace vocmap
