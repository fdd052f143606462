#include "operators/enrich/write_enriched.h"

#include "operators/enrich/join_values.h"
#include "schemas/json_writer.h"
#include "schemas/utf8.h"

namespace vocmap {
namespace {

using Text = std::optional<std::string>;

void write_order(JsonWriter& out, const std::optional<OrderMatch>& match) {
  out.key("order");
  if (!match) {
    out.null();
    return;
  }
  out.begin_object()
      .member("order_id", match->order_id)
      .member("inferred", match->inferred)
      .member("known", match->order != nullptr)
      .end_object();
}

std::string_view certainty(const Decision& decision, int wanted_precision) {
  if (!decision.scenario) return kNone;
  return *decision.probability >= 10 * wanted_precision ? "assigned" : "probable";
}

std::string_view source_of(const Decision& decision) {
  if (decision.corrected) return "person";
  return decision.given ? "given" : "evidence";
}

void write_correction(JsonWriter& out, const Correction* correction) {
  if (!correction) return;
  out.key("correction")
      .begin_object()
      .member("scenario", correction->scenario_id)
      .member("by", correction->by)
      .member("at", correction->at)
      .end_object();
}

// A part of the contact's text: where it is, in code points, and its words.
void write_place(JsonWriter& out, const ContactView& view, const TextPlace& place) {
  const std::string_view text = view.text ? std::string_view{*view.text} : "";
  out.member("begin", place.begin)
      .member("end", place.end)
      .member("text", cut_utf8(slice_utf8(text, place.begin, place.end), kVerbatimBytes));
}

void write_explanation(JsonWriter& out, const ContactView& view, const Decision& decision) {
  out.key("spans").begin_array();
  for (const DecidedSpan& span : decision.spans) {
    out.begin_object();
    write_place(out, view, span.place);
    out.member("share", span.share / 1000.0);
    if (!span.rule.empty()) out.member("rule", span.rule);
    out.end_object();
  }
  out.end_array();
  out.key("also").begin_array();
  for (const OtherMatter& other : decision.also) {
    out.begin_object().member("scenario", decision.taxonomy->scenario(other.scenario).id);
    if (other.probability) out.member("probability", *other.probability / 1000.0);
    write_place(out, view, other.place);
    out.end_object();
  }
  out.end_array();
}

void write_scenario(JsonWriter& out, const ContactView& view, const Decision& decision,
                    int wanted_precision) {
  const TaxonomyIndex& taxonomy = *decision.taxonomy;
  out.member("line", line_id(decision))
      .member("stage", stage_id(decision))
      .member("scenario", scenario_id(decision))
      .member("scenario_source", source_of(decision))
      .member("given_scenario", view.given_scenario)
      .member("score", decision.score)
      .member("none_score", decision.none_score);
  if (decision.probability) {
    out.member("probability", *decision.probability / 1000.0)
        .member("certainty", certainty(decision, wanted_precision));
  }
  out.key("alternatives").begin_array();
  for (const auto& [scenario, score] : decision.alternatives) {
    out.begin_object().member("scenario", taxonomy.scenario(scenario).id).member("score", score);
    if (decision.whole > 0) {
      const auto share = static_cast<std::int32_t>(1000 * score / decision.whole);
      out.member("probability", share / 1000.0);
    }
    out.end_object();
  }
  out.end_array();
  out.member("taxonomy_version", taxonomy.version());
  write_explanation(out, view, decision);
}

void write_sentiment(JsonWriter& out, const ContactView& view) {
  if (!view.sentiment) return;
  out.key("sentiment")
      .begin_object()
      .member("worst", view.sentiment->worst)
      .member("best", view.sentiment->best)
      .member("last", view.sentiment->last)
      .member("mean", view.sentiment->mean)
      .end_object()
      .member("praise", view.praise);
}

}  // namespace

std::string write_enriched(const std::string& contact_id, const std::string& customer_key,
                           const ContactView& view, const Decision& decision,
                           const CustomerState& customer, int wanted_precision) {
  const bool anonymous = customer_key.starts_with(kAnonymous);
  const std::optional<OrderMatch> match = match_order(customer, view);
  const JoinedValues joined = join_values(view, customer, match);
  JsonWriter out;
  out.begin_object().member("contact_id", contact_id);
  out.member("customer_id", anonymous ? Text{} : Text{customer_key});
  write_scenario(out, view, decision, wanted_precision);
  write_correction(out, correction_of(customer, contact_id));
  out.member("channel", view.channel)
      .member("direction", view.direction)
      .member("party_type", view.party_type)
      .member("handler", view.handler)
      .member("opened_at", view.opened_at)
      .member("last_event", view.last_event)
      .member("last_at", view.last_at)
      .member("counted", view.in_time && view.direction == Direction::inbound)
      .member("language", view.language.empty() ? Text{} : Text{view.language})
      .member("product_id", joined.product_id)
      .member("region", joined.region)
      .member("app_version", joined.app_version)
      .member("tier", joined.tier)
      .member("segment", joined.segment)
      .member("agent_id", view.agent_id)
      .member("team_id", view.team_id);
  write_order(out, match);
  write_sentiment(out, view);
  out.member("turns", view.turns).member("text", view.text).end_object();
  return out.take();
}

}  // namespace vocmap
