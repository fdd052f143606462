#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "schemas/enums.h"
#include "schemas/time.h"

namespace vocmap {

// The input events. Each struct lists its fields once, in `fields`; the JSON decoder, the JSON
// writer and the binary codec all walk that list. A plain member is required, an optional or a
// vector is not. Money is in integer minor units, durations are in seconds as the field says.

using AttributeValue = std::variant<std::monostate, bool, double, std::string>;
// Sorted by name, names unique: equal attributes have equal bytes.
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;

struct Acoustic {
  std::optional<double> speech_rate, pitch_mean, pitch_var, pause_rate;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("speech_rate", s.speech_rate);
    v("pitch_mean", s.pitch_mean);
    v("pitch_var", s.pitch_var);
    v("pause_rate", s.pause_rate);
  }
};

struct Turn {
  std::int64_t seq = 0;
  TurnRole role = TurnRole::customer;
  std::optional<EventTime> at;
  std::optional<std::string> text;
  std::optional<Acoustic> acoustic;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("seq", s.seq);
    v("role", s.role);
    v("at", s.at);
    v("text", s.text);
    v("acoustic", s.acoustic);
  }
};

struct HandleTime {
  std::optional<double> talk_s, hold_s, wrap_s, concurrency;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("talk_s", s.talk_s);
    v("hold_s", s.hold_s);
    v("wrap_s", s.wrap_s);
    v("concurrency", s.concurrency);
  }
};

struct Handoff {
  std::optional<EventTime> requested_at, connected_at;
  std::optional<bool> refused, context_carried;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("requested_at", s.requested_at);
    v("connected_at", s.connected_at);
    v("refused", s.refused);
    v("context_carried", s.context_carried);
  }
};

struct Goodwill {
  std::optional<std::string> type;
  std::optional<std::int64_t> amount_minor;
  std::optional<std::string> currency;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("type", s.type);
    v("amount_minor", s.amount_minor);
    v("currency", s.currency);
  }
};

// voc.contacts: one lifecycle change of a contact, or the whole contact in one `closed` record.
struct Contact {
  std::string contact_id;
  ContactEvent event = ContactEvent::opened;
  EventTime occurred_at;
  std::optional<EventTime> opened_at;
  std::string line;
  Channel channel = Channel::other;
  std::optional<Direction> direction;
  std::optional<Trigger> trigger;
  std::optional<PartyType> party_type;
  std::optional<std::string> customer_id, order_id, product_id, app_version, region, lang,
      entry_point;
  std::vector<std::string> offered_scenarios;
  std::optional<std::string> scenario_id, subject, text;
  std::vector<Turn> turns;
  std::optional<Handler> handler;
  std::optional<std::string> agent_id, team_id, queue, tier;
  std::optional<double> wait_s;
  std::optional<HandleTime> handle;
  std::optional<std::int64_t> transfers, bot_turns;
  std::optional<Handoff> handoff;
  std::optional<ResolutionMode> resolution_mode;
  std::optional<EventTime> promised_by;
  std::optional<std::string> outcome;
  std::optional<ResolvedClaim> resolved_claim;
  std::optional<bool> escalated, complaint, regulator;
  std::optional<Goodwill> goodwill;
  std::optional<double> csat;
  std::optional<std::int64_t> reach;
  std::vector<std::string> tags;
  Attributes attributes;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("contact_id", s.contact_id);
    v("event", s.event);
    v("occurred_at", s.occurred_at);
    v("opened_at", s.opened_at);
    v("line", s.line);
    v("channel", s.channel);
    v("direction", s.direction);
    v("trigger", s.trigger);
    v("party_type", s.party_type);
    v("customer_id", s.customer_id);
    v("order_id", s.order_id);
    v("product_id", s.product_id);
    v("app_version", s.app_version);
    v("region", s.region);
    v("lang", s.lang);
    v("entry_point", s.entry_point);
    v("offered_scenarios", s.offered_scenarios);
    v("scenario_id", s.scenario_id);
    v("subject", s.subject);
    v("text", s.text);
    v("turns", s.turns);
    v("handler", s.handler);
    v("agent_id", s.agent_id);
    v("team_id", s.team_id);
    v("queue", s.queue);
    v("tier", s.tier);
    v("wait_s", s.wait_s);
    v("handle", s.handle);
    v("transfers", s.transfers);
    v("bot_turns", s.bot_turns);
    v("handoff", s.handoff);
    v("resolution_mode", s.resolution_mode);
    v("promised_by", s.promised_by);
    v("outcome", s.outcome);
    v("resolved_claim", s.resolved_claim);
    v("escalated", s.escalated);
    v("complaint", s.complaint);
    v("regulator", s.regulator);
    v("goodwill", s.goodwill);
    v("csat", s.csat);
    v("reach", s.reach);
    v("tags", s.tags);
    v("attributes", s.attributes);
  }
};

// voc.orders: a step of an order, or exposure that is not an order (visits, active users, stocks).
struct Order {
  std::string order_id;
  OrderEvent event = OrderEvent::placed;
  std::optional<std::string> customer_id;
  EventTime occurred_at;
  std::string line;
  std::optional<ExposureKind> exposure_kind;
  std::optional<std::int64_t> exposure_count, revenue_minor, margin_minor;
  std::optional<std::string> currency, product_id, region, app_version;
  std::optional<EventTime> promised_at;
  std::optional<bool> is_promotion;
  Attributes attributes;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("order_id", s.order_id);
    v("event", s.event);
    v("customer_id", s.customer_id);
    v("occurred_at", s.occurred_at);
    v("line", s.line);
    v("exposure_kind", s.exposure_kind);
    v("exposure_count", s.exposure_count);
    v("revenue_minor", s.revenue_minor);
    v("margin_minor", s.margin_minor);
    v("currency", s.currency);
    v("product_id", s.product_id);
    v("region", s.region);
    v("app_version", s.app_version);
    v("promised_at", s.promised_at);
    v("is_promotion", s.is_promotion);
    v("attributes", s.attributes);
  }
};

// voc.surveys: `occurred_at` has the alias `answered_at`; an answered survey names its metric.
struct Survey {
  std::string response_id;
  std::optional<SurveyEvent> event;
  EventTime occurred_at;
  std::optional<std::string> line, contact_id, order_id;
  std::string customer_id;
  std::optional<SurveyMetric> metric;
  std::optional<double> score;
  std::optional<bool> solved;
  std::optional<double> scale_min, scale_max;
  std::optional<ScaleDirection> scale_direction;
  std::optional<std::string> scale_version, comment, lang;
  Attributes attributes;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("response_id", s.response_id);
    v("event", s.event);
    v("occurred_at", s.occurred_at);
    v("line", s.line);
    v("contact_id", s.contact_id);
    v("order_id", s.order_id);
    v("customer_id", s.customer_id);
    v("metric", s.metric);
    v("score", s.score);
    v("solved", s.solved);
    v("scale_min", s.scale_min);
    v("scale_max", s.scale_max);
    v("scale_direction", s.scale_direction);
    v("scale_version", s.scale_version);
    v("comment", s.comment);
    v("lang", s.lang);
    v("attributes", s.attributes);
  }
};

// voc.agent-activity: one interval of an agent's work; its event time is `started_at`.
struct AgentActivity {
  std::optional<std::string> activity_id;
  std::string agent_id;
  std::optional<std::string> line;
  std::optional<Channel> channel;
  std::string team_id;
  AgentState state = AgentState::talk;
  EventTime started_at, ended_at;
  std::optional<std::string> contact_id, work_item;
  std::optional<bool> paid;
  std::optional<std::int64_t> wage_minor_per_hour;
  std::optional<std::string> currency, kb_article_id;
  std::optional<std::int64_t> kb_result_count;
  Attributes attributes;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("activity_id", s.activity_id);
    v("agent_id", s.agent_id);
    v("line", s.line);
    v("channel", s.channel);
    v("team_id", s.team_id);
    v("state", s.state);
    v("started_at", s.started_at);
    v("ended_at", s.ended_at);
    v("contact_id", s.contact_id);
    v("work_item", s.work_item);
    v("paid", s.paid);
    v("wage_minor_per_hour", s.wage_minor_per_hour);
    v("currency", s.currency);
    v("kb_article_id", s.kb_article_id);
    v("kb_result_count", s.kb_result_count);
    v("attributes", s.attributes);
  }
};

// voc.projects: a step in the life of an improvement project; its event time is `at`.
struct Project {
  std::string project_id;
  ProjectEvent event = ProjectEvent::proposed;
  EventTime at;
  std::optional<std::string> name, owner, team;
  std::string line;
  std::vector<std::string> scenario_ids, control_scenario_ids;  // scenario_ids: at least one
  std::optional<std::string> hypothesis;
  std::optional<double> expected_rate_ratio, washout_hours;
  std::optional<std::int64_t> cost_minor;
  Attributes attributes;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("project_id", s.project_id);
    v("event", s.event);
    v("at", s.at);
    v("name", s.name);
    v("owner", s.owner);
    v("team", s.team);
    v("line", s.line);
    v("scenario_ids", s.scenario_ids);
    v("control_scenario_ids", s.control_scenario_ids);
    v("hypothesis", s.hypothesis);
    v("expected_rate_ratio", s.expected_rate_ratio);
    v("washout_hours", s.washout_hours);
    v("cost_minor", s.cost_minor);
    v("attributes", s.attributes);
  }
};

// voc.customers: a version of a customer's reference data, valid from `updated_at`.
struct Customer {
  std::string customer_id;
  EventTime updated_at;
  std::optional<std::string> tier, segment, lifecycle, age_band, region;
  std::optional<std::int64_t> value_minor_per_year;
  Attributes attributes;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("customer_id", s.customer_id);
    v("updated_at", s.updated_at);
    v("tier", s.tier);
    v("segment", s.segment);
    v("lifecycle", s.lifecycle);
    v("age_band", s.age_band);
    v("region", s.region);
    v("value_minor_per_year", s.value_minor_per_year);
    v("attributes", s.attributes);
  }
};

// voc.feedback: a person's verdict on a contact's scenario or on an emergent proposal.
struct Feedback {
  std::optional<std::string> contact_id, customer_id, proposal_id, scenario_id;
  FeedbackVerdict verdict = FeedbackVerdict::correct;
  std::string by;
  EventTime at;
  Attributes attributes;
  std::optional<bool> sampled;

  template <class Self, class Visitor>
  static void fields(Self& s, Visitor&& v) {
    v("contact_id", s.contact_id);
    v("customer_id", s.customer_id);
    v("proposal_id", s.proposal_id);
    v("scenario_id", s.scenario_id);
    v("verdict", s.verdict);
    v("by", s.by);
    v("at", s.at);
    v("attributes", s.attributes);
    v("sampled", s.sampled);
  }
};

using InputEvent = std::variant<Contact, Order, Survey, AgentActivity, Project, Customer, Feedback>;

// The event time that decides window, watermark and lateness.
inline EventTime event_time(const Contact& e) {
  return e.occurred_at;
}
inline EventTime event_time(const Order& e) {
  return e.occurred_at;
}
inline EventTime event_time(const Survey& e) {
  return e.occurred_at;
}
inline EventTime event_time(const AgentActivity& e) {
  return e.started_at;
}
inline EventTime event_time(const Project& e) {
  return e.at;
}
inline EventTime event_time(const Customer& e) {
  return e.updated_at;
}
inline EventTime event_time(const Feedback& e) {
  return e.at;
}

}  // namespace vocmap
