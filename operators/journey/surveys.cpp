#include "operators/journey/surveys.h"

#include <algorithm>
#include <cmath>

#include "operators/catalogue/catalogue.h"

namespace vocmap {
namespace {

struct Scale {
  double low = 0, high = 0;
  bool reversed = false;
};

// The scale of the answer, and that of the result.
std::optional<std::pair<Scale, Scale>> scales_of(const Survey& survey) {
  std::pair<Scale, Scale> scales;
  auto& [given, wanted] = scales;
  if (survey.metric == SurveyMetric::csat) {
    given = wanted = {1, 5};
  } else if (survey.metric == SurveyMetric::nps) {
    given = wanted = {0, 10};
  } else if (survey.metric == SurveyMetric::ces) {
    const bool first_version = survey.scale_version == "1.0" || survey.scale_max == 5;
    given = first_version ? Scale{1, 5, true} : Scale{1, 7};
    wanted = {1, 7};
  } else {
    return std::nullopt;
  }
  given.low = survey.scale_min.value_or(given.low);
  given.high = survey.scale_max.value_or(given.high);
  if (survey.scale_direction) {
    given.reversed = survey.scale_direction == ScaleDirection::lower_better;
  }
  return scales;
}

std::optional<std::int64_t> rescaled(const Survey& survey) {
  if (!survey.score) return std::nullopt;
  const auto scales = scales_of(survey);
  if (!scales) return std::llround(1000 * *survey.score);
  const auto& [given, wanted] = *scales;
  if (!(given.low < given.high)) return std::nullopt;
  const double place = std::clamp((*survey.score - given.low) / (given.high - given.low), 0.0, 1.0);
  const double kept = given.reversed ? 1 - place : place;
  return std::llround(1000 * (wanted.low + kept * (wanted.high - wanted.low)));
}

bool is_answer(const KeptSurvey& survey) {
  return survey.event == SurveyEvent::answered && survey.metric.has_value();
}

// Opened up to kSurveySpan before the survey.
bool is_near(const ContactFact& fact, const KeptSurvey& survey) {
  return fact.cell.at <= survey.at && survey.at - fact.cell.at <= kSurveySpan;
}

const ContactFact* contact_named(const KeptSurvey& survey, const CustomerHistory& history) {
  if (!survey.contact_id) return nullptr;
  const KeptContact* contact = find_contact(history, *survey.contact_id);
  return contact && is_near(contact->fact, survey) ? &contact->fact : nullptr;
}

const ContactFact* newest_contact(const KeptSurvey& survey, const CustomerHistory& history) {
  const ContactFact* newest = nullptr;
  for (const KeptContact& contact : history.contacts) {  // by id: of two at once the greater
    const ContactFact& fact = contact.fact;
    if (!is_counted(fact) || !is_near(fact, survey)) continue;
    if (!newest || newest->cell.at <= fact.cell.at) newest = &fact;
  }
  return newest;
}

std::optional<MeasuredAt> cell_of(const KeptSurvey& survey, const CustomerHistory& history,
                                  const TaxonomyHistory& taxonomies) {
  const ContactFact* contact = contact_named(survey, history);
  if (!contact && survey.line) {
    const bool known = taxonomies.at(survey.at).line(*survey.line) != nullptr;
    return cell_of_line(known ? *survey.line : std::string{kUnknownLine}, survey.at);
  }
  if (!contact) contact = newest_contact(survey, history);
  if (!contact) return std::nullopt;
  MeasuredAt cell = contact->cell;
  cell.at = survey.at;
  return cell;
}

bool same_subject(const KeptSurvey& a, const KeptSurvey& b) {
  return (a.order_id && a.order_id == b.order_id) || (a.contact_id && a.contact_id == b.contact_id);
}

// Experience minus expectation, if the other of the two was answered before.
std::optional<std::int64_t> gap_of(const KeptSurvey& survey, const CustomerHistory& history) {
  const bool experience = survey.metric == SurveyMetric::experience;
  if (!survey.score || (!experience && survey.metric != SurveyMetric::expectation)) {
    return std::nullopt;
  }
  const SurveyMetric other = experience ? SurveyMetric::expectation : SurveyMetric::experience;
  std::optional<std::int64_t> gap;
  for (const KeptSurvey& before : history.surveys) {
    if (!(before < survey)) break;
    if (before.metric != other || !before.score || !same_subject(before, survey)) continue;
    if (survey.at - before.at > kSurveySpan) continue;
    gap = experience ? *survey.score - *before.score : *before.score - *survey.score;
  }
  return gap;
}

SurveyFact fact_of(const KeptSurvey& survey, const MeasuredAt& cell,
                   const CustomerHistory& history) {
  SurveyFact fact{.cell = cell,
                  .metric = *survey.metric,
                  .score = survey.score,
                  .solved = survey.solved,
                  .gap = gap_of(survey, history)};
  const ContactFact* contact = contact_named(survey, history);
  const bool rated = contact && is_counted(*contact) && contact->csat;
  if (survey.metric == SurveyMetric::csat && rated) fact.score.reset();  // it counts with its own
  return fact;
}

bool is_answered(const KeptSurvey& sent, const CustomerHistory& history) {
  return std::any_of(history.surveys.begin(), history.surveys.end(), [&](const KeptSurvey& s) {
    return s.event == SurveyEvent::answered && s.response_id == sent.response_id &&
           s.at <= sent.at + kEvidenceSpan;
  });
}

}  // namespace

KeptSurvey make_survey(const Survey& survey) {
  return {.at = survey.occurred_at,
          .response_id = survey.response_id,
          .event = survey.event.value_or(SurveyEvent::answered),
          .metric = survey.metric,
          .line = survey.line,
          .contact_id = survey.contact_id,
          .order_id = survey.order_id,
          .score = rescaled(survey),
          .solved = survey.solved,
          .told = {}};
}

void insert_survey(CustomerHistory& history, KeptSurvey survey) {
  const auto place = std::upper_bound(history.surveys.begin(), history.surveys.end(), survey);
  history.surveys.insert(place, std::move(survey));
}

std::vector<Measurement> measure_survey(const KeptSurvey& survey, const CustomerHistory& history,
                                        const TaxonomyHistory& taxonomies) {
  std::vector<Measurement> measured;
  const std::optional<MeasuredAt> cell = cell_of(survey, history, taxonomies);
  if (!cell) return measured;
  if (survey.event == SurveyEvent::sent) {
    measure(kSurveySentMetrics, SurveySent{*cell, is_answered(survey, history)}, *cell, measured);
  } else if (is_answer(survey)) {
    measure(kSurveyMetrics, fact_of(survey, *cell, history), *cell, measured);
  }
  return measured;
}

}  // namespace vocmap
