#include "pipeline/cli/inspect/task_directory.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <tuple>

#include "pipeline/cli/inspect/store_layout.h"
#include "schemas/json_writer.h"

namespace vocmap {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPutAside = ".corrupt";
constexpr const char* kRow = "{:<20}  {:>14}  {:>14}  {:>10}  {:>12}  {:>10}  {}";

// Size and last change of the files; a running service may delete some meanwhile.
void measure(TaskReport& report) {
  std::error_code gone;
  for (const fs::directory_entry& file : fs::directory_iterator(report.directory.path, gone)) {
    struct stat status {};
    if (stat(file.path().c_str(), &status) != 0) continue;
    report.bytes += static_cast<std::uint64_t>(status.st_size);
    const std::int64_t changed_ms =
        std::int64_t{status.st_mtim.tv_sec} * 1000 + status.st_mtim.tv_nsec / 1'000'000;
    report.written_ms = std::max(report.written_ms, changed_ms);
  }
}

void read(TaskReport& report) {
  const StateReader reader(report.directory.path);
  report.progress = reader.progress();
  if (report.progress.written_ms > 0) report.written_ms = report.progress.written_ms;
  report.keys.resize(stores_of(report.directory.stage).size());
  reader.scan({}, {}, [&](std::string_view key, std::string_view) {
    const auto store = static_cast<unsigned char>(key.front());
    if (store > report.keys.size()) report.keys.resize(store);
    ++report.keys[store - 1U];
    return true;
  });
}

std::string store_name(const TaskReport& report, std::size_t index) {
  const auto stores = stores_of(report.directory.stage);
  return index < stores.size() ? std::string{stores[index].name}
                               : fmt::format("store_{}", index + 1);
}

}  // namespace

std::optional<TaskDirectory> task_directory(const fs::path& path) {
  TaskDirectory directory;
  directory.path = path;
  directory.name = path.filename().string();
  directory.put_aside = directory.name.ends_with(kPutAside);
  std::string_view name = directory.name;
  if (directory.put_aside) name.remove_suffix(kPutAside.size());
  const std::size_t dash = name.rfind('-');
  if (dash == std::string_view::npos) return std::nullopt;
  directory.stage = name.substr(0, dash);
  const std::string_view number = name.substr(dash + 1);
  const auto [end, error] =
      std::from_chars(number.data(), number.data() + number.size(), directory.partition);
  const bool whole = error == std::errc{} && end == number.data() + number.size();
  if (!whole || stores_of(directory.stage).empty()) return std::nullopt;
  return directory;
}

std::vector<TaskDirectory> task_directories(const fs::path& root) {
  std::vector<TaskDirectory> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
    if (!entry.is_directory()) continue;
    if (auto directory = task_directory(entry.path())) found.push_back(std::move(*directory));
  }
  std::sort(found.begin(), found.end(), [](const TaskDirectory& a, const TaskDirectory& b) {
    return std::tie(a.stage, a.partition, a.put_aside) <
           std::tie(b.stage, b.partition, b.put_aside);
  });
  return found;
}

std::uint64_t TaskReport::all_keys() const {
  return std::accumulate(keys.begin(), keys.end(), std::uint64_t{0});
}

TaskReport report_of(const TaskDirectory& directory) {
  TaskReport report;
  report.directory = directory;
  measure(report);
  try {
    read(report);
  } catch (const std::runtime_error& error) {
    report.problem = error.what();
  }
  return report;
}

std::string heading_of_tasks() {
  return fmt::format(fmt::runtime(kRow), "task", "input offset", "changelog", "commit", "bytes",
                     "keys", "last written");
}

std::string row_of(const TaskReport& report) {
  const Progress& progress = report.progress;
  std::string row =
      fmt::format(fmt::runtime(kRow), report.directory.name, progress.stamp.input_offset,
                  progress.changelog_offset, progress.stamp.commit_number, report.bytes,
                  report.all_keys(), format_rfc3339(EventTime{report.written_ms}));
  if (!report.problem.empty()) return row + "\n  " + report.problem;
  const char* separator = "\n  ";
  for (std::size_t i = 0; i < report.keys.size(); ++i) {
    if (report.keys[i] == 0) continue;
    row += fmt::format("{}{} {}", separator, store_name(report, i), report.keys[i]);
    separator = ", ";
  }
  return row;
}

std::string json_of(const TaskReport& report) {
  const Progress& progress = report.progress;
  JsonWriter out;
  out.begin_object()
      .member("task", std::string_view{report.directory.name})
      .member("stage", std::string_view{report.directory.stage})
      .member("partition", report.directory.partition)
      .member("put_aside", report.directory.put_aside)
      .member("bytes", report.bytes)
      .member("written", EventTime{report.written_ms});
  if (report.problem.empty()) {
    out.member("format", static_cast<int>(kStateFormat))
        .member("partitions", progress.stamp.partitions)
        .member("input_offset", progress.stamp.input_offset)
        .member("changelog_offset", progress.changelog_offset)
        .member("commit_number", progress.stamp.commit_number);
    out.key("keys").begin_object();
    for (std::size_t i = 0; i < report.keys.size(); ++i) {
      out.member(store_name(report, i), report.keys[i]);
    }
    out.end_object();
  } else {
    out.member("problem", std::string_view{report.problem});
  }
  out.end_object();
  return out.take();
}

}  // namespace vocmap
