#pragma once

#include "operators/journey/contact_fact.h"

namespace vocmap {

struct KeptContact {
  ContactFact fact;
  bool order_inferred = false;
  std::vector<ContactStep> steps;
  std::vector<Measurement> told, told_cost;  // to MAP

  template <class Codec>
  void codec(Codec& c) {
    c(fact, order_inferred, steps, told, told_cost);
  }
};

// A survey that was sent or answered; scores are rescaled as SurveyFact says.
struct KeptSurvey {
  EventTime at;
  std::string response_id;
  SurveyEvent event{};
  std::optional<SurveyMetric> metric;
  std::optional<std::string> line, contact_id, order_id;
  std::optional<std::int64_t> score;
  std::optional<bool> solved;
  std::vector<Measurement> told;

  friend auto operator<=>(const KeptSurvey&, const KeptSurvey&) = default;

  template <class Codec>
  void codec(Codec& c) {
    c(at, response_id, event, metric, line, contact_id, order_id, score, solved, told);
  }
};

// A service journey as it was published and told last.
struct KnownJourney {
  std::string journey_id, first_contact;
  std::uint32_t revision = 0;
  std::uint64_t published_hash = 0;
  std::vector<Measurement> told, told_outcome, told_cost;

  template <class Codec>
  void codec(Codec& c) {
    c(journey_id, first_contact, revision, published_hash, told, told_outcome, told_cost);
  }
};

// What JOURNEY keeps of a customer who was in contact or was surveyed, for as long as it may change
// a result. Journeys and what metrics read are made from all of it anew, so they do not depend on
// the order of arrival.
struct CustomerHistory {
  std::vector<KeptContact> contacts;   // in time, by contact id
  std::vector<KeptSurvey> surveys;     // ascending
  std::vector<KnownJourney> journeys;  // by id
  std::vector<Measurement> told;       // of the customer: the cells in which they are distinct
  // Line and opening of counted contacts that are kept no more but that orders still ask for.
  std::vector<std::pair<std::string, EventTime>> past;
  std::optional<EventTime> wake;  // when the timer fires that looks at it again
  std::uint64_t orders_hash = 0;  // of what was read from the customer's orders

  template <class Codec>
  void codec(Codec& c) {
    c(contacts, surveys, journeys, told, past, wake, orders_hash);
  }
};

// Null: not kept.
const KeptContact* find_contact(const CustomerHistory& history, std::string_view contact_id);

// Whether both say the same, whatever was told.
bool same_reading(const KeptContact& a, const KeptContact& b);

// The cell of a whole line.
MeasuredAt cell_of_line(std::string line, EventTime at);

// Whether it counts in the metrics of contacts.
inline bool is_counted(const ContactFact& fact) {
  return fact.inbound && fact.in_time;
}

}  // namespace vocmap
