#include "pipeline/core/murmur2.h"

#include "pipeline/core/check.h"

namespace vocmap {
namespace {

constexpr std::uint32_t kSeed = 0x9747b28c;
constexpr std::uint32_t kMultiplier = 0x5bd1e995;

std::uint32_t byte_at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

}  // namespace

std::uint32_t murmur2(std::string_view key) {
  std::uint32_t hash = kSeed ^ static_cast<std::uint32_t>(key.size());
  std::size_t i = 0;
  for (; i + 4 <= key.size(); i += 4) {
    std::uint32_t word = byte_at(key, i) | byte_at(key, i + 1) << 8 | byte_at(key, i + 2) << 16 |
                         byte_at(key, i + 3) << 24;
    word *= kMultiplier;
    word ^= word >> 24;
    word *= kMultiplier;
    hash *= kMultiplier;
    hash ^= word;
  }
  if (i < key.size()) {
    for (std::size_t k = key.size(); k-- > i;) hash ^= byte_at(key, k) << (8 * (k - i));
    hash *= kMultiplier;
  }
  hash ^= hash >> 13;
  hash *= kMultiplier;
  hash ^= hash >> 15;
  return hash;
}

std::int32_t murmur2_partition(std::string_view key, std::int32_t partitions) {
  CHECK(partitions > 0, "a topic has at least one partition");
  return static_cast<std::int32_t>((murmur2(key) & 0x7fffffff) %
                                   static_cast<std::uint32_t>(partitions));
}

}  // namespace vocmap
