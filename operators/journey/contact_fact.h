#pragma once

#include "operators/catalogue/facts.h"
#include "operators/enrich/customer_state.h"

namespace vocmap {

// A stretch of a contact in the hands of one actor, from its first to its last record.
struct ContactStep {
  EventTime at, until;
  ContactEvent event{}, last_event{};
  std::optional<Handler> handler;
  std::string agent_id, team_id;  // empty: unknown

  friend bool operator==(const ContactStep&, const ContactStep&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(at, until, event, last_event, handler, agent_id, team_id);
  }
};

// Evidence counts up to this long after the opening of a contact, of a journey after that of its
// last contact.
inline constexpr Duration kEvidenceSpan = std::chrono::days{7};

ContactFact make_contact_fact(const std::string& contact_id, const std::string& customer_key,
                              const ContactState& state, const ContactView& view,
                              const Decision& decision, const CustomerState& customer);

// In time order; at least one.
std::vector<ContactStep> steps_of(const ContactState& state);

}  // namespace vocmap
