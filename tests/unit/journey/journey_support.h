#pragma once

#include <string>

#include "operators/journey/outcome.h"
#include "tests/support/domain.h"

namespace vocmap {

inline ContactStep step_of(std::string_view from, std::string_view until,
                           std::optional<Handler> handler = {}, std::string team_id = "") {
  ContactStep step;
  step.at = at(from);
  step.until = at(until);
  step.handler = handler;
  step.team_id = std::move(team_id);
  return step;
}

// An inbound contact of the line `shop` that consists of its opening.
inline KeptContact contact_at(std::string id, std::string_view opened_at,
                              std::string scenario = "shop.pay.twice") {
  KeptContact contact;
  contact.fact.contact_id = std::move(id);
  contact.fact.cell.line = "shop";
  contact.fact.cell.stage = "pay";
  contact.fact.cell.scenario = std::move(scenario);
  contact.fact.cell.at = at(opened_at);
  contact.fact.last_event_at = at(opened_at);
  contact.fact.channel = Channel::chat;
  contact.steps.push_back(step_of(opened_at, opened_at));
  return contact;
}

inline KeptContact about(KeptContact contact, std::string order_id) {
  contact.fact.order_id = std::move(order_id);
  return contact;
}

inline KeptContact outbound(KeptContact contact) {
  contact.fact.inbound = false;
  return contact;
}

inline KeptSurvey solved_at(std::string_view time, bool solved, std::string response_id = "r") {
  KeptSurvey survey;
  survey.at = at(time);
  survey.response_id = std::move(response_id);
  survey.event = SurveyEvent::answered;
  survey.metric = SurveyMetric::solved;
  survey.solved = solved;
  return survey;
}

}  // namespace vocmap
