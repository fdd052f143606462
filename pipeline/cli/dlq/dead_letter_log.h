#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "pipeline/cli/dlq/dead_letter.h"
#include "pipeline/core/record.h"

namespace vocmap {

struct DeadLetterFilter {
  std::optional<Reason> reason;
  std::optional<Topic> topic;      // of the original
  std::optional<EventTime> since;  // written at or after
};

enum class LetterState : std::uint8_t { open, refused_again, replayed, lost };

template <>
struct EnumNames<LetterState> {
  static constexpr std::array<std::string_view, 4> values = {"open", "refused again", "replayed",
                                                             "not replayable"};
};

// What became of a dead letter; `why` is set when it cannot be replayed.
struct LetterStatus {
  LetterState state{};
  std::string why;
};

// voc.dead-letters from its beginning to its end: letters, and the marks of those that were
// replayed. A mark is a record without value whose key is the letter's offset, in the letter's
// partition: retention, which deletes from the front, never takes a mark before its letter.
class DeadLetterLog {
 public:
  void add(const Record& record);

  // In the order of writing per partition.
  std::vector<const DeadLetter*> select(const DeadLetterFilter& filter) const;

  // `begins` are the first offsets that the input partitions still hold; partitions that do not
  // exist any more are absent.
  using Begins = std::map<std::pair<Topic, std::int32_t>, std::int64_t>;
  LetterStatus status(const DeadLetter& letter, const Begins& begins) const;

  // Records that are neither letter nor mark.
  std::uint64_t foreign() const { return foreign_; }

  // What the letters of one original have in common: there are several when two applications, or
  // one under two names, refused it. A topic that was created anew has another at its position.
  using Original = std::tuple<RecordPosition, std::optional<EventTime>, std::uint64_t>;
  static Original original_of(const DeadLetter& letter) {
    return {letter.source, letter.timestamp, letter.length};
  }

  static std::string mark_key(const DeadLetter& letter) { return std::to_string(letter.offset); }

 private:
  using Position = std::pair<std::int32_t, std::int64_t>;  // of a letter

  std::vector<DeadLetter> letters_;
  std::map<Original, std::vector<Position>> letters_of_;
  std::set<Position> replayed_;
  std::uint64_t foreign_ = 0;
};

}  // namespace vocmap
