#include "operators/journey/contact_context.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace vocmap {
namespace {

bool repeats_apply(const ContactFact& fact) {
  return !fact.anonymous && fact.cell.scenario != kNone;
}

struct Repeats {
  std::optional<Duration> since, until;
};

// Of each contact of which repeats are asked, among those of its line and scenario.
std::map<const ContactFact*, Repeats> find_repeats(const CustomerHistory& history) {
  std::vector<const ContactFact*> ordered;
  for (const KeptContact& contact : history.contacts) {
    if (is_counted(contact.fact) && repeats_apply(contact.fact)) ordered.push_back(&contact.fact);
  }
  const auto rank = [](const ContactFact* f) {
    return std::tie(f->cell.line, f->cell.scenario, f->cell.at, f->contact_id);
  };
  std::sort(ordered.begin(), ordered.end(),
            [&](const ContactFact* a, const ContactFact* b) { return rank(a) < rank(b); });
  std::map<const ContactFact*, Repeats> repeats;
  for (std::size_t i = 1; i < ordered.size(); ++i) {
    const MeasuredAt& before = ordered[i - 1]->cell;
    const MeasuredAt& after = ordered[i]->cell;
    if (std::tie(before.line, before.scenario) != std::tie(after.line, after.scenario)) continue;
    repeats[ordered[i - 1]].until = repeats[ordered[i]].since = after.at - before.at;
  }
  return repeats;
}

// The newest answer on this contact; of two at once the negative one.
std::optional<bool> survey_on(const ContactFact& fact, const CustomerHistory& history) {
  std::optional<bool> solved;
  std::optional<EventTime> at;
  for (const KeptSurvey& survey : history.surveys) {
    if (survey.event != SurveyEvent::answered || !survey.solved) continue;
    if (survey.contact_id != fact.contact_id) continue;
    if (survey.at > fact.cell.at + kEvidenceSpan) break;  // ascending
    solved = at == survey.at ? *solved && *survey.solved : *survey.solved;
    at = survey.at;
  }
  return solved;
}

}  // namespace

const OrderEntry* order_of(const CustomerState& customer, const ContactFact& fact) {
  if (fact.order_id.empty()) return nullptr;
  const auto found = std::find_if(customer.orders.begin(), customer.orders.end(),
                                  [&](const OrderEntry& o) { return o.order_id == fact.order_id; });
  return found == customer.orders.end() ? nullptr : &*found;
}

std::vector<ContactInContext> contacts_in_context(
    const CustomerHistory& history, const CustomerState& customer, std::span<const Chain> chains,
    const std::vector<std::vector<const KeptSurvey*>>& surveys, EventTime oldest) {
  const std::map<const ContactFact*, Repeats> repeats = find_repeats(history);
  std::vector<ContactInContext> all;
  for (std::size_t c = 0; c < chains.size(); ++c) {
    const std::vector<const KeptContact*>& contacts = chains[c].contacts;
    for (std::size_t i = 0; i < contacts.size(); ++i) {
      const ContactFact& fact = contacts[i]->fact;
      if (fact.cell.at < oldest) continue;
      const EventTime until = fact.cell.at + kEvidenceSpan;
      const auto repeat = repeats.find(&fact);
      const bool repeated = repeat != repeats.end();
      const auto evidence = deciding_evidence(chains[c], surveys[c], until);
      const OrderEntry* order = order_of(customer, fact);
      std::optional<Duration> until_next;
      if (i + 1 < contacts.size()) until_next = contacts[i + 1]->fact.cell.at - fact.cell.at;
      all.push_back({.contact = fact,
                     .since_same_scenario = repeated ? repeat->second.since : std::nullopt,
                     .until_same_scenario = repeated ? repeat->second.until : std::nullopt,
                     .repeats_apply = repeats_apply(fact),
                     .until_next_in_journey = until_next,
                     .survey_solved = survey_on(fact, history),
                     .journey_negative = evidence && !evidence->positive,
                     .refunded = order && order->refunded_at && *order->refunded_at <= until,
                     .disputed = order && order->disputed_at && *order->disputed_at <= until});
    }
  }
  return all;
}

}  // namespace vocmap
