#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "operators/taxonomy/taxonomy_history.h"
#include "schemas/time.h"

namespace vocmap {

// What drawing and labelling need of a record of voc.contacts.enriched.
struct EnrichedContact {
  std::string contact_id, customer_id, line, scenario, text;  // customer_id empty: anonymous
  EventTime opened_at;
  // Counted, and its texts, no trusted source, named a scenario; whether a person has corrected it
  // since does not matter: who corrects picks what is wrong.
  bool decided_by_text = false;
};

// Empty when the value is no enriched contact. `taxonomies` say which sources are trusted.
std::optional<EnrichedContact> parse_enriched(std::string_view json,
                                              const TaxonomyHistory& taxonomies);

// Which contacts of a week are drawn for labelling: of those that count and that their texts gave a
// scenario, the ones whose keys have the smallest hashes together with the week. The same stream
// gives the same sample, whenever and wherever it is drawn.
class Draw {
 public:
  // `line` empty: of all lines.
  Draw(EventTime monday, std::string line) : monday_(monday), line_(std::move(line)) {}

  // Takes what a key holds now; null: nothing any more. Costs a hash per contact of the week.
  void take(std::string_view key, const EnrichedContact* contact);

  std::size_t eligible() const { return ranks_.size(); }
  std::uint64_t rank_of(std::string_view key) const;
  // At most `count`, the smallest, ascending.
  std::vector<std::uint64_t> drawn(std::size_t count) const;

 private:
  EventTime monday_;
  std::string line_;
  std::unordered_set<std::uint64_t> ranks_;
};

}  // namespace vocmap
