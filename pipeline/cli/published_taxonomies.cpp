#include "pipeline/cli/published_taxonomies.h"

#include <spdlog/spdlog.h>

#include <charconv>
#include <map>

#include "pipeline/kafka/stored_records.h"

namespace vocmap {
namespace {

using Hashes = std::map<std::uint32_t, std::uint64_t>;  // by taxonomy version

template <class Number>
std::optional<Number> number_in(std::string_view text, int base) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc{} && stop == end ? std::optional{number} : std::nullopt;
}

// The versions that the writer of a record knew, from its lineage headers.
Hashes known_to_writer(const Record& record) {
  Hashes hashes;
  for (const Header& header : record.headers) {
    const std::size_t colon = header.value.find(':');
    if (header.name != "vocmap-taxonomy" || colon == header.value.npos) continue;
    const auto version = number_in<std::uint32_t>(header.value.substr(0, colon), 10);
    const auto hash = number_in<std::uint64_t>(header.value.substr(colon + 1), 16);
    if (version && hash) hashes.emplace(*version, *hash);
  }
  return hashes;
}

// A position that cannot be told is being moved by a transaction.
bool has_committed(KafkaBroker& broker, TopicPartition source) {
  broker.await_group();
  const auto position = broker.committed(source);
  return !position || position->next_offset;
}

}  // namespace

std::vector<std::string> contradictions_to_published(const TaxonomyHistory& taxonomies,
                                                     KafkaBroker& broker,
                                                     const KafkaOptions& options) {
  if (!has_committed(broker, {Topic::rank_in, 0})) return {};
  Hashes hashes;
  std::int64_t newest_ms = 0;
  StoredRecords records{options.properties, options.application, options.topics};
  records.read(Topic::taxonomy, [&](const Record& record) {
    if (record.timestamp_ms < newest_ms) return;
    newest_ms = record.timestamp_ms;
    hashes = known_to_writer(record);
  });
  const std::uint32_t latest = taxonomies.latest().version();
  for (auto newer = hashes.upper_bound(latest); newer != hashes.end(); ++newer) {
    spdlog::warn("taxonomy version {} is in use elsewhere and not known here yet: add its file",
                 newer->first);
  }
  return taxonomies.contradictions(hashes);
}

}  // namespace vocmap
