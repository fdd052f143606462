#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/time.h"

namespace vocmap {

// A record of voc.scenarios: an emergent scenario as it was published last.
struct Proposal {
  std::string id, line, status;
  std::string label_zh, label_en;  // empty: none in that language
  std::int64_t contacts = 0, customers = 0;
  std::int64_t last_day = 0, day_before = 0;  // contacts
  std::optional<EventTime> first_seen, last_seen;
  std::vector<std::string> verbatims;        // the most central first
  std::string merged_into;                   // empty: not merged
  std::string adopted_as;                    // a scenario, empty: not adopted
  std::optional<std::int64_t> adopted_with;  // version of the taxonomy
  std::string decided_by;                    // empty: without a verdict
  std::string json;                          // the record

  // Nobody has decided, and it goes on.
  bool open() const;
};

// Empty when it is none.
std::optional<Proposal> parse_proposal(std::string_view json);

// For people: the open ones first, those with the most contacts of the last day before the others.
void sort_proposals(std::vector<Proposal>& proposals);

// A table with a heading, two of the most central texts below each row, and a summary.
std::string table_of(const std::vector<Proposal>& proposals);

}  // namespace vocmap
