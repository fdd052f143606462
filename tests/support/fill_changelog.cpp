// Writes filler customers to the changelog of JOURNEY, so that restores of any size can be
// measured:
//   fill_changelog BOOTSTRAP CHANGELOG PARTITIONS MEBIBYTES
// They stand in the store of customers, under names that no event has, so no stage ever reads them.
#include <fmt/format.h>

#include <cstdlib>
#include <random>
#include <span>

#include "pipeline/kafka/producer.h"

namespace {

constexpr char kCustomerStore = 4;  // the key layouts in ARCHITECTURE.md
constexpr std::size_t kValueBytes = 1000;

std::string filler_key(std::int64_t number) {
  return kCustomerStore + fmt::format("filler-{:012}", number) + std::string{"\0\1", 2};
}

// Bytes that no compression makes smaller.
std::string filler_value(std::mt19937_64& random) {
  std::string value(kValueBytes, '\0');
  for (char& c : value) c = static_cast<char>(random());
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  const std::span arguments{argv, static_cast<std::size_t>(argc)};
  if (arguments.size() != 5) return 2;
  vocmap::TopicNames names;
  names.set(vocmap::Topic::journey_changelog, arguments[2]);
  const std::int32_t partitions = std::atoi(arguments[3]);
  const std::int64_t records = std::atoll(arguments[4]) * (1 << 20) / kValueBytes;
  vocmap::Producer producer{{{"bootstrap.servers", arguments[1]}}, names};
  std::mt19937_64 random{1};
  for (std::int64_t i = 0; i < records; ++i) {
    const std::string key = filler_key(i);
    const std::string value = filler_value(random);
    producer.send({.topic = vocmap::Topic::journey_changelog,
                   .partition = static_cast<std::int32_t>(i % partitions),
                   .key = key,
                   .value = value});
  }
  return producer.flush(std::chrono::minutes{1}) ? 0 : 1;
}
