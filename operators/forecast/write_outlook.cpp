#include "operators/forecast/write_outlook.h"

#include "schemas/json_writer.h"

namespace vocmap {
namespace {

double seconds_of(Duration d) {
  return static_cast<double>(d.count()) / 1000;
}

// Null where the text is empty.
void text_member(JsonWriter& out, std::string_view name, std::string_view text) {
  out.key(name);
  text.empty() ? out.null() : out.value(text);
}

void assumption(JsonWriter& out, std::string_view name, std::optional<double> value,
                std::string_view source) {
  out.key(name).begin_object().member("value", value);
  text_member(out, "source", source);
  out.end_object();
}

std::string_view source_of(bool configured) {
  return configured ? "configured" : "default";
}

void write_past(JsonWriter& out, const PastHour& past) {
  out.key("past_hour")
      .begin_object()
      .member("contacts", past.contacts)
      .member("exposure", past.exposure)
      .member("agents_available", past.agents_available)
      .member("learned", past.learned);
  text_member(out, "reason", past.reason);
  out.end_object();
}

// Returns why some hours have no agents; empty: all have.
std::string_view write_hours(JsonWriter& out, const Outlook& outlook,
                             const StaffingRules& staffing) {
  std::string_view reason = outlook.handle_s ? "" : "no_handle_time";
  out.key("hours").begin_array();
  for (const OutlookHour& hour : outlook.hours) {
    std::optional<AgentsNeeded> agents;
    if (outlook.handle_s) {
      const OfferedLoad load{hour.contacts.mean, *outlook.handle_s, staffing.patience_s};
      agents = agents_needed(load, staffing.target, staffing.shrinkage);
      if (!agents) reason = "out_of_reach";
    }
    out.begin_object()
        .member("start", hour.start)
        .member("contacts", hour.contacts.mean)
        .member("low", hour.contacts.low)
        .member("high", hour.contacts.high);
    out.key("agents_ready");
    agents ? out.value(agents->ready) : out.null();
    out.key("agents_scheduled");
    agents ? out.value(agents->scheduled) : out.null();
    out.end_object();
  }
  out.end_array();
  return reason;
}

void write_assumptions(JsonWriter& out, const Outlook& outlook, const StaffingRules& staffing) {
  const ForecastRules& given = staffing.given;
  out.key("assumptions").begin_object();
  assumption(out, "handle_s", outlook.handle_s, outlook.handle_s ? "measured" : "");
  assumption(out, "service_level", staffing.target.share,
             source_of(given.service_level.has_value()));
  assumption(out, "answer_within_s", staffing.target.wait_s,
             source_of(given.answer_within.has_value()));
  assumption(out, "patience_s", staffing.patience_s, source_of(given.patience.has_value()));
  assumption(out, "shrinkage", staffing.shrinkage, source_of(given.shrinkage.has_value()));
  text_member(out, "exposure", outlook.exposure_unit);
  out.member("hours_learned", outlook.hours_learned).end_object();
}

}  // namespace

StaffingRules::StaffingRules(const ForecastRules& rules)
    : given(rules),
      target{rules.service_level.value_or(ForecastRules::kServiceLevel),
             seconds_of(rules.answer_within.value_or(ForecastRules::kAnswerWithin))},
      shrinkage(rules.shrinkage.value_or(ForecastRules::kShrinkage)) {
  if (rules.patience) patience_s = seconds_of(*rules.patience);
}

std::string write_outlook(const Outlook& outlook, const StaffingRules& staffing) {
  JsonWriter out;
  out.begin_object().member("line", outlook.line);
  text_member(out, "channel", outlook.channel);
  out.member("as_of", outlook.as_of);
  write_past(out, outlook.past);
  text_member(out, "agents_reason", write_hours(out, outlook, staffing));
  write_assumptions(out, outlook, staffing);
  out.end_object();
  return out.take();
}

}  // namespace vocmap
