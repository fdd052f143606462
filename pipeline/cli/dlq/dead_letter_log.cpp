#include "pipeline/cli/dlq/dead_letter_log.h"

#include <algorithm>
#include <charconv>

namespace vocmap {
namespace {

std::optional<std::int64_t> parse_offset(std::string_view key) {
  std::int64_t offset = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), offset);
  if (error != std::errc{} || end != key.data() + key.size() || offset < 0) return std::nullopt;
  return offset;
}

}  // namespace

void DeadLetterLog::add(const Record& record) {
  if (record.tombstone) {
    if (const auto offset = parse_offset(record.key)) {
      replayed_.emplace(record.partition, *offset);
    } else {
      ++foreign_;
    }
    return;
  }
  auto letter = parse_dead_letter(record.value);
  if (!letter) {
    ++foreign_;
    return;
  }
  letter->partition = record.partition;
  letter->offset = record.offset;
  letter->written = EventTime{record.timestamp_ms};
  letters_of_[original_of(*letter)].emplace_back(letter->partition, letter->offset);
  letters_.push_back(std::move(*letter));
}

std::vector<const DeadLetter*> DeadLetterLog::select(const DeadLetterFilter& filter) const {
  std::vector<const DeadLetter*> selected;
  for (const DeadLetter& letter : letters_) {
    if (filter.reason && letter.reason != *filter.reason) continue;
    if (filter.topic && letter.source.topic != *filter.topic) continue;
    if (filter.since && letter.written < *filter.since) continue;
    selected.push_back(&letter);
  }
  std::stable_sort(selected.begin(), selected.end(), [](const DeadLetter* a, const DeadLetter* b) {
    return a->written < b->written;
  });
  return selected;
}

LetterStatus DeadLetterLog::status(const DeadLetter& letter, const Begins& begins) const {
  for (const Position& same : letters_of_.at(original_of(letter))) {
    if (replayed_.contains(same)) return {LetterState::replayed, ""};
  }
  if (letter.source.topic == Topic::customers) {
    return {LetterState::lost,
            "the topic is compacted: an old record written again would replace newer ones of its "
            "key; let its owner write it again"};
  }
  const auto begin = begins.find({letter.source.topic, letter.source.partition});
  if (begin == begins.end() || letter.source.offset < begin->second) {
    return {LetterState::lost, "the input topic does not hold the original any more"};
  }
  return {letter.replay ? LetterState::refused_again : LetterState::open, ""};
}

}  // namespace vocmap
