#include "pipeline/cli/published_taxonomies.h"

#include <simdjson.h>
#include <spdlog/spdlog.h>

#include <charconv>
#include <map>

#include "pipeline/kafka/stored_records.h"

namespace vocmap {
namespace {

template <class Number>
std::optional<Number> number_in(std::string_view text, int base) {
  Number number{};
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc{} && stop == end ? std::optional{number} : std::nullopt;
}

std::optional<std::uint64_t> hash_in(std::string_view json) {
  simdjson::dom::parser parser;
  std::string_view hash;
  if (parser.parse(json.data(), json.size())["hash"].get(hash) != simdjson::SUCCESS) {
    return std::nullopt;
  }
  return number_in<std::uint64_t>(hash, 16);
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
  std::map<std::uint32_t, std::uint64_t> hashes;
  StoredRecords records{options.properties, options.application, options.topics};
  records.read(Topic::taxonomy, [&](const Record& record) {
    const auto version = number_in<std::uint32_t>(record.key, 10);
    const auto hash = hash_in(record.value);
    if (version && hash) hashes.insert_or_assign(*version, *hash);
  });
  const std::uint32_t latest = taxonomies.latest().version();
  for (auto newer = hashes.upper_bound(latest); newer != hashes.end(); ++newer) {
    spdlog::warn("taxonomy version {} is in use elsewhere and not known here yet: add its file",
                 newer->first);
  }
  return taxonomies.contradictions(hashes);
}

}  // namespace vocmap
