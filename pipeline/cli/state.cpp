#include "pipeline/cli/state.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <tl/expected.hpp>

#include "pipeline/cli/exit.h"
#include "pipeline/cli/inspect/show_store.h"
#include "pipeline/cli/inspect/task_directory.h"
#include "pipeline/config/settings.h"

namespace vocmap {
namespace {

// state_dir, or the exit code of a bad start.
tl::expected<std::filesystem::path, int> root_of(const StateOptions& options) {
  const auto settings = load_settings_file(options.config, Purpose::other, Host::of_this_process());
  if (!settings) return tl::unexpected(bad_start(settings.error()));
  if (std::filesystem::is_directory(settings->state_dir)) return settings->state_dir;
  return tl::unexpected(
      bad_start({fmt::format("state_dir {} is no directory", settings->state_dir.string())}));
}

std::vector<std::string_view> names_of(std::span<const StoreLayout> stores) {
  std::vector<std::string_view> names;
  for (const StoreLayout& store : stores) names.push_back(store.name);
  return names;
}

}  // namespace

int state_list(const StateOptions& options) {
  const auto root = root_of(options);
  if (!root) return root.error();
  bool readable = true;
  if (!options.json) fmt::print("{}\n", heading_of_tasks());
  for (const TaskDirectory& directory : task_directories(*root)) {
    const TaskReport report = report_of(directory);
    readable = readable && (report.problem.empty() || directory.put_aside);
    fmt::print("{}\n", options.json ? json_of(report) : row_of(report));
  }
  return readable ? 0 : 1;
}

int state_show(const StateOptions& options) {
  const auto root = root_of(options);
  if (!root) return root.error();
  const auto directory = task_directory(*root / options.task);
  if (!directory || !std::filesystem::is_directory(directory->path)) {
    return bad_start({fmt::format("no task '{}' in {}", options.task, root->string())});
  }
  const auto stores = stores_of(directory->stage);
  const auto names = names_of(stores);
  if (!options.store.empty() &&
      std::find(names.begin(), names.end(), options.store) == names.end()) {
    return bad_start({fmt::format("no store '{}' in {}; it has {}", options.store, options.task,
                                  fmt::join(names, ", "))});
  }
  const StateReader reader(directory->path);
  std::uint64_t left = options.limit;
  for (std::size_t i = 0; i < stores.size(); ++i) {
    if (!options.store.empty() && stores[i].name != options.store) continue;
    left -= show_store(reader, i + 1, stores[i], options.prefix, left,
                       [](const std::string& line) { fmt::print("{}\n", line); });
  }
  return 0;
}

}  // namespace vocmap
