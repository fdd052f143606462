#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/reasons.h"
#include "schemas/replay_mark.h"
#include "schemas/time.h"
#include "schemas/topics.h"

namespace vocmap {

struct RecordPosition {
  Topic topic{};
  std::int32_t partition = 0;
  std::int64_t offset = 0;

  friend auto operator<=>(const RecordPosition&, const RecordPosition&) = default;
};

// A record of voc.dead-letters, without the bulk of its payload.
struct DeadLetter {
  std::int32_t partition = 0;  // its own position
  std::int64_t offset = 0;
  EventTime written;
  Reason reason{};
  std::string detail;
  RecordPosition source;  // where the original stands
  std::optional<EventTime> timestamp;
  std::uint64_t length = 0;  // bytes of the original
  bool truncated = false;
  std::optional<ReplayMark> replay;  // set when the original was itself a replay
  std::string excerpt;               // beginning of the redacted payload, one line
};

// Reads the value of a dead letter; its own position and `written` are left to the caller. Empty
// when it is none.
std::optional<DeadLetter> parse_dead_letter(std::string_view json);

}  // namespace vocmap
