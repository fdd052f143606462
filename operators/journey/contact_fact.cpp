#include "operators/journey/contact_fact.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "operators/enrich/join_values.h"

namespace vocmap {
namespace {

std::int64_t thousandths(double value) {
  return std::llround(1000 * value);
}

template <class T, class U>
void take(std::optional<T>& last, const std::optional<U>& value) {
  if (value) last = *value;
}

// The values of records up to 24 h after the opening that are more than the last one given.
struct DayOfContact {
  HandleTime handle;
  std::optional<double> wait_s, csat;
  std::optional<std::int64_t> transfers, bot_turns;
  std::optional<Goodwill> goodwill;
  std::vector<std::string> offered;
  std::int64_t transferred = 0, reopened = 0;
  bool handed_off = false;
  std::set<std::int64_t> seen;  // seqs; the first record with a seq says whose turn it is
  std::set<std::pair<std::string, std::string>> texts;
  std::int64_t turns_of_bot = 0, turns_of_customer = 0;

  void add_turns(const Contact& event) {
    for (const Turn& turn : event.turns) {
      if (!seen.insert(turn.seq).second) continue;
      turns_of_bot += turn.role == TurnRole::bot ? 1 : 0;
      turns_of_customer += turn.role == TurnRole::customer ? 1 : 0;
    }
    if (!event.subject && !event.text) return;
    turns_of_customer += texts.insert(words_of(event)).second ? 1 : 0;
  }
};

void take_flags(const Contact& event, ContactFact& fact) {
  fact.bot = fact.bot || event.handler == Handler::bot || event.bot_turns.value_or(0) > 0;
  fact.complaint = fact.complaint || event.complaint.value_or(false);
  fact.regulator = fact.regulator || event.regulator.value_or(false);
  fact.escalated = fact.escalated || event.escalated.value_or(false);
  take(fact.resolution_mode, event.resolution_mode);
  if (!event.handoff) return;
  take(fact.handoff_requested_at, event.handoff->requested_at);
  take(fact.handoff_connected_at, event.handoff->connected_at);
  take(fact.handoff_refused, event.handoff->refused);
  take(fact.context_carried, event.handoff->context_carried);
}

void take_first_day(const Contact& event, DayOfContact& day, ContactFact& fact) {
  take_flags(event, fact);
  day.add_turns(event);
  take(day.wait_s, event.wait_s);
  take(day.csat, event.csat);
  take(day.transfers, event.transfers);
  take(day.bot_turns, event.bot_turns);
  take(day.goodwill, event.goodwill);
  if (!event.offered_scenarios.empty()) day.offered = event.offered_scenarios;
  if (event.handle) {
    take(day.handle.talk_s, event.handle->talk_s);
    take(day.handle.hold_s, event.handle->hold_s);
    take(day.handle.wrap_s, event.handle->wrap_s);
    take(day.handle.concurrency, event.handle->concurrency);
  }
  day.transferred += event.event == ContactEvent::transferred ? 1 : 0;
  day.reopened += event.event == ContactEvent::reopened ? 1 : 0;
  day.handed_off = day.handed_off || event.event == ContactEvent::handed_off;
}

void set_first_day(const DayOfContact& day, ContactFact& fact) {
  fact.bot = fact.bot || day.turns_of_bot > 0;
  fact.handed_off = fact.bot && (day.handed_off || fact.handoff_connected_at.has_value() ||
                                 fact.handler == Handler::human);
  fact.bot_turns = day.bot_turns.value_or(day.turns_of_bot);
  fact.transfers = day.transfers.value_or(day.transferred);
  fact.reopens = day.reopened;
  fact.customer_turns = day.turns_of_customer;
  if (day.wait_s) fact.wait_ms = thousandths(*day.wait_s);
  for (const auto& part : {day.handle.talk_s, day.handle.hold_s, day.handle.wrap_s}) {
    if (part) fact.handle_ms = fact.handle_ms.value_or(0) + thousandths(*part);
  }
  if (day.handle.concurrency) fact.concurrency = thousandths(*day.handle.concurrency);
  if (day.csat) fact.csat = thousandths(*day.csat);
  if (day.goodwill) {
    fact.goodwill_currency = day.goodwill->currency.value_or(std::string{kNoCurrency});
    fact.goodwill_minor = day.goodwill->amount_minor.value_or(0);
    fact.cell.of(Breakdown::currency) = *fact.goodwill_currency;
  }
  if (day.offered.empty() || fact.cell.scenario == kNone) return;
  const auto place = std::find(day.offered.begin(), day.offered.end(), fact.cell.scenario);
  fact.offered_place = place == day.offered.end() ? -1 : place - day.offered.begin();
}

// What stands beyond the first day, because outcomes take longer.
void take_outcome(const Contact& event, ContactFact& fact) {
  const EventTime at = event.occurred_at;
  if (at <= fact.cell.at + kEvidenceSpan) {
    take(fact.promised_by, event.promised_by);
    fact.last_event_at = at;
  }
  const bool closed = event.event == ContactEvent::closed;
  const bool resolved = event.event == ContactEvent::resolved;
  if (closed && !fact.closed_at) fact.closed_at = at;
  if ((closed || resolved) && !fact.settled_at) fact.settled_at = at;
  if (resolved) fact.resolutions.push_back(at);
  if (event.escalated.value_or(false)) fact.escalations.push_back(at);
  if (event.resolved_claim == ResolvedClaim::customer) fact.verdicts.push_back({at, true});
  if (event.complaint.value_or(false) || event.regulator.value_or(false)) {
    fact.verdicts.push_back({at, false});
  }
}

void set_sentiment(const ContactView& view, ContactFact& fact) {
  fact.praise = view.praise;
  if (!view.sentiment) return;
  fact.sentiment_worst = view.sentiment->worst;
  fact.sentiment_best = view.sentiment->best;
  fact.sentiment_last = view.sentiment->last;
  fact.sentiment_mean = view.sentiment->mean;
}

MeasuredAt cell_of(const ContactView& view, const Decision& decision, const JoinedValues& joined) {
  MeasuredAt cell{.line = std::string{line_id(decision)},
                  .stage = std::string{stage_id(decision)},
                  .scenario = std::string{scenario_id(decision)},
                  .at = view.opened_at,
                  .taxonomy_version = decision.taxonomy->version()};
  cell.of(Breakdown::channel) = name_of(view.channel);
  if (view.handler) cell.of(Breakdown::handler) = name_of(*view.handler);
  cell.of(Breakdown::party_type) = name_of(view.party_type);
  cell.of(Breakdown::lang) = view.language;
  cell.of(Breakdown::tier) = joined.tier.value_or("");
  cell.of(Breakdown::region) = joined.region.value_or("");
  cell.of(Breakdown::product_id) = joined.product_id.value_or("");
  return cell;
}

}  // namespace

ContactFact make_contact_fact(const std::string& contact_id, const std::string& customer_key,
                              const ContactState& state, const ContactView& view,
                              const Decision& decision, const CustomerState& customer) {
  const std::optional<OrderMatch> match = match_order(customer, view);
  const EventTime first_day = view.opened_at + kContactSpan;
  ContactFact fact;
  fact.contact_id = contact_id;
  fact.cell = cell_of(view, decision, join_values(view, customer, match, first_day));
  fact.inbound = view.direction == Direction::inbound;
  fact.in_time = view.in_time;
  fact.anonymous = customer_key.starts_with(kAnonymous);
  fact.party_type = view.party_type;
  fact.channel = view.channel;
  if (decision.scenario) {
    fact.cause = decision.taxonomy->scenario(*decision.scenario).cause.value_or("");
  }
  if (match) fact.order_id = match->order_id;
  fact.handler = view.handler;
  fact.agent_id = view.agent_id.value_or("");
  fact.team_id = view.team_id.value_or("");
  fact.last_event_at = view.opened_at;
  DayOfContact day;
  for (const ContactRecord& record : state.records) {
    if (record.event.occurred_at <= first_day) take_first_day(record.event, day, fact);
    take_outcome(record.event, fact);
  }
  set_first_day(day, fact);
  set_sentiment(view, fact);
  return fact;
}

std::vector<ContactStep> steps_of(const ContactState& state) {
  std::vector<ContactStep> steps;
  const auto differs = [](const std::string& known, const std::optional<std::string>& given) {
    return given && !known.empty() && *given != known;
  };
  for (const ContactRecord& record : state.records) {
    const Contact& event = record.event;
    const bool passed_on =
        event.event == ContactEvent::transferred || event.event == ContactEvent::handed_off;
    const bool other_handler = !steps.empty() && event.handler && steps.back().handler &&
                               event.handler != steps.back().handler;
    const bool begins = steps.empty() || passed_on || other_handler ||
                        event.event == ContactEvent::reopened ||
                        differs(steps.back().agent_id, event.agent_id) ||
                        differs(steps.back().team_id, event.team_id);
    if (begins) {
      ContactStep next = steps.empty() ? ContactStep{} : steps.back();
      next.at = event.occurred_at;
      next.event = event.event;
      if (passed_on || other_handler) next.agent_id = next.team_id = "";
      if (event.event == ContactEvent::handed_off) next.handler = Handler::human;
      steps.push_back(std::move(next));
    }
    ContactStep& step = steps.back();
    step.until = event.occurred_at;
    step.last_event = event.event;
    if (event.handler) step.handler = event.handler;
    step.agent_id = event.agent_id.value_or(step.agent_id);
    step.team_id = event.team_id.value_or(step.team_id);
  }
  return steps;
}

}  // namespace vocmap
