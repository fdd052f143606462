#include "pipeline/core/duration.h"

#include <charconv>
#include <utility>

namespace vocmap {

std::optional<Duration> parse_duration(std::string_view text) {
  static constexpr std::pair<std::string_view, Duration> kUnits[] = {
      {"ms", std::chrono::milliseconds{1}},
      {"s", std::chrono::seconds{1}},
      {"m", std::chrono::minutes{1}},
      {"h", std::chrono::hours{1}},
      {"d", std::chrono::days{1}}};
  static constexpr Duration kLongest = std::chrono::days{36'525};

  std::uint64_t count = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, count);
  if (error != std::errc{}) return std::nullopt;
  const std::string_view unit_name{rest, static_cast<std::size_t>(end - rest)};
  for (const auto& [name, unit] : kUnits) {
    if (name != unit_name) continue;
    if (count > static_cast<std::uint64_t>(kLongest / unit)) return std::nullopt;
    return unit * static_cast<std::int64_t>(count);
  }
  return std::nullopt;
}

}  // namespace vocmap
