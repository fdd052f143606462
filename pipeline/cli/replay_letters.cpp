#include "pipeline/cli/replay_letters.h"

#include <algorithm>

namespace vocmap {
namespace {

constexpr std::uint64_t kMaxCommitBytes = 8 << 20;

// How many of the letters go into the next transaction; one at least.
std::size_t next_commit(std::span<const DeadLetter* const> letters, std::size_t at_most) {
  std::uint64_t bytes = 0;
  std::size_t count = 0;
  while (count < letters.size() && count < at_most) {
    bytes += letters[count]->length;
    if (count > 0 && bytes > kMaxCommitBytes) break;
    ++count;
  }
  return count;
}

bool is_original(const Record& record, const DeadLetter& letter) {
  const std::int64_t timestamp_ms = letter.timestamp ? letter.timestamp->ms : 0;
  return record.value.size() == letter.length && record.timestamp_ms == timestamp_ms;
}

// Key, value, headers and partition are the original's, so it is decoded and routed as it was. The
// time is that of writing: a broker may refuse, or soon delete, a record that it takes for old.
OutboundRecord copy_of(const Record& original, const DeadLetter& letter) {
  OutboundRecord copy{original.topic, original.partition, std::string{original.key}, std::nullopt};
  if (!original.tombstone) copy.value = std::string{original.value};
  for (const Header& header : original.headers) {
    if (header.name != kReplayHeader) copy.headers.emplace_back(header.name, header.value);
  }
  const ReplayMark mark{letter.replay ? letter.replay->attempt + 1 : 1, letter.partition,
                        letter.offset};
  copy.headers.emplace_back(kReplayHeader, format_replay_mark(mark));
  return copy;
}

[[noreturn]] void stop(CommitFailure failure) {
  throw KafkaError(failure == CommitFailure::fenced
                       ? "another replay of this application has begun; it goes on with the rest"
                       : "the outcome of the last transaction is not known: run the command again, "
                         "what was replayed is not written twice");
}

}  // namespace

ReplayLetters::ReplayLetters(const KafkaOptions& options, StoredRecords& records)
    : records_(records),
      producer_(options,
                Patience{options.stop, std::chrono::steady_clock::now() + options.start_timeout}) {}

ReplayLetters::Result ReplayLetters::replay(std::span<const DeadLetter* const> letters,
                                            std::size_t per_commit,
                                            const std::function<void(const Result&)>& progress) {
  Result result;
  while (!letters.empty()) {
    const std::size_t count = next_commit(letters, per_commit);
    const std::vector<Original> originals = find(letters.first(count), result);
    letters = letters.subspan(count);
    if (commit(originals)) {
      for (const Original& original : originals) result.replayed.push_back(original.letter);
    } else {
      // One record that the broker refuses takes its transaction along: each by itself.
      for (const Original& original : originals) {
        if (commit({&original, 1})) {
          result.replayed.push_back(original.letter);
        } else {
          result.left.emplace_back(original.letter,
                                   "Kafka refuses the record; the log above says why");
        }
      }
    }
    progress(result);
  }
  return result;
}

std::vector<ReplayLetters::Original> ReplayLetters::find(std::span<const DeadLetter* const> letters,
                                                         Result& result) {
  std::map<RecordPosition, const DeadLetter*> missing;
  StoredRecords::Offsets offsets;
  for (const DeadLetter* letter : letters) {
    missing[letter->source] = letter;
    offsets[{letter->source.topic, letter->source.partition}].push_back(letter->source.offset);
  }
  for (auto& [partition, wanted] : offsets) std::sort(wanted.begin(), wanted.end());
  std::vector<Original> found;
  records_.find(offsets, [&](const Record& record) {
    const auto letter = missing.find({record.topic, record.partition, record.offset});
    if (letter == missing.end() || !is_original(record, *letter->second)) return;
    found.push_back({letter->second, copy_of(record, *letter->second)});
    missing.erase(letter);
  });
  for (const auto& [source, letter] : missing) {
    result.left.emplace_back(letter, "the input topic does not hold the original any more");
  }
  return found;
}

bool ReplayLetters::commit(std::span<const Original> originals) {
  if (originals.empty()) return true;
  Batch batch;
  batch.lineage = {{"vocmap-version", VOCMAP_VERSION}};
  for (const auto& [letter, copy] : originals) {
    batch.records.push_back(copy);
    batch.records.push_back(
        {Topic::dead_letters, letter->partition, DeadLetterLog::mark_key(*letter), std::nullopt});
  }
  // A new producer in the middle of a run would fence a newer replay; this one ends here.
  if (producer_.spent()) stop(CommitFailure::uncertain);
  const auto receipt = producer_.commit(batch, {});
  if (receipt) return true;
  if (receipt.error() != CommitFailure::aborted) stop(receipt.error());
  return false;
}

}  // namespace vocmap
