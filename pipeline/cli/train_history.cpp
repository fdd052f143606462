#include "pipeline/cli/train_history.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "pipeline/kafka/stored_records.h"

namespace vocmap {
namespace {

double megabytes(std::uintmax_t bytes) {
  return static_cast<double>(bytes) / 1e6;
}

}  // namespace

tl::expected<void, std::string> read_files(const std::vector<std::filesystem::path>& files,
                                           ReadHistory& history, Progress& progress) {
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
      return tl::unexpected(
          fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno)));
    }
    std::error_code unknown;  // of a pipe: then there is no share to tell
    const std::uintmax_t size = std::filesystem::file_size(file, unknown);
    progress.step(fmt::format("reading {}", file.string()));
    std::uintmax_t bytes = 0;
    for (std::string line; std::getline(in, line);) {
      bytes += line.size() + 1;
      if (!line.empty()) history.read({.topic = Topic::contacts, .value = line, .headers = {}});
      progress.done(unknown ? 0 : static_cast<double>(bytes) / static_cast<double>(size),
                    [&] { return fmt::format("{:.1f} MB", megabytes(bytes)); });
    }
    if (in.bad()) {
      return tl::unexpected(
          fmt::format("{} cannot be read: {}", file.string(), std::strerror(errno)));
    }
  }
  return {};
}

tl::expected<void, std::string> read_topic(const Settings& settings, std::optional<EventTime> since,
                                           ReadHistory& history, Progress& progress) {
  StoredRecords records(settings.kafka, settings.application, settings.topics);
  const std::string& topic = settings.topics.of(Topic::contacts);
  if (records.partition_count(Topic::contacts) == 0) {
    return tl::unexpected(fmt::format("topic {} does not exist", topic));
  }
  progress.step(fmt::format("reading topic {}", topic));
  std::uintmax_t bytes = 0;
  records.read(
      Topic::contacts,
      [&](const Record& record) {
        bytes += record.value.size();
        history.read(record);
      },
      since,
      [&](double share) {
        progress.done(share, [&] { return fmt::format("{:.1f} MB", megabytes(bytes)); });
      });
  return {};
}

}  // namespace vocmap
