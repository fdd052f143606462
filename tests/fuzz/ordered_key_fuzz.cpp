// Keys of stores sort as their tuples and read back equal; the bytes of a well-formed key are the
// only ones that give its tuple.
#include <optional>

#include "pipeline/core/check.h"
#include "pipeline/state/ordered_key.h"
#include "schemas/topics.h"
#include "tests/fuzz/fuzz_input.h"

namespace vocmap {
namespace {

using Key = std::tuple<std::string, Topic, EventTime, std::string, std::int32_t, std::uint64_t>;

Key read_key(FuzzInput& input) {
  Key key;
  auto& [text, topic, time, other, number, hash] = key;
  text = input.text();
  topic = static_cast<Topic>(input.byte());
  time.ms = static_cast<std::int64_t>(input.number());
  other = input.text();
  number = static_cast<std::int32_t>(input.number());
  hash = input.number();
  return key;
}

void check_pair(const Key& a, const Key& b) {
  const std::string bytes_a = ordered_key::key_bytes(a), bytes_b = ordered_key::key_bytes(b);
  CHECK(ordered_key::key_from<Key>(bytes_a) == a, "a key reads back equal");
  CHECK((a < b) == (bytes_a < bytes_b) && (a == b) == (bytes_a == bytes_b),
        "keys sort as their tuples");
  const std::string leading = ordered_key::key_bytes(std::get<0>(a), std::get<1>(a));
  const bool same_start = std::get<0>(a) == std::get<0>(b) && std::get<1>(a) == std::get<1>(b);
  CHECK(bytes_a.starts_with(leading) && bytes_b.starts_with(leading) == same_start,
        "leading parts are a prefix of their keys alone");
}

// The length of an escaped string at the front of the bytes: the format, read a second time.
std::optional<std::size_t> escaped_length(std::string_view bytes) {
  for (std::size_t i = 0; i + 1 < bytes.size(); ++i) {
    if (bytes[i] != '\0') continue;
    if (bytes[i + 1] == '\1') return i + 2;
    if (bytes[++i] != '\xff') return std::nullopt;
  }
  return std::nullopt;
}

void check_bytes(std::string_view bytes) {
  const auto text = escaped_length(bytes);
  constexpr std::size_t kTime = 8;
  if (!text || bytes.size() != *text + kTime) return;
  const auto key = ordered_key::key_from<std::tuple<std::string, EventTime>>(bytes);
  CHECK(ordered_key::key_bytes(key) == bytes, "the bytes of a key are those of its tuple");
}

}  // namespace
}  // namespace vocmap

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace vocmap;
  FuzzInput input(data, size);
  check_bytes(input.rest());
  const Key a = read_key(input);
  check_pair(a, read_key(input));
  return 0;
}
