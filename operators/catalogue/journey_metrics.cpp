#include "operators/catalogue/catalogue.h"
#include "operators/catalogue/parts.h"
#include "operators/sentiment/sentiment.h"

namespace vocmap {
namespace {

using Fact = JourneyFact;

template <JourneyResolution kResolution>
Reading resolution_share(const Fact& f) {
  return share_of(f.resolution == kResolution);
}
template <Satisfaction kClass>
Reading satisfaction(const Fact& f) {
  return count_of(satisfaction_of(f) == kClass);
}

std::int64_t span_days(const Fact& f) {
  return (f.ended.at - f.opened.at) / std::chrono::days{1};
}

bool returned(const Fact& f, int days) {
  return within(f.until_next_order, std::chrono::days{days});
}
bool negative(const Fact& f) {
  return f.resolution == JourneyResolution::negative;
}

constexpr MetricOf<Fact> kVolume[] = {
    {{.name = "journeys",
      .zh = "服务历程数（净量）：同一客户同一事项只计一次",
      .en = "Service journeys: contacts of one customer about one matter count once",
      .formula = "count of journeys",
      .unit = "journeys",
      .form = Form::total},
     [](const Fact&) { return count_of(true); }},
    {{.name = "service_rate_net",
      .zh = "净服务率：每万笔交易的服务历程数",
      .en = "Service journeys per 10,000 transactions",
      .formula = "journeys / exposure * 10000",
      .unit = "per_10k",
      .form = Form::per_10k,
      .scenarios_in_prometheus = true},
     [](const Fact&) { return count_of(true); }},
};

constexpr MetricOf<Fact> kOutcome[] = {
    {{.name = "resolution",
      .zh = "解决力：确认解决或 7 天无反证",
      .en = "Share of journeys confirmed or assumed to be resolved; silence is not proof",
      .formula = "(confirmed + assumed) / journeys",
      .unit = "share",
      .horizon = Horizon::eight_days,
      .scenarios_in_prometheus = true},
     [](const Fact& f) { return share_of(f.resolved()); }},
    {{.name = "confirmed_share",
      .zh = "确认解决占比",
      .en = "Share of journeys that the customer confirmed as resolved",
      .formula = "confirmed / journeys",
      .unit = "share",
      .horizon = Horizon::eight_days},
     resolution_share<JourneyResolution::confirmed>},
    {{.name = "assumed_share",
      .zh = "推定解决占比（无反馈）",
      .en = "Share of journeys assumed to be resolved for want of evidence",
      .formula = "assumed / journeys",
      .unit = "share",
      .horizon = Horizon::eight_days},
     resolution_share<JourneyResolution::assumed>},
    {{.name = "negative_share",
      .zh = "未解决占比",
      .en = "Share of journeys that ended unsolved, in a complaint or an escalation",
      .formula = "negative / journeys",
      .unit = "share",
      .horizon = Horizon::eight_days},
     resolution_share<JourneyResolution::negative>},
    {{.name = "fcr",
      .zh = "首次解决率",
      .en = "Share of journeys resolved with one contact",
      .formula = "journeys of one contact confirmed or assumed / journeys",
      .unit = "share",
      .horizon = Horizon::eight_days},
     [](const Fact& f) { return share_of(f.contacts.size() == 1 && f.resolved()); }},
    {{.name = "effort",
      .zh = "费力度指数（均值）",
      .en = "Mean effort index of a journey",
      .formula = "contacts + channel switches + transfers + reopens + days + 0.1 x bot turns, mean "
                 "over journeys",
      .unit = "points",
      .form = Form::mean,
      .horizon = Horizon::eight_days,
      .scale = 10,
      .scenarios_in_prometheus = true},
     [](const Fact& f) { return value_of(effort_tenths(f)); }},
    {{.name = "effort_p90",
      .zh = "费力度指数（90 分位）",
      .en = "Effort index that nine of ten journeys stay within",
      .formula = "nearest-rank 90 % quantile of the effort index",
      .unit = "points",
      .form = Form::quantile_90,
      .horizon = Horizon::eight_days,
      .scale = 10},
     [](const Fact& f) { return value_of(effort_tenths(f)); }},
    {{.name = "customer_minutes_lost",
      .zh = "客户损失分钟数",
      .en = "Minutes that customers spent waiting, being handled and writing",
      .formula = "wait + handle + 30 s per turn where nobody measured the handling",
      .unit = "minutes",
      .form = Form::total,
      .horizon = Horizon::eight_days,
      .scale = kPerMinute},
     [](const Fact& f) { return value_of(f.wait_ms + f.handle_ms + f.effort_ms); }},
    {{.name = "contacts_per_journey",
      .zh = "每个历程的进线数",
      .en = "Contacts per journey",
      .formula = "contacts / journeys",
      .unit = "contacts",
      .form = Form::mean,
      .horizon = Horizon::eight_days},
     [](const Fact& f) { return value_of(static_cast<std::int64_t>(f.contacts.size())); }},
    {{.name = "journey_hours",
      .zh = "历程时长",
      .en = "Mean time from the first contact to the last event of its journey",
      .formula = "(last event - first opened_at) / journeys",
      .unit = "hours",
      .form = Form::mean,
      .horizon = Horizon::eight_days,
      .scale = kPerHour},
     [](const Fact& f) { return value_of((f.last_event_at - f.opened.at).count()); }},
    {{.name = "peak_sentiment",
      .zh = "情绪峰值",
      .en = "Mean of the strongest sentiment of a journey",
      .formula = "sum of peaks / journeys with sentiment",
      .unit = "sentiment",
      .form = Form::mean,
      .horizon = Horizon::eight_days,
      .scale = 1000,
      .source = "Kahneman 1993, peak-end rule"},
     [](const Fact& f) { return value_of(f.peak_sentiment); }},
    {{.name = "end_sentiment",
      .zh = "情绪终值",
      .en = "Mean of the last sentiment of a journey",
      .formula = "sum of ends / journeys with sentiment",
      .unit = "sentiment",
      .form = Form::mean,
      .horizon = Horizon::eight_days,
      .scale = 1000,
      .source = "Kahneman 1993, peak-end rule"},
     [](const Fact& f) { return value_of(f.end_sentiment); }},
    {{.name = "negative_end_share",
      .zh = "负面结束占比",
      .en = "Share of journeys that end in negative sentiment",
      .formula = "journeys whose end is at most -0.25 / journeys with sentiment",
      .unit = "share",
      .horizon = Horizon::eight_days},
     [](const Fact& f) {
       return share_of(f.end_sentiment.has_value(), f.end_sentiment.value_or(0) <= kNegative);
     }},
    {{.name = "journeys_quick",
      .zh = "迅速满意的服务历程数",
      .en = "Customers satisfied quickly: confirmed, in one contact, within 24 h",
      .formula = "count of journeys of this class",
      .unit = "journeys",
      .form = Form::total,
      .horizon = Horizon::eight_days,
      .source = "Goodman, Customer Experience 3.0"},
     satisfaction<Satisfaction::quick>},
    {{.name = "journeys_satisfied",
      .zh = "满意的服务历程数",
      .en = "Journeys confirmed later, or assumed to be resolved",
      .formula = "count of journeys of this class",
      .unit = "journeys",
      .form = Form::total,
      .horizon = Horizon::eight_days,
      .source = "Goodman, Customer Experience 3.0"},
     satisfaction<Satisfaction::satisfied>},
    {{.name = "journeys_mollified",
      .zh = "被安抚的服务历程数",
      .en = "Journeys that ended negative, with goodwill",
      .formula = "count of journeys of this class",
      .unit = "journeys",
      .form = Form::total,
      .horizon = Horizon::eight_days,
      .source = "Goodman, Customer Experience 3.0"},
     satisfaction<Satisfaction::mollified>},
    {{.name = "journeys_dissatisfied",
      .zh = "不满意的服务历程数",
      .en = "Journeys that ended negative, without goodwill",
      .formula = "count of journeys of this class",
      .unit = "journeys",
      .form = Form::total,
      .horizon = Horizon::eight_days,
      .source = "Goodman, Customer Experience 3.0"},
     satisfaction<Satisfaction::dissatisfied>},
    {{.name = "return_to_transaction_7d",
      .zh = "7 天回归正向交易率",
      .en = "Share of journeys after which the customer ordered within 7 d",
      .formula = "journeys followed by an order within 7 d / journeys of known customers",
      .unit = "share",
      .horizon = Horizon::eight_days},
     [](const Fact& f) { return share_of(!f.anonymous, returned(f, 7)); }},
    {{.name = "return_to_transaction_30d",
      .zh = "30 天回归正向交易率",
      .en = "Share of journeys after which the customer ordered within 30 d",
      .formula = "journeys followed by an order within 30 d / journeys of known customers",
      .unit = "share",
      .horizon = Horizon::thirty_one_days},
     [](const Fact& f) { return share_of(!f.anonymous, returned(f, 30)); }},
    {{.name = "return_after_goodwill_30d",
      .zh = "补偿后 30 天回归率",
      .en = "Share of unsolved journeys with goodwill after which the customer ordered within 30 d",
      .formula =
          "negative journeys with goodwill followed by an order / negative journeys with goodwill",
      .unit = "share",
      .horizon = Horizon::thirty_one_days},
     [](const Fact& f) { return share_of(negative(f) && f.goodwill, returned(f, 30)); }},
    {{.name = "return_without_goodwill_30d",
      .zh = "无补偿 30 天回归率",
      .en = "Share of unsolved journeys without goodwill after which the customer ordered within "
            "30 d",
      .formula = "negative journeys without goodwill followed by an order / negative journeys "
                 "without goodwill",
      .unit = "share",
      .horizon = Horizon::thirty_one_days},
     [](const Fact& f) { return share_of(negative(f) && !f.goodwill, returned(f, 30)); }},
    {{.name = "exemplary_cases",
      .zh = "典范案例数",
      .en = "Journeys for the case library: long handling, praise, and the customer ordered again",
      .formula = "journeys with 30 min of handling or more, praise, and an order within 30 d",
      .unit = "journeys",
      .form = Form::total,
      .horizon = Horizon::thirty_one_days},
     [](const Fact& f) {
       return count_of(f.handle_ms >= 30 * kPerMinute && f.praise && returned(f, 30));
     }},
};

}  // namespace

std::int64_t effort_tenths(const JourneyFact& f) {
  const auto contacts = static_cast<std::int64_t>(f.contacts.size());
  return 10 * (contacts + f.channel_switches + f.transfers + f.reopens + span_days(f)) +
         f.bot_turns;
}

Satisfaction satisfaction_of(const JourneyFact& f) {
  if (negative(f)) return f.goodwill ? Satisfaction::mollified : Satisfaction::dissatisfied;
  const bool quick = f.resolution == JourneyResolution::confirmed && f.contacts.size() == 1 &&
                     f.last_event_at <= f.opened.at + std::chrono::hours{24};
  return quick ? Satisfaction::quick : Satisfaction::satisfied;
}

constinit const Metrics<JourneyFact> kJourneyMetrics{kVolume};
constinit const Metrics<JourneyFact> kOutcomeMetrics{kOutcome};

}  // namespace vocmap
