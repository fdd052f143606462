#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "pipeline/cli/dlq/dead_letter_log.h"

namespace vocmap {

// One row of the table for people, and its heading.
std::string heading_of_letters();
std::string row_of(const DeadLetter& letter, const LetterStatus& status);

// The same as a JSON object.
std::string json_of(const DeadLetter& letter, const LetterStatus& status);

// How many letters of each reason are in each state.
class LetterCounts {
 public:
  void add(const DeadLetter& letter, LetterState state) { ++counts_[letter.reason][state]; }

  std::uint64_t all() const;
  std::string text() const;  // "3 dead letters: 2 not_json (1 open, 1 replayed), 1 too_large (...)"

 private:
  std::map<Reason, std::map<LetterState, std::uint64_t>> counts_;
};

}  // namespace vocmap
