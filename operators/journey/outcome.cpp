#include "operators/journey/outcome.h"

#include <algorithm>
#include <cstdlib>
#include <functional>
#include <tuple>

namespace vocmap {
namespace {

constexpr std::int64_t kEffortPerTurnMs = 30'000;  // of contacts whose handle time is unknown

// The chain with the newest inbound contact opened by `t` that `fits`.
std::optional<std::size_t> newest_chain(std::span<const Chain> chains, EventTime t,
                                        const std::function<bool(const ContactFact&)>& fits) {
  std::optional<std::size_t> found;
  const ContactFact* newest = nullptr;
  for (std::size_t i = 0; i < chains.size(); ++i) {
    for (const KeptContact* contact : chains[i].contacts) {
      const ContactFact& fact = contact->fact;
      if (fact.cell.at > t || !fits(fact)) continue;
      if (newest &&
          std::tie(fact.cell.at, fact.contact_id) < std::tie(newest->cell.at, newest->contact_id)) {
        continue;
      }
      newest = &fact;
      found = i;
    }
  }
  return found;
}

std::optional<std::size_t> chain_meant(std::span<const Chain> chains, const KeptSurvey& survey) {
  const auto of_line = [&](const ContactFact& fact) {
    return !survey.line || fact.cell.line == *survey.line;
  };
  if (survey.contact_id) {
    const Chain* chain = chain_of(chains, *survey.contact_id);
    return chain ? std::optional<std::size_t>{chain - chains.data()} : std::nullopt;
  }
  if (survey.order_id) {
    return newest_chain(chains, survey.at, [&](const ContactFact& fact) {
      return of_line(fact) && fact.order_id == *survey.order_id;
    });
  }
  return newest_chain(chains, survey.at, of_line);
}

// Whether `next` decides instead of `best`.
bool outweighs(const OutcomeEvidence& next, const std::optional<OutcomeEvidence>& best) {
  if (!best || best->at != next.at) return !best || best->at < next.at;
  if (best->positive != next.positive) return best->positive;
  return std::tie(next.source, next.id) < std::tie(best->source, best->id);
}

// The last escalation of the contact, unless it was resolved later.
std::optional<EventTime> open_escalation(const ContactFact& fact, EventTime until) {
  std::optional<EventTime> escalated;
  for (const EventTime at : fact.escalations) {
    if (at <= until) escalated = at;
  }
  const bool resolved =
      std::any_of(fact.resolutions.begin(), fact.resolutions.end(),
                  [&](EventTime at) { return escalated && at > *escalated && at <= until; });
  return resolved ? std::nullopt : escalated;
}

JourneyState state_at(EventTime last_opened, EventTime watermark) {
  const Duration age = watermark - last_opened;
  if (age >= kEvidenceSpan) return JourneyState::closed;
  if (age >= std::chrono::hours{72}) return JourneyState::provisional_72h;
  return age >= std::chrono::hours{24} ? JourneyState::provisional_24h : JourneyState::open;
}

// The value of the greatest magnitude; of two such the negative.
void take_peak(std::optional<std::int32_t>& peak, const std::optional<std::int32_t>& value) {
  if (!value) return;
  const bool greater = !peak || std::abs(*value) > std::abs(*peak);
  if (greater || (std::abs(*value) == std::abs(*peak) && *value < *peak)) peak = value;
}

void add_contact(const ContactFact& contact, JourneyFact& journey) {
  journey.contacts.push_back(contact.contact_id);
  journey.last_event_at = std::max(journey.last_event_at, contact.last_event_at);
  journey.transfers += contact.transfers;
  journey.reopens += contact.reopens;
  journey.bot_turns += contact.bot_turns;
  journey.wait_ms += contact.wait_ms.value_or(0);
  journey.handle_ms += contact.handle_ms.value_or(0);
  if (!contact.handle_ms) journey.effort_ms += kEffortPerTurnMs * contact.customer_turns;
  take_peak(journey.peak_sentiment, contact.sentiment_worst);
  take_peak(journey.peak_sentiment, contact.sentiment_best);
  if (contact.sentiment_last) journey.end_sentiment = contact.sentiment_last;
  journey.praise = journey.praise || contact.praise;
  journey.goodwill = journey.goodwill || contact.goodwill_currency.has_value();
}

// Whether the journey was at `value` before, but not just now.
template <class T>
bool comes_back(std::vector<T>& visited, const T& value, const T& unknown) {
  if (value == unknown) return false;
  const bool known = std::find(visited.begin(), visited.end(), value) != visited.end();
  const bool still = !visited.empty() && visited.back() == value;
  if (!still) visited.push_back(value);
  return known && !still;
}

}  // namespace

std::vector<std::vector<const KeptSurvey*>> solved_surveys(std::span<const Chain> chains,
                                                           std::span<const KeptSurvey> surveys) {
  std::vector<std::vector<const KeptSurvey*>> by_chain(chains.size());
  for (const KeptSurvey& survey : surveys) {
    if (survey.event != SurveyEvent::answered || !survey.solved) continue;
    if (const auto chain = chain_meant(chains, survey)) by_chain[*chain].push_back(&survey);
  }
  return by_chain;
}

std::optional<OutcomeEvidence> deciding_evidence(const Chain& chain,
                                                 std::span<const KeptSurvey* const> surveys,
                                                 EventTime until) {
  std::optional<OutcomeEvidence> best, escalation;
  const auto offer = [&](OutcomeEvidence next, std::optional<OutcomeEvidence>& to) {
    if (next.at <= until && outweighs(next, to)) to = std::move(next);
  };
  for (const KeptSurvey* survey : surveys) {
    offer({survey->at, *survey->solved, OutcomeSource::survey, survey->response_id}, best);
  }
  for (const auto* contacts : {&chain.contacts, &chain.outbound}) {
    for (const KeptContact* contact : *contacts) {
      const ContactFact& fact = contact->fact;
      for (const Verdict& verdict : fact.verdicts) {
        const auto source = verdict.positive ? OutcomeSource::claim : OutcomeSource::complaint;
        offer({verdict.at, verdict.positive, source, fact.contact_id}, best);
      }
      if (const auto at = open_escalation(fact, until)) {
        offer({*at, false, OutcomeSource::escalation, fact.contact_id}, escalation);
      }
    }
  }
  const bool says_so_already = best && !best->positive;
  return escalation && !says_so_already ? escalation : best;
}

JourneyFact make_journey_fact(const Chain& chain, std::span<const KeptSurvey* const> surveys,
                              EventTime watermark) {
  const ContactFact& first = chain.first();
  const EventTime last_opened = chain.last().cell.at;
  const EventTime until = last_opened + kEvidenceSpan;
  JourneyFact journey;
  journey.journey_id = chain.journey_id;
  journey.opened = journey.ended = first.cell;
  journey.ended.at = last_opened;
  journey.order_id = first.order_id;
  journey.anonymous = first.anonymous;
  journey.last_event_at = first.cell.at;
  const ContactFact* before = nullptr;
  for (const KeptContact* contact : chain.contacts) {
    add_contact(contact->fact, journey);
    if (before && before->channel != contact->fact.channel) ++journey.channel_switches;
    before = &contact->fact;
  }
  for (const KeptContact* contact : chain.outbound) {
    journey.outbound.push_back(contact->fact.contact_id);
  }
  for (const JourneyStep& step : journey_steps(chain)) journey.loops += step.returns ? 1 : 0;
  journey.state = state_at(last_opened, watermark);
  const std::optional<OutcomeEvidence> evidence = deciding_evidence(chain, surveys, until);
  if (evidence) {
    journey.resolution = evidence->resolution();
  } else if (journey.readable()) {
    journey.resolution = JourneyResolution::assumed;
  }
  for (const KeptSurvey* survey : surveys) {
    if (survey->at <= until) journey.survey_solved = survey->solved;
  }
  return journey;
}

std::vector<JourneyStep> journey_steps(const Chain& chain) {
  std::vector<JourneyStep> steps;
  for (const auto* contacts : {&chain.contacts, &chain.outbound}) {
    for (const KeptContact* contact : *contacts) {
      for (const ContactStep& step : contact->steps) steps.push_back({contact, &step});
    }
  }
  std::stable_sort(steps.begin(), steps.end(), [](const JourneyStep& a, const JourneyStep& b) {
    return std::tie(a.step->at, a.contact->fact.cell.at, a.contact->fact.contact_id) <
           std::tie(b.step->at, b.contact->fact.cell.at, b.contact->fact.contact_id);
  });
  std::vector<std::optional<Channel>> channels;
  std::vector<std::optional<Handler>> handlers;
  std::vector<std::string> teams;
  std::optional<EventTime> ended;
  for (JourneyStep& step : steps) {
    if (ended && *ended < step.step->at) step.wait = step.step->at - *ended;
    ended = std::max(ended.value_or(step.step->until), step.step->until);
    const std::optional<Channel> channel = step.contact->fact.channel;
    const bool returns[] = {comes_back(channels, channel, {}),
                            comes_back(handlers, step.step->handler, {}),
                            comes_back(teams, step.step->team_id, {})};
    step.returns = returns[0] || returns[1] || returns[2];
  }
  return steps;
}

}  // namespace vocmap
