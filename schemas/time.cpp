#include "schemas/time.h"

#include <fmt/format.h>

namespace vocmap {
namespace {

// Reads exactly `count` digits at `pos` and moves past them; -1 when there are fewer.
int read_digits(std::string_view text, std::size_t& pos, std::size_t count) {
  if (pos + count > text.size()) return -1;
  int value = 0;
  for (std::size_t end = pos + count; pos < end; ++pos) {
    if (text[pos] < '0' || text[pos] > '9') return -1;
    value = value * 10 + (text[pos] - '0');
  }
  return value;
}

bool read_char(std::string_view text, std::size_t& pos, std::string_view any) {
  if (pos >= text.size() || any.find(text[pos]) == std::string_view::npos) return false;
  ++pos;
  return true;
}

std::int64_t read_fraction_ms(std::string_view text, std::size_t& pos) {
  std::int64_t ms = 0;
  int scale = 100;
  for (; pos < text.size() && text[pos] >= '0' && text[pos] <= '9'; ++pos) {
    ms += (text[pos] - '0') * scale;
    scale /= 10;
  }
  return ms;
}

// Offset in minutes; empty when unreadable or out of range.
std::optional<int> read_offset(std::string_view text, std::size_t& pos) {
  if (read_char(text, pos, "Zz")) return 0;
  if (pos >= text.size() || (text[pos] != '+' && text[pos] != '-')) return std::nullopt;
  const int sign = text[pos++] == '-' ? -1 : 1;
  const int hours = read_digits(text, pos, 2);
  if (!read_char(text, pos, ":")) return std::nullopt;
  const int minutes = read_digits(text, pos, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) return std::nullopt;
  return sign * (hours * 60 + minutes);
}

// With leading zeros. Times are written into every output record, where general formatting showed.
void append_digits(std::string& out, std::int64_t value, int count) {
  const std::size_t first = out.size();
  out.resize(first + static_cast<std::size_t>(count));
  for (std::size_t at = out.size(); at > first; value /= 10) {
    out[--at] = static_cast<char>('0' + value % 10);
  }
}

}  // namespace

std::optional<EventTime> parse_rfc3339(std::string_view text) {
  std::size_t pos = 0;
  const int year = read_digits(text, pos, 4);
  if (year < 0 || !read_char(text, pos, "-")) return std::nullopt;
  const int month = read_digits(text, pos, 2);
  if (month < 0 || !read_char(text, pos, "-")) return std::nullopt;
  const int day = read_digits(text, pos, 2);
  if (day < 0 || !read_char(text, pos, "Tt ")) return std::nullopt;
  const int hour = read_digits(text, pos, 2);
  if (hour < 0 || hour > 23 || !read_char(text, pos, ":")) return std::nullopt;
  const int minute = read_digits(text, pos, 2);
  if (minute < 0 || minute > 59 || !read_char(text, pos, ":")) return std::nullopt;
  const int second = read_digits(text, pos, 2);
  if (second < 0 || second > 60) return std::nullopt;
  std::int64_t ms = 0;
  if (read_char(text, pos, ".")) {
    const std::size_t before = pos;
    ms = read_fraction_ms(text, pos);
    if (pos == before) return std::nullopt;
  }
  const std::optional<int> offset = read_offset(text, pos);
  if (!offset || pos != text.size()) return std::nullopt;

  const std::chrono::year_month_day date{std::chrono::year{year},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok()) return std::nullopt;
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  const std::int64_t seconds = days * 86'400 + hour * 3'600 + (minute - *offset) * 60 + second;
  return EventTime{seconds * 1'000 + ms};
}

std::string format_rfc3339(EventTime t) {
  const EventTime midnight = floor_to(t, std::chrono::days{1});
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{midnight.ms / 86'400'000}}};
  const std::int64_t ms = t.ms - midnight.ms;
  std::string text;
  if (const int year = int{date.year()}; year >= 0 && year <= 9'999) {
    append_digits(text, year, 4);
  } else {
    text = fmt::format("{:04}", year);
  }
  append_digits(text += '-', unsigned{date.month()}, 2);
  append_digits(text += '-', unsigned{date.day()}, 2);
  append_digits(text += 'T', ms / 3'600'000, 2);
  append_digits(text += ':', ms / 60'000 % 60, 2);
  append_digits(text += ':', ms / 1'000 % 60, 2);
  if (ms % 1'000 != 0) append_digits(text += '.', ms % 1'000, 3);
  return text += 'Z';
}

}  // namespace vocmap
