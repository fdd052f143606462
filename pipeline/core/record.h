#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "schemas/topics.h"

namespace vocmap {

struct Header {
  std::string_view name;
  std::string_view value;
};

// One record as a broker delivers it. Views are valid until the next poll of that broker.
struct Record {
  Topic topic{};
  std::int32_t partition = 0;
  std::int64_t offset = 0;
  std::int64_t timestamp_ms = 0;  // the broker's timestamp; 0 when unknown
  std::string_view key{};
  std::string_view value{};
  bool tombstone = false;  // a null value, which is not the same as an empty one
  std::span<const Header> headers{};
};

}  // namespace vocmap
