#include "operators/catalogue/catalogue.h"
#include "operators/catalogue/parts.h"

namespace vocmap {
namespace {

using Fact = ContactInContext;

template <int kHours>
Reading repeated_before(const Fact& f) {
  return share_of(f.repeats_apply, within(f.since_same_scenario, std::chrono::hours{kHours}));
}
template <int kPlaces>
Reading offered_hit(const Fact& f) {
  const auto place = f.contact.offered_place;
  return share_of(place.has_value(), place && *place >= 0 && *place < kPlaces);
}

template <ResolutionMode kMode>
Reading mode_share(const Fact& f) {
  const auto mode = f.contact.resolution_mode;
  return share_of(mode.has_value(), mode == kMode);
}

template <Cause kCause>
Reading cause_share(const Fact& f) {
  return share_of(!f.contact.cause.empty(), f.contact.cause == name_of(kCause));
}

Reading milliseconds(const std::optional<EventTime>& from, const std::optional<EventTime>& to) {
  if (!from || !to || *to < *from) return std::nullopt;
  return value_of((*to - *from).count());
}

bool asked_for_person(const Fact& f) {
  return f.contact.bot && (f.contact.handoff_requested_at || f.contact.handed_off);
}

Duration agreed_wait(Channel channel) {
  return std::chrono::seconds{channel == Channel::call ? 20 : 60};
}

Reading service_level(const Fact& f) {
  const auto wait = f.contact.wait_ms;
  return share_of(wait.has_value(), wait && Duration{*wait} <= agreed_wait(f.contact.channel));
}

Reading closing_time(const Fact& f) {
  const ContactFact& c = f.contact;
  if (!c.settled_at || *c.settled_at > c.cell.at + std::chrono::hours{24}) return std::nullopt;
  return milliseconds(c.cell.at, c.settled_at);
}

Reading goodwill_amount(const Fact& f) {
  if (!f.contact.goodwill_currency) return std::nullopt;
  return value_of(f.contact.goodwill_minor);
}

bool is_none(const Fact& f) {
  return f.contact.cell.scenario == "none";
}

constexpr MetricOf<Fact> kEntries[] = {
    {{.name = "contacts",
      .zh = "进线量：窗口内新开的进线数",
      .en = "Inbound contacts, by the time they were opened",
      .formula = "count of contacts",
      .unit = "contacts",
      .form = Form::total,
      .with_window = true},
     [](const Fact&) { return count_of(true); }},
    {{.name = "service_rate",
      .zh = "服务率：每万笔交易的进线量，产品与理解之差",
      .en = "Contacts per 10,000 transactions: the error between the product and what users "
            "understand",
      .formula = "contacts / exposure * 10000",
      .unit = "per_10k",
      .form = Form::per_10k,
      .with_window = true},
     [](const Fact&) { return count_of(true); }},
    {{.name = "unclassified_share",
      .zh = "未归类占比：不属于任何场景的进线",
      .en = "Share of contacts that fit no scenario",
      .formula = "contacts of none / contacts",
      .unit = "share"},
     [](const Fact& f) { return share_of(is_none(f)); }},
    {{.name = "anonymous_share",
      .zh = "匿名占比：没有客户标识的进线",
      .en = "Share of contacts without a customer id, which no journey can join",
      .formula = "anonymous contacts / contacts",
      .unit = "share"},
     [](const Fact& f) { return share_of(f.contact.anonymous); }},
    {{.name = "cause_share_product",
      .zh = "产品原因占有原因进线的比例",
      .en = "Share of contacts caused by the product, of those whose scenario has a cause",
      .formula = "contacts of cause product / contacts of scenarios with a cause",
      .unit = "share"},
     cause_share<Cause::product>},
    {{.name = "cause_share_marketing_sales",
      .zh = "营销与销售原因占有原因进线的比例",
      .en = "Share of contacts caused by marketing or sales, of those whose scenario has a cause",
      .formula = "contacts of cause marketing_sales / contacts of scenarios with a cause",
      .unit = "share"},
     cause_share<Cause::marketing_sales>},
    {{.name = "cause_share_customer_error",
      .zh = "用户操作原因占有原因进线的比例",
      .en = "Share of contacts caused by a customer's error, of those whose scenario has a cause",
      .formula = "contacts of cause customer_error / contacts of scenarios with a cause",
      .unit = "share"},
     cause_share<Cause::customer_error>},
    {{.name = "cause_share_logistics",
      .zh = "物流原因占有原因进线的比例",
      .en = "Share of contacts caused by logistics, of those whose scenario has a cause",
      .formula = "contacts of cause logistics / contacts of scenarios with a cause",
      .unit = "share"},
     cause_share<Cause::logistics>},
    {{.name = "cause_share_partner",
      .zh = "合作方原因占有原因进线的比例",
      .en = "Share of contacts caused by a partner, of those whose scenario has a cause",
      .formula = "contacts of cause partner / contacts of scenarios with a cause",
      .unit = "share"},
     cause_share<Cause::partner>},
    {{.name = "cause_share_policy",
      .zh = "政策规则原因占有原因进线的比例",
      .en = "Share of contacts caused by a policy, of those whose scenario has a cause",
      .formula = "contacts of cause policy / contacts of scenarios with a cause",
      .unit = "share"},
     cause_share<Cause::policy>},
    {{.name = "offered_hit_at_1",
      .zh = "猜你想问首条命中率",
      .en = "The portal's first offered scenario was the right one",
      .formula = "contacts whose scenario was offered first / contacts with offers and a scenario",
      .unit = "share"},
     offered_hit<1>},
    {{.name = "offered_hit_at_3",
      .zh = "猜你想问前三条命中率",
      .en = "The right scenario was among the portal's first three",
      .formula =
          "contacts whose scenario was among the first 3 / contacts with offers and a scenario",
      .unit = "share"},
     offered_hit<3>},
    {{.name = "offered_hit_at_5",
      .zh = "猜你想问前五条命中率",
      .en = "The right scenario was among the portal's first five",
      .formula =
          "contacts whose scenario was among the first 5 / contacts with offers and a scenario",
      .unit = "share"},
     offered_hit<5>},
    {{.name = "transfers_per_contact",
      .zh = "单次进线转接数",
      .en = "Transfers per contact",
      .formula = "transfers / contacts",
      .unit = "transfers",
      .form = Form::mean},
     [](const Fact& f) { return value_of(f.contact.transfers); }},
    {{.name = "wait_time",
      .zh = "平均等待时长",
      .en = "Mean time until someone answered",
      .formula = "wait_s / contacts with a known wait",
      .unit = "seconds",
      .form = Form::mean,
      .scale = kPerSecond},
     [](const Fact& f) { return value_of(f.contact.wait_ms); }},
    {{.name = "handle_time",
      .zh = "平均处理时长（通话、保持、话后）",
      .en = "Mean talk, hold and wrap-up time",
      .formula = "(talk_s + hold_s + wrap_s) / contacts with handle times",
      .unit = "seconds",
      .form = Form::mean,
      .scale = kPerSecond},
     [](const Fact& f) { return value_of(f.contact.handle_ms); }},
    {{.name = "mean_closing_time",
      .zh = "平均结案时长（24 小时内结案的进线）",
      .en = "Mean time from opening to resolved or closed, of contacts settled within 24 h",
      .formula = "(settled_at - opened_at) / settled contacts",
      .unit = "seconds",
      .form = Form::mean,
      .scale = kPerSecond},
     closing_time},
    {{.name = "deflection",
      .zh = "机器人拦截率：未转人工",
      .en = "Share of bot contacts that never reached a person; says nothing of success",
      .formula = "bot contacts not handed off / bot contacts",
      .unit = "share"},
     [](const Fact& f) { return share_of(f.contact.bot, !f.contact.handed_off); }},
    {{.name = "handoff_request_rate",
      .zh = "转人工请求率",
      .en = "Share of bot contacts in which a person was asked for",
      .formula = "bot contacts with a request / bot contacts",
      .unit = "share"},
     [](const Fact& f) { return share_of(f.contact.bot, asked_for_person(f)); }},
    {{.name = "handoff_success_rate",
      .zh = "转人工成功率",
      .en = "Share of requests for a person that were connected",
      .formula = "requests connected and not refused / requests",
      .unit = "share"},
     [](const Fact& f) {
       return share_of(asked_for_person(f), f.contact.handoff_connected_at.has_value() &&
                                                !f.contact.handoff_refused.value_or(false));
     }},
    {{.name = "handoff_refused_rate",
      .zh = "转人工被拒率",
      .en = "Share of requests for a person that were refused",
      .formula = "requests refused / requests",
      .unit = "share"},
     [](const Fact& f) {
       return share_of(asked_for_person(f), f.contact.handoff_refused.value_or(false));
     }},
    {{.name = "context_carried_rate",
      .zh = "转接带上下文率",
      .en = "Share of hand-offs in which the person knew what was said before",
      .formula = "hand-offs with context / hand-offs of which it is known",
      .unit = "share"},
     [](const Fact& f) {
       const ContactFact& c = f.contact;
       return share_of(c.handoff_connected_at && c.context_carried, c.context_carried == true);
     }},
    {{.name = "handoff_wait",
      .zh = "转人工等待时长",
      .en = "Mean time from asking for a person to being connected",
      .formula = "(connected_at - requested_at) / hand-offs with both times",
      .unit = "seconds",
      .form = Form::mean,
      .scale = kPerSecond},
     [](const Fact& f) {
       return milliseconds(f.contact.handoff_requested_at, f.contact.handoff_connected_at);
     }},
    {{.name = "time_before_handoff",
      .zh = "请求转人工前的时长",
      .en = "Mean time with the bot before a person was asked for",
      .formula = "(requested_at - opened_at) / requests with a time",
      .unit = "seconds",
      .form = Form::mean,
      .scale = kPerSecond},
     [](const Fact& f) { return milliseconds(f.contact.cell.at, f.contact.handoff_requested_at); }},
    {{.name = "turns_before_handoff",
      .zh = "请求转人工前的机器人轮次",
      .en = "Mean bot turns of contacts in which a person was asked for",
      .formula = "bot_turns / requests",
      .unit = "turns",
      .form = Form::mean},
     [](const Fact& f) {
       return asked_for_person(f) ? value_of(f.contact.bot_turns) : std::nullopt;
     }},
    {{.name = "realtime_share",
      .zh = "实时解决占比",
      .en = "Share of contacts handled while the customer waits",
      .formula = "contacts of mode realtime / contacts with a mode",
      .unit = "share"},
     mode_share<ResolutionMode::realtime>},
    {{.name = "deferred_share",
      .zh = "延时解决占比",
      .en = "Share of contacts promised for later",
      .formula = "contacts of mode deferred / contacts with a mode",
      .unit = "share"},
     mode_share<ResolutionMode::deferred>},
    {{.name = "risk_share",
      .zh = "风险防范占比",
      .en = "Share of contacts handled to prevent a risk",
      .formula = "contacts of mode risk / contacts with a mode",
      .unit = "share"},
     mode_share<ResolutionMode::risk>},
    {{.name = "sla_hit",
      .zh = "应答达标率（电话 20 秒，其他 60 秒）",
      .en = "Share answered in time: calls in 20 s, all else in 60 s",
      .formula = "contacts with wait_s <= limit / contacts with a known wait",
      .unit = "share"},
     service_level},
    {{.name = "complaint_rate",
      .zh = "投诉率",
      .en = "Share of contacts that complain",
      .formula = "complaints / contacts",
      .unit = "share",
      .scenarios_in_prometheus = true},
     [](const Fact& f) { return share_of(f.contact.complaint); }},
    {{.name = "complaints_per_10k",
      .zh = "每万笔交易投诉量",
      .en = "Complaints per 10,000 transactions",
      .formula = "complaints / exposure * 10000",
      .unit = "per_10k",
      .form = Form::per_10k},
     [](const Fact& f) { return count_of(f.contact.complaint); }},
    {{.name = "regulator_rate",
      .zh = "监管投诉率",
      .en = "Share of contacts that came to a regulator",
      .formula = "contacts with a regulator / contacts",
      .unit = "share"},
     [](const Fact& f) { return share_of(f.contact.regulator); }},
    {{.name = "escalation_rate",
      .zh = "升级率",
      .en = "Share of contacts that were escalated",
      .formula = "escalated contacts / contacts",
      .unit = "share"},
     [](const Fact& f) { return share_of(f.contact.escalated); }},
    {{.name = "goodwill_rate",
      .zh = "补偿率",
      .en = "Share of contacts in which goodwill was given",
      .formula = "contacts with goodwill / contacts",
      .unit = "share"},
     [](const Fact& f) { return share_of(f.contact.goodwill_currency.has_value()); }},
    {{.name = "goodwill_amount",
      .zh = "补偿金额",
      .en = "Goodwill that was given",
      .formula = "sum of goodwill.amount_minor",
      .unit = "minor_units",
      .form = Form::total,
      .money = true},
     goodwill_amount},
    {{.name = "praise_rate",
      .zh = "表扬率（情绪价值）",
      .en = "Share of contacts in which the customer praises",
      .formula = "contacts with praise / contacts",
      .unit = "share"},
     [](const Fact& f) { return share_of(f.contact.praise); }},
    {{.name = "sentiment",
      .zh = "平均情绪（-1 到 1）",
      .en = "Mean sentiment of what customers wrote, from -1 to 1",
      .formula = "sum of contacts' mean sentiment / contacts with sentiment",
      .unit = "sentiment",
      .form = Form::mean,
      .scale = 1000},
     [](const Fact& f) { return value_of(f.contact.sentiment_mean); }},
    {{.name = "repeat_contact_rate_back_24h",
      .zh = "24 小时内曾为同一场景进线",
      .en = "Share of contacts whose customer came for the same scenario in the 24 h before",
      .formula =
          "contacts with an earlier one within 24 h / contacts of known customers and scenarios",
      .unit = "share"},
     repeated_before<24>},
    {{.name = "repeat_contact_rate_back_72h",
      .zh = "72 小时内曾为同一场景进线",
      .en = "Share of contacts whose customer came for the same scenario in the 72 h before",
      .formula =
          "contacts with an earlier one within 72 h / contacts of known customers and scenarios",
      .unit = "share"},
     repeated_before<72>},
    {{.name = "repeat_contact_rate_back_7d",
      .zh = "7 天内曾为同一场景进线",
      .en = "Share of contacts whose customer came for the same scenario in the 7 d before",
      .formula =
          "contacts with an earlier one within 7 d / contacts of known customers and scenarios",
      .unit = "share"},
     repeated_before<168>},
};

}  // namespace

constinit const Metrics<ContactInContext> kContactMetrics{kEntries};

}  // namespace vocmap
