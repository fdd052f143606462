#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "pipeline/config/settings.h"

namespace vocmap {

// The configuration of a command that talks to the cluster for a person, who sees what the client
// logs from `log_level` on; else every problem with it.
tl::expected<Settings, std::vector<std::string>> load_cluster_settings(
    const std::filesystem::path& config, std::string_view log_level);

}  // namespace vocmap
