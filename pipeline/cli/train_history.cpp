#include "pipeline/cli/train_history.h"

#include <fmt/format.h>

#include "pipeline/kafka/stored_records.h"

namespace vocmap {
tl::expected<void, std::string> read_topic(const Settings& settings, std::optional<EventTime> since,
                                           ReadContacts& contacts, ProgressDisplay& progress) {
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
        contacts.read(record);
      },
      since,
      [&](double share) {
        progress.done(share,
                      [&] { return fmt::format("{:.1f} MB", static_cast<double>(bytes) / 1e6); });
      });
  return {};
}

}  // namespace vocmap
