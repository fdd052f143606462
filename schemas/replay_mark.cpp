#include "schemas/replay_mark.h"

#include <charconv>

namespace vocmap {
namespace {

// Takes a number that is not negative, and the separator after it.
template <class Int>
bool take(std::string_view& text, Int& number, bool last) {
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || number < 0) return false;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  if (last) return text.empty();
  if (text.empty() || text.front() != ' ') return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string format_replay_mark(const ReplayMark& mark) {
  return std::to_string(mark.attempt) + ' ' + std::to_string(mark.partition) + ' ' +
         std::to_string(mark.offset);
}

std::optional<ReplayMark> parse_replay_mark(std::string_view text) {
  ReplayMark mark;
  if (!take(text, mark.attempt, false) || !take(text, mark.partition, false) ||
      !take(text, mark.offset, true) || mark.attempt == 0) {
    return std::nullopt;
  }
  return mark;
}

}  // namespace vocmap
