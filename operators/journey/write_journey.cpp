#include "operators/journey/write_journey.h"

#include <fmt/format.h>

#include "schemas/json_writer.h"

namespace vocmap {
namespace {

double seconds(std::int64_t ms) {
  return static_cast<double>(ms) / 1000;
}

std::optional<double> thousandths(const std::optional<std::int32_t>& value) {
  return value ? std::optional{*value / 1000.0} : std::nullopt;
}

std::optional<std::string> text_or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional{text};
}

void write_steps(JsonWriter& out, const Chain& chain) {
  out.key("steps").begin_array();
  for (const JourneyStep& journey_step : journey_steps(chain)) {
    const ContactFact& contact = journey_step.contact->fact;
    const ContactStep& step = *journey_step.step;
    out.begin_object()
        .member("contact_id", contact.contact_id)
        .member("at", step.at)
        .member("until", step.until)
        .member("event", step.event)
        .member("last_event", step.last_event)
        .member("direction", contact.inbound ? Direction::inbound : Direction::outbound)
        .member("channel", contact.channel)
        .member("handler", step.handler)
        .member("agent_id", text_or_null(step.agent_id))
        .member("team_id", text_or_null(step.team_id))
        .member("waited_s", seconds(journey_step.wait.count()))
        .member("returns", journey_step.returns)
        .end_object();
  }
  out.end_array();
}

void write_resolution(JsonWriter& out, const Chain& chain,
                      std::span<const KeptSurvey* const> surveys, const JourneyFact& fact) {
  out.member("state", fact.state).member("resolution", fact.resolution).key("evidence");
  const auto evidence = deciding_evidence(chain, surveys, fact.ended.at + kEvidenceSpan);
  if (evidence) {
    out.begin_object()
        .member("source", evidence->source)
        .member("id", evidence->id)
        .member("at", evidence->at)
        .end_object();
  } else {
    out.null();
  }
  out.key("satisfaction");
  if (fact.readable()) {
    out.value(satisfaction_of(fact));
  } else {
    out.null();
  }
}

void write_answers(JsonWriter& out, std::span<const KeptSurvey* const> surveys) {
  out.key("surveys").begin_array();
  for (const KeptSurvey* survey : surveys) {
    out.begin_object()
        .member("response_id", survey->response_id)
        .member("at", survey->at)
        .member("solved", survey->solved)
        .end_object();
  }
  out.end_array();
}

void write_effort(JsonWriter& out, const JourneyFact& fact) {
  out.member("channel_switches", fact.channel_switches)
      .member("transfers", fact.transfers)
      .member("reopens", fact.reopens)
      .member("bot_turns", fact.bot_turns)
      .member("loops", fact.loops)
      .member("effort", static_cast<double>(effort_tenths(fact)) / 10)
      .member("wait_s", seconds(fact.wait_ms))
      .member("handle_s", seconds(fact.handle_ms))
      .member("effort_s", seconds(fact.effort_ms))
      .member("peak_sentiment", thousandths(fact.peak_sentiment))
      .member("end_sentiment", thousandths(fact.end_sentiment));
}

}  // namespace

std::string write_journey(const std::string& customer_key, const Chain& chain,
                          std::span<const KeptSurvey* const> surveys, const JourneyFact& fact) {
  const MeasuredAt& cell = fact.opened;
  JsonWriter out;
  out.begin_object()
      .member("journey_id", fact.journey_id)
      .member("customer_id", fact.anonymous ? std::nullopt : std::optional{customer_key})
      .member("line", cell.line)
      .member("stage", cell.stage)
      .member("scenario", cell.scenario)
      .member("taxonomy_version", cell.taxonomy_version)
      .key("order");
  if (fact.order_id.empty()) {
    out.null();
  } else {
    out.begin_object()
        .member("order_id", fact.order_id)
        .member("inferred", chain.contacts.front()->order_inferred)
        .end_object();
  }
  out.member("opened_at", cell.at)
      .member("last_opened_at", fact.ended.at)
      .member("last_event_at", fact.last_event_at)
      .member("contacts", fact.contacts.size())
      .member("outbound_contacts", fact.outbound.size());
  write_steps(out, chain);
  write_resolution(out, chain, surveys, fact);
  write_effort(out, fact);
  out.member("praise", fact.praise).member("goodwill", fact.goodwill);
  write_answers(out, surveys);
  out.key("next_order_after_s");
  if (fact.until_next_order) {
    out.value(seconds(fact.until_next_order->count()));
  } else {
    out.null();
  }
  return out.end_object().take();
}

std::string write_merged(const std::string& journey_id, const Chain* into) {
  JsonWriter out;
  out.begin_object().member("journey_id", journey_id);
  out.member("merged_into", into ? std::optional{into->journey_id} : std::nullopt);
  return out.end_object().take();
}

std::string with_revision(std::string json, std::uint32_t revision) {
  json.pop_back();
  return json + fmt::format(",\"revision\":{}}}", revision);
}

}  // namespace vocmap
