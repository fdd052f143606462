#include "operators/enrich/contact_state.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace vocmap {

void insert_record(ContactState& state, ContactRecord record) {
  const auto rank = [](const ContactRecord& r) {
    return std::tie(r.event.occurred_at, r.event.event, r.key);
  };
  const auto place = std::upper_bound(
      state.records.begin(), state.records.end(), record,
      [&](const ContactRecord& a, const ContactRecord& b) { return rank(a) < rank(b); });
  state.records.insert(place, std::move(record));
}

void visit_texts(const ContactState& state, EventTime limit,
                 std::optional<std::uint64_t> taxonomy_hash,
                 const std::function<void(const ContactRecord&, const TextEvidence&)>& visit) {
  std::set<std::pair<std::string, std::string>> texts;
  std::set<std::int64_t> seen;
  for (const ContactRecord& record : state.records) {
    if (record.event.occurred_at > limit) continue;
    std::set<std::int64_t> fresh;  // a repeated seq counts in its first record only
    for (const Turn& turn : record.event.turns) {
      if (seen.insert(turn.seq).second) fresh.insert(turn.seq);
    }
    for (const TextEvidence& text : record.evidence) {
      if (text.at > limit) continue;
      if (taxonomy_hash && text.taxonomy_hash != *taxonomy_hash) continue;
      const bool is_new = text.turn_seq ? fresh.erase(*text.turn_seq) > 0
                                        : texts.insert(words_of(record.event)).second;
      if (is_new) visit(record, text);
    }
  }
}

std::pair<std::string, std::string> words_of(const Contact& event) {
  return {event.subject.value_or(""), event.text.value_or("")};
}

}  // namespace vocmap
