#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vocmap {

// The header of an input record that `vocmap dlq replay` wrote.
inline constexpr std::string_view kReplayHeader = "vocmap-replay";

// Which dead letter the record comes from. Text: "<attempt> <partition> <offset>".
struct ReplayMark {
  std::int32_t attempt = 0;  // 1: the first replay of the original record
  std::int32_t partition = 0;
  std::int64_t offset = 0;

  friend bool operator==(const ReplayMark&, const ReplayMark&) = default;
};

std::string format_replay_mark(const ReplayMark& mark);
// Empty for anything else: a header is whatever its writer put there.
std::optional<ReplayMark> parse_replay_mark(std::string_view text);

}  // namespace vocmap
