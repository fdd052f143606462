#include "pipeline/cli/dlq/letter_lines.h"

#include <fmt/format.h>

#include "schemas/json_writer.h"

namespace vocmap {
namespace {

constexpr const char* kRow = "{:<24}  {:<21}  {:<27}  {:>9}  {:<16}  {}";
constexpr int kExcerptColumns = 80;

std::string state_text(const DeadLetter& letter, const LetterStatus& status) {
  if (status.state != LetterState::refused_again) return std::string{name_of(status.state)};
  return fmt::format("refused again {}", letter.replay->attempt);
}

}  // namespace

std::string heading_of_letters() {
  return fmt::format(fmt::runtime(kRow), "written", "reason", "input", "bytes", "state", "payload");
}

std::string row_of(const DeadLetter& letter, const LetterStatus& status) {
  const RecordPosition& source = letter.source;
  return fmt::format(
      fmt::runtime(kRow), format_rfc3339(letter.written), name_of(letter.reason),
      fmt::format("{}/{}@{}", name_of(source.topic), source.partition, source.offset),
      letter.length, state_text(letter, status),
      // A precision counts columns, so wide characters are never cut in two.
      status.why.empty() ? fmt::format("{:.{}}", letter.excerpt, kExcerptColumns) : status.why);
}

std::string json_of(const DeadLetter& letter, const LetterStatus& status) {
  JsonWriter out;
  out.begin_object()
      .member("partition", letter.partition)
      .member("offset", letter.offset)
      .member("written", letter.written)
      .member("state", name_of(status.state))
      .member("reason", name_of(letter.reason))
      .member("detail", std::string_view{letter.detail});
  if (!status.why.empty()) out.member("why", std::string_view{status.why});
  if (letter.replay) out.member("attempt", letter.replay->attempt);
  out.key("source")
      .begin_object()
      .member("topic", name_of(letter.source.topic))
      .member("partition", letter.source.partition)
      .member("offset", letter.source.offset)
      .end_object();
  out.member("timestamp", letter.timestamp)
      .member("length", letter.length)
      .member("truncated", letter.truncated)
      .member("excerpt", std::string_view{letter.excerpt})
      .end_object();
  return out.take();
}

std::uint64_t LetterCounts::all() const {
  std::uint64_t sum = 0;
  for (const auto& [reason, states] : counts_) {
    for (const auto& [state, count] : states) sum += count;
  }
  return sum;
}

std::string LetterCounts::text() const {
  std::string text = fmt::format("{} dead letter{}", all(), all() == 1 ? "" : "s");
  const char* separator = ": ";
  for (const auto& [reason, states] : counts_) {
    std::uint64_t sum = 0;
    std::string parts;
    for (const auto& [state, count] : states) {
      sum += count;
      parts += fmt::format("{}{} {}", parts.empty() ? "" : ", ", count, name_of(state));
    }
    text += fmt::format("{}{} {} ({})", separator, sum, name_of(reason), parts);
    separator = ", ";
  }
  return text;
}

}  // namespace vocmap
