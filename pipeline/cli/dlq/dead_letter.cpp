#include "pipeline/cli/dlq/dead_letter.h"

#include <simdjson.h>

#include "pipeline/core/terminal_text.h"

namespace vocmap {
namespace {

namespace dom = simdjson::dom;

constexpr std::size_t kExcerptBytes = 240;

template <class T>
std::optional<T> at(const dom::element& value, std::string_view pointer) {
  T found;
  if (value.at_pointer(pointer).get(found) != simdjson::SUCCESS) return std::nullopt;
  return found;
}

template <NamedEnum E>
std::optional<E> enum_at(const dom::element& value, std::string_view pointer) {
  const auto name = at<std::string_view>(value, pointer);
  return name ? parse_enum<E>(*name) : std::nullopt;
}

// Cut between code points.
std::string_view beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xc0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

std::optional<ReplayMark> replay_in(const dom::element& value) {
  const auto attempt = at<std::int64_t>(value, "/replay/attempt");
  const auto partition = at<std::int64_t>(value, "/replay/dead_letter/partition");
  const auto offset = at<std::int64_t>(value, "/replay/dead_letter/offset");
  if (!attempt || !partition || !offset) return std::nullopt;
  return ReplayMark{static_cast<std::int32_t>(*attempt), static_cast<std::int32_t>(*partition),
                    *offset};
}

}  // namespace

std::optional<DeadLetter> parse_dead_letter(std::string_view json) {
  dom::parser parser;
  dom::element value;
  if (parser.parse(json.data(), json.size()).get(value) != simdjson::SUCCESS) return std::nullopt;
  const auto reason = enum_at<Reason>(value, "/reason");
  const auto topic = enum_at<Topic>(value, "/source/topic");
  const auto partition = at<std::int64_t>(value, "/source/partition");
  const auto offset = at<std::int64_t>(value, "/source/offset");
  const auto length = at<std::uint64_t>(value, "/length");
  if (!reason || !topic || !is_input(*topic) || !partition || !offset || !length) {
    return std::nullopt;
  }
  DeadLetter letter;
  letter.reason = *reason;
  letter.source = {*topic, static_cast<std::int32_t>(*partition), *offset};
  letter.length = *length;
  letter.truncated = at<bool>(value, "/truncated").value_or(false);
  letter.detail = at<std::string_view>(value, "/detail").value_or("");
  if (const auto time = at<std::string_view>(value, "/timestamp")) {
    letter.timestamp = parse_rfc3339(*time);
  }
  letter.replay = replay_in(value);
  letter.excerpt =
      one_line(beginning(at<std::string_view>(value, "/payload").value_or(""), kExcerptBytes));
  return letter;
}

}  // namespace vocmap
