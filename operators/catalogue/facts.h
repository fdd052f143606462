#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "operators/catalogue/metric.h"
#include "operators/taxonomy/taxonomy_index.h"

namespace vocmap {

// What metrics are read from: one struct per kind of subject. Durations are in ms, money in minor
// units of its currency, sentiment in 1/1000 from -1000 to 1000.

// A moment that says how a matter stands.
struct Verdict {
  EventTime at;
  bool positive = false;

  friend auto operator<=>(const Verdict&, const Verdict&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(at, positive);
  }
};

// One contact as all its records tell it. What is marked "24 h" is read from records up to 24 h
// after the opening, and decides metrics of that horizon; the rest belongs to outcomes.
struct ContactFact {
  std::string contact_id;
  MeasuredAt cell;  // `at` is opened_at
  bool inbound = true, in_time = true, anonymous = false;
  PartyType party_type{};
  Channel channel{};
  std::string cause;     // of its scenario; empty: unknown
  std::string order_id;  // given or inferred; empty: none

  // 24 h
  std::optional<Handler> handler;
  bool bot = false;         // a bot took part
  bool handed_off = false;  // to a person
  std::optional<EventTime> handoff_requested_at, handoff_connected_at;
  std::optional<bool> handoff_refused, context_carried;
  std::int64_t bot_turns = 0, transfers = 0, reopens = 0, customer_turns = 0;
  std::optional<std::int64_t> wait_ms;
  std::optional<std::int64_t> handle_ms;  // talk + hold + wrap, not divided by concurrency
  std::int64_t concurrency = 1000;        // in 1/1000
  std::optional<ResolutionMode> resolution_mode;
  bool complaint = false, regulator = false, escalated = false;
  std::optional<std::string> goodwill_currency;  // set: goodwill was given
  std::int64_t goodwill_minor = 0;
  std::optional<std::int64_t> csat;  // in 1/1000 of its scale of 1 to 5
  std::optional<std::int64_t>
      offered_place;  // of the scenario among those offered, from 0; -1: not
  std::optional<std::int32_t> sentiment_worst, sentiment_best, sentiment_last, sentiment_mean;
  bool praise = false;
  std::string agent_id, team_id;

  // Up to 7 d after the opening
  std::optional<EventTime> promised_by;
  EventTime last_event_at;

  // Of the whole life
  std::optional<EventTime> settled_at, closed_at;  // settled: first resolved or closed
  std::vector<Verdict> verdicts;  // ascending; resolved_claim = customer, complaint, regulator
  std::vector<EventTime> escalations, resolutions;  // ascending; of `resolved` records of its own

  friend bool operator==(const ContactFact&, const ContactFact&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(contact_id, cell, inbound, in_time, anonymous, party_type, channel, cause, order_id, handler,
      bot, handed_off, handoff_requested_at, handoff_connected_at, handoff_refused, context_carried,
      bot_turns, transfers, reopens, customer_turns, wait_ms, handle_ms, concurrency,
      resolution_mode, complaint, regulator, escalated, goodwill_currency, goodwill_minor, csat,
      offered_place, sentiment_worst, sentiment_best, sentiment_last, sentiment_mean, praise,
      agent_id, team_id, promised_by, last_event_at, settled_at, closed_at, verdicts, escalations,
      resolutions);
  }
};

// A contact among the others of its customer.
struct ContactInContext {
  const ContactFact& contact;
  // Time since the last and until the next inbound contact of the same line and scenario, by
  // (opened_at, contact_id); unset: none, or no repeat is asked of it (`none`, anonymous).
  std::optional<Duration> since_same_scenario, until_same_scenario;
  bool repeats_apply = false;
  std::optional<Duration> until_next_in_journey;  // the next inbound contact of its journey
  std::optional<bool> survey_solved;              // the customer's answer on this contact
  bool journey_negative = false;                  // by evidence up to 7 d after the opening
  bool refunded = false, disputed = false;        // its known order, up to 7 d after the opening
};

// A counted contact of which a cost is known; its only breakdown is the currency of the rate card.
struct PricedContact {
  MeasuredAt cell;
  std::int64_t cost = 0;  // in 1/1000 minor unit
};

VOCMAP_ENUM(JourneyState, 4, open, provisional_24h, provisional_72h, closed);
VOCMAP_ENUM(JourneyResolution, 4, open, assumed, confirmed, negative);
// Goodman's classes of complainants: satisfied quickly, satisfied, mollified, dissatisfied.
VOCMAP_ENUM(Satisfaction, 4, quick, satisfied, mollified, dissatisfied);

// One service journey: all contacts of one customer about one matter.
struct JourneyFact {
  std::string journey_id;
  MeasuredAt opened;  // dimensions of the first contact, at its opened_at
  MeasuredAt ended;   // the same dimensions, at the last contact's opened_at
  std::string order_id;
  std::vector<std::string> contacts;  // inbound, by (opened_at, contact_id)
  std::vector<std::string> outbound;
  JourneyState state{};
  JourneyResolution resolution{};
  EventTime last_event_at;
  std::int64_t channel_switches = 0, transfers = 0, reopens = 0, bot_turns = 0, loops = 0;
  std::int64_t wait_ms = 0, handle_ms = 0, effort_ms = 0;
  std::optional<std::int32_t> peak_sentiment, end_sentiment;
  bool praise = false, goodwill = false, anonymous = false;
  std::optional<bool> survey_solved;
  std::optional<Duration> until_next_order;  // by the customer, after `ended`, at most 30 d
  // Of its contacts, outbound ones too, in 1/1000 minor unit; unset: of none is it known.
  std::optional<std::int64_t> cost;

  // Closed or old enough to be read.
  bool readable() const { return state != JourneyState::open; }
  bool resolved() const {
    return resolution == JourneyResolution::confirmed || resolution == JourneyResolution::assumed;
  }
};

// In tenths: contacts, channel switches, transfers, reopens and days count 1, a bot turn 0.1.
std::int64_t effort_tenths(const JourneyFact& journey);

// REQUIRES: readable().
// quick: confirmed with one contact, whose last event is at most 24 h after its opening; satisfied:
// confirmed otherwise, or assumed; mollified: negative with goodwill; dissatisfied: negative
// without.
Satisfaction satisfaction_of(const JourneyFact& journey);

// One order of a known customer, by the time it was placed.
struct OrderFact {
  MeasuredAt cell;                  // stage and scenario empty
  bool contacted = false;           // a contact about it within 30 d
  bool customer_contacted = false;  // any inbound contact of the customer within 30 d, either side
  std::optional<Duration> until_next_order;  // of the same customer
};

// A refund or a dispute, by its own time.
struct OrderReversal {
  MeasuredAt cell;
  bool refund = false;  // else a dispute
};

// A survey that was answered, or a contact's own rating (metric csat, at its opening); scores are
// rescaled to the metric's usual scale, in 1/1000.
struct SurveyFact {
  MeasuredAt cell;
  SurveyMetric metric{};
  std::optional<std::int64_t> score;  // csat 1-5, ces 1-7 (7: easy), nps 0-10, others as given
  std::optional<bool> solved;
  std::optional<std::int64_t> gap;  // experience - expectation, at the later answer of the pair
};

// A survey that was sent, by the time it was sent.
struct SurveySent {
  MeasuredAt cell;
  bool answered = false;
};

// The work of one agent for one line in one UTC hour; each instant counts once, for its highest
// state.
struct WorkFact {
  MeasuredAt cell;  // `at` is the start of the hour; stage and scenario empty
  std::array<std::int64_t, EnumNames<AgentState>::values.size()> ms{};  // by state
  std::int64_t paid_ms = 0;
  Part occupancy{0, 0}, utilisation{0, 0}, shrinkage{0, 0};
  Part searches{0, 0};                 // their ms / their number, by their start
  Part searches_without_result{0, 0};  // / those whose number of results is known
};

}  // namespace vocmap
