#include "operators/enrich/contact_state.h"

#include <algorithm>
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

}  // namespace vocmap
