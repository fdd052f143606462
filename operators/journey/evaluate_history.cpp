#include "operators/journey/evaluate_history.h"

#include <xxhash.h>

#include <algorithm>
#include <map>
#include <set>

#include "operators/catalogue/catalogue.h"
#include "operators/journey/contact_context.h"
#include "operators/journey/evaluate_orders.h"
#include "operators/journey/surveys.h"
#include "operators/journey/write_journey.h"
#include "operators/workforce/cost.h"
#include "schemas/binary.h"

namespace vocmap {
namespace {

using Surveys = std::vector<std::vector<const KeptSurvey*>>;

// Orders ask for contacts of the 30 days before them until they are final.
constexpr Duration kPastKept = kHistoryKept + kOrderSpan;

void forget_contacts(CustomerHistory& history, const std::string& customer_key, EventTime oldest) {
  const auto is_old = [&](const KeptContact& contact) { return contact.fact.cell.at <= oldest; };
  if (std::none_of(history.contacts.begin(), history.contacts.end(), is_old)) return;
  std::set<std::string> kept;  // an old contact of a journey that goes on
  for (const Chain& chain : build_chains(customer_key, history.contacts)) {
    if (chain.last().cell.at <= oldest) continue;
    for (const KeptContact* contact : chain.contacts) kept.insert(contact->fact.contact_id);
    for (const KeptContact* contact : chain.outbound) kept.insert(contact->fact.contact_id);
  }
  std::erase_if(history.contacts, [&](const KeptContact& contact) {
    const ContactFact& fact = contact.fact;
    if (!is_old(contact) || kept.contains(fact.contact_id)) return false;
    if (is_counted(fact)) history.past.emplace_back(fact.cell.line, fact.cell.at);
    return true;
  });
  std::sort(history.past.begin(), history.past.end());
}

// A journey that goes on keeps what was answered after its first contact.
bool may_speak_of_kept(const KeptSurvey& survey, const CustomerHistory& history) {
  return std::any_of(
      history.contacts.begin(), history.contacts.end(), [&](const KeptContact& contact) {
        return contact.fact.cell.at <= survey.at || contact.fact.contact_id == survey.contact_id;
      });
}

void forget_old(CustomerHistory& history, const HistoryReading& reading) {
  const EventTime oldest = reading.watermark - kHistoryKept - reading.lateness;
  forget_contacts(history, reading.customer_key, oldest);
  std::erase_if(history.surveys, [&](const KeptSurvey& survey) {
    return survey.at <= oldest && !may_speak_of_kept(survey, history);
  });
  std::erase_if(history.past, [&](const auto& contact) {
    return contact.second <= reading.watermark - kPastKept - reading.lateness;
  });
}

// Where a cost counts: by currency, and by nothing else.
MeasuredAt cell_of_cost(const MeasuredAt& cell, const RateCard& card) {
  MeasuredAt priced{.line = cell.line,
                    .stage = cell.stage,
                    .scenario = cell.scenario,
                    .at = cell.at,
                    .taxonomy_version = cell.taxonomy_version};
  priced.of(Breakdown::currency) = card.currency;
  return priced;
}

std::vector<Measurement> measure_cost(const ContactFact& contact, const RateCard* card) {
  const auto cost = card && is_counted(contact) ? price_of(*card, contact) : std::nullopt;
  std::vector<Measurement> measured;
  if (cost) {
    const PricedContact priced{cell_of_cost(contact.cell, *card), *cost};
    measure(kContactCostMetrics, priced, priced.cell, measured);
  }
  return measured;
}

std::optional<std::int64_t> cost_of(const Chain& chain, const RateCard& card) {
  std::optional<std::int64_t> sum;
  for (const auto* contacts : {&chain.contacts, &chain.outbound}) {
    for (const KeptContact* contact : *contacts) {
      if (const auto cost = price_of(card, contact->fact)) sum = sum.value_or(0) + *cost;
    }
  }
  return sum;
}

void tell_contacts(CustomerHistory& history, const std::vector<ContactInContext>& contexts,
                   const RateCard* card, Tell& tell) {
  std::map<std::string_view, std::vector<Measurement>> measured;
  for (const ContactInContext& context : contexts) {
    const ContactFact& fact = context.contact;
    std::vector<Measurement>& now = measured[fact.contact_id];
    measure(kContactMetrics, context, fact.cell, now);
    measure(kFollowUpMetrics, context, fact.cell, now);
    if (!fact.csat) continue;
    SurveyFact rating;
    rating.cell = fact.cell;
    rating.metric = SurveyMetric::csat;
    rating.score = fact.csat;
    measure(kSurveyMetrics, rating, fact.cell, now);
  }
  for (KeptContact& contact : history.contacts) {
    if (tell.is_final(contact.fact.cell.at, Horizon::eight_days)) continue;
    tell.change(contact.told, std::move(measured[contact.fact.contact_id]));
    tell.change(contact.told_cost, measure_cost(contact.fact, card));
  }
}

// The customer counts once in each cell of an hour and a day in which one of the contacts does.
void tell_customer(CustomerHistory& history, const HistoryReading& reading, Tell& tell) {
  std::map<std::tuple<std::uint8_t, EventTime, std::string, std::string, std::string>,
           std::uint32_t>
      cells;
  for (const KeptContact& contact : history.contacts) {
    const MeasuredAt& cell = contact.fact.cell;
    // Four days after it no day that it is in is open any more.
    if (!is_counted(contact.fact) || tell.is_final(cell.at, Horizon::four_days)) continue;
    const TaxonomyIndex& taxonomy = reading.taxonomies.at(cell.at);
    const Line* line = taxonomy.line(cell.line);
    for (const WindowSize size : {WindowSize::hour, WindowSize::day}) {
      const std::uint8_t only = size == WindowSize::hour ? 0 : 1;
      const EventTime start = window_around(taxonomy, line, size, cell.at).start;
      cells.try_emplace({only, start, cell.line, "", ""}, 0);
      for (const std::string& scenario : {std::string{}, cell.scenario}) {
        std::uint32_t& version = cells[{only, start, cell.line, cell.stage, scenario}];
        version = std::max(version, cell.taxonomy_version);
      }
    }
  }
  static const Amounts kOne = {{metric_id(kCustomersWithProblem.name), 0, 1, 0}};
  std::vector<Measurement> now;
  for (const auto& [key, version] : cells) {
    const auto& [only, start, line, stage, scenario] = key;
    now.push_back({.cell = {.line = line,
                            .stage = stage,
                            .scenario = scenario,
                            .at = start,
                            .taxonomy_version = version},
                   .horizon = kCustomersWithProblem.horizon,
                   .only = only,
                   .amounts = kOne});
  }
  tell.change_single(history.told, std::move(now));
}

KnownJourney& known_journey(CustomerHistory& history, const Chain& chain) {
  auto& all = history.journeys;
  const auto place = std::lower_bound(
      all.begin(), all.end(), chain.journey_id,
      [](const KnownJourney& j, const std::string& id) { return j.journey_id < id; });
  if (place != all.end() && place->journey_id == chain.journey_id) return *place;
  KnownJourney fresh;
  fresh.journey_id = chain.journey_id;
  fresh.first_contact = chain.first().contact_id;
  return *all.insert(place, std::move(fresh));
}

void publish(KnownJourney& known, const HistoryReading& reading, std::string json, Outbox& out) {
  const std::uint64_t hash = XXH3_64bits(json.data(), json.size());
  if (std::exchange(known.published_hash, hash) == hash) return;
  out.send(Topic::service_journeys, reading.customer_key + '|' + known.journey_id,
           with_revision(std::move(json), ++known.revision));
}

// Journeys whose first contact has become part of another one, or of none. The last word names that
// one; then the key is deleted.
void withdraw_gone(CustomerHistory& history, std::span<const Chain> chains,
                   const HistoryReading& reading, Tell& tell, Outbox& out) {
  std::set<std::string_view> ids;
  for (const Chain& chain : chains) ids.insert(chain.journey_id);
  std::erase_if(history.journeys, [&](KnownJourney& known) {
    if (ids.contains(known.journey_id)) return false;
    if (!find_contact(history, known.first_contact)) return true;  // too old to change
    tell.change(known.told, {});
    tell.change(known.told_outcome, {});
    tell.change(known.told_cost, {});
    publish(known, reading, write_merged(known.journey_id, chain_of(chains, known.first_contact)),
            out);
    out.send(Topic::service_journeys, reading.customer_key + '|' + known.journey_id, std::nullopt);
    return true;
  });
}

void tell_journeys(CustomerHistory& history, std::span<const Chain> chains, const Surveys& surveys,
                   const HistoryReading& reading, Tell& tell, Outbox& out) {
  const std::vector<EventTime> placed = placed_orders(reading.customer);
  for (std::size_t i = 0; i < chains.size(); ++i) {
    JourneyFact fact = make_journey_fact(chains[i], surveys[i], reading.watermark);
    if (!fact.anonymous) fact.until_next_order = until_next_order(placed, fact.ended.at);
    KnownJourney& known = known_journey(history, chains[i]);
    if (reading.rate_card) fact.cost = cost_of(chains[i], *reading.rate_card);
    std::vector<Measurement> volume, outcome, cost;
    measure(kJourneyMetrics, fact, fact.opened, volume);
    if (fact.readable()) measure(kOutcomeMetrics, fact, fact.ended, outcome);
    if (fact.readable() && fact.cost) {
      measure(kJourneyCostMetrics, fact, cell_of_cost(fact.ended, *reading.rate_card), cost);
    }
    tell.change(known.told, std::move(volume));
    tell.change(known.told_outcome, std::move(outcome));
    tell.change(known.told_cost, std::move(cost));
    publish(known, reading, write_journey(reading.customer_key, chains[i], surveys[i], fact), out);
  }
}

void tell_surveys(CustomerHistory& history, const HistoryReading& reading, Tell& tell) {
  for (KeptSurvey& survey : history.surveys) {
    tell.change(survey.told, measure_survey(survey, history, reading.taxonomies));
  }
}

// The next time at which the watermark alone changes what was read.
std::optional<EventTime> next_wake(const CustomerHistory& history, std::span<const Chain> chains,
                                   const HistoryReading& reading) {
  std::optional<EventTime> wake;
  const auto at = [&](EventTime t) {
    if (t > reading.watermark && (!wake || t < *wake)) wake = t;
  };
  const Duration kept = kHistoryKept + reading.lateness;
  for (const Chain& chain : chains) {
    for (const Duration age :
         {Duration{std::chrono::hours{24}}, Duration{std::chrono::hours{72}}, kEvidenceSpan}) {
      at(chain.last().cell.at + age);
    }
    at(chain.last().cell.at + kept);
  }
  for (const KeptContact& contact : history.contacts) at(contact.fact.cell.at + kept);
  for (const KeptSurvey& survey : history.surveys) at(survey.at + kept);
  for (const auto& [line, opened_at] : history.past) {
    at(opened_at + kPastKept + reading.lateness);
  }
  return wake;
}

}  // namespace

void evaluate_history(CustomerHistory& history, const HistoryReading& reading, Tell& tell,
                      Outbox& out) {
  forget_old(history, reading);
  const std::vector<Chain> chains = build_chains(reading.customer_key, history.contacts);
  const Surveys surveys = solved_surveys(chains, history.surveys);
  const EventTime oldest =
      reading.watermark - span_of(Horizon::eight_days) - reading.lateness - kBaseWindow;
  withdraw_gone(history, chains, reading, tell, out);
  tell_journeys(history, chains, surveys, reading, tell, out);
  tell_contacts(history, contacts_in_context(history, reading.customer, chains, surveys, oldest),
                reading.rate_card, tell);
  tell_customer(history, reading, tell);
  tell_surveys(history, reading, tell);
  history.wake = next_wake(history, chains, reading);
  history.orders_hash = hash_of_orders(history, reading.customer);
}

std::uint64_t hash_of_orders(const CustomerHistory& history, const CustomerState& customer) {
  const std::vector<EventTime> placed = placed_orders(customer);
  std::string bytes;
  BinaryWriter write{bytes};
  for (const KeptContact& contact : history.contacts) {
    const auto next = until_next_order(placed, contact.fact.cell.at);
    const OrderEntry* order = order_of(customer, contact.fact);
    write(next.has_value(), next ? next->count() : 0, order ? order->refunded_at : std::nullopt,
          order ? order->disputed_at : std::nullopt);
  }
  return XXH3_64bits(bytes.data(), bytes.size());
}

}  // namespace vocmap
