#include "operators/catalogue/catalogue.h"
#include "operators/catalogue/parts.h"

namespace vocmap {
namespace {

using Fact = ContactInContext;

template <int kHours>
Reading repeated_after(const Fact& f) {
  return share_of(f.repeats_apply, within(f.until_same_scenario, std::chrono::hours{kHours}));
}

bool quiet(const Fact& f, int hours) {
  return !within(f.until_next_in_journey, std::chrono::hours{hours});
}
template <int kHours>
Reading behavioural_resolution(const Fact& f) {
  return share_of(!f.contact.anonymous, quiet(f, kHours));
}
template <bool kSolved, bool kQuiet>
Reading survey_and_behaviour(const Fact& f) {
  return share_of(!f.contact.anonymous && f.survey_solved,
                  f.survey_solved == kSolved && quiet(f, 168) == kQuiet);
}

bool contained(const Fact& f) {
  return !f.contact.handed_off && quiet(f, 48) &&
         !within(f.until_same_scenario, std::chrono::hours{48});
}

Reading promise_kept(const Fact& f) {
  const ContactFact& c = f.contact;
  return share_of(c.promised_by && *c.promised_by <= c.cell.at + std::chrono::days{7},
                  c.settled_at && c.promised_by && *c.settled_at <= *c.promised_by);
}

constexpr MetricOf<Fact> kEntries[] = {
    {{.name = "repeat_contact_rate_24h",
      .zh = "24 小时重复进线率",
      .en = "Share of contacts whose customer came again for the same scenario within 24 h",
      .formula =
          "contacts with a later one within 24 h / contacts of known customers and scenarios",
      .unit = "share",
      .horizon = Horizon::four_days},
     repeated_after<24>},
    {{.name = "repeat_contact_rate_72h",
      .zh = "72 小时重复进线率",
      .en = "Share of contacts whose customer came again for the same scenario within 72 h",
      .formula =
          "contacts with a later one within 72 h / contacts of known customers and scenarios",
      .unit = "share",
      .horizon = Horizon::four_days},
     repeated_after<72>},
    {{.name = "repeat_contact_rate_7d",
      .zh = "7 天重复进线率",
      .en = "Share of contacts whose customer came again for the same scenario within 7 d",
      .formula = "contacts with a later one within 7 d / contacts of known customers and scenarios",
      .unit = "share",
      .horizon = Horizon::eight_days,
      .scenarios_in_prometheus = true},
     repeated_after<168>},
    {{.name = "behavioural_resolution_24h",
      .zh = "行为解决率（24 小时内未再进线）",
      .en = "Share of contacts after which the matter stayed quiet for 24 h",
      .formula =
          "contacts without a later one of their journey within 24 h / contacts of known customers",
      .unit = "share",
      .horizon = Horizon::four_days},
     behavioural_resolution<24>},
    {{.name = "behavioural_resolution_72h",
      .zh = "行为解决率（72 小时内未再进线）",
      .en = "Share of contacts after which the matter stayed quiet for 72 h",
      .formula =
          "contacts without a later one of their journey within 72 h / contacts of known customers",
      .unit = "share",
      .horizon = Horizon::four_days},
     behavioural_resolution<72>},
    {{.name = "behavioural_resolution_7d",
      .zh = "行为解决率（7 天内未再进线）",
      .en = "Share of contacts after which the matter stayed quiet for 7 d",
      .formula =
          "contacts without a later one of their journey within 7 d / contacts of known customers",
      .unit = "share",
      .horizon = Horizon::eight_days},
     behavioural_resolution<168>},
    {{.name = "containment",
      .zh = "机器人闭环率：未转人工且 48 小时内未再进线",
      .en = "Share of bot contacts neither handed off nor repeated within 48 h",
      .formula = "bot contacts not handed off and without a repeat in 48 h / bot contacts",
      .unit = "share",
      .horizon = Horizon::four_days},
     [](const Fact& f) { return share_of(f.contact.bot, contained(f)); }},
    {{.name = "bot_resolution",
      .zh = "机器人解决率：闭环且客户未表示不满",
      .en = "Share of bot contacts contained whose journey did not end negative",
      .formula = "bot contacts contained and not negative / bot contacts",
      .unit = "share",
      .horizon = Horizon::eight_days},
     [](const Fact& f) { return share_of(f.contact.bot, contained(f) && !f.journey_negative); }},
    {{.name = "promise_kept_rate",
      .zh = "承诺兑现率",
      .en = "Share of promises for within 7 d that were kept",
      .formula = "contacts settled by promised_by / contacts with a promise for within 7 d",
      .unit = "share",
      .horizon = Horizon::eight_days},
     promise_kept},
    {{.name = "refund_rate",
      .zh = "退款率（进线后 7 天内）",
      .en = "Share of contacts whose order was refunded within 7 d",
      .formula = "contacts whose order was refunded within 7 d / contacts",
      .unit = "share",
      .horizon = Horizon::eight_days},
     [](const Fact& f) { return share_of(f.refunded); }},
    {{.name = "dispute_rate",
      .zh = "争议率（进线后 7 天内）",
      .en = "Share of contacts whose order was disputed within 7 d",
      .formula = "contacts whose order was disputed within 7 d / contacts",
      .unit = "share",
      .horizon = Horizon::eight_days},
     [](const Fact& f) { return share_of(f.disputed); }},
    {{.name = "survey_solved_quiet",
      .zh = "问卷称已解决且未再进线",
      .en = "Share of surveyed contacts said to be solved, and quiet",
      .formula = "contacts with this answer and behaviour within 7 d / contacts of known customers "
                 "with an answer",
      .unit = "share",
      .horizon = Horizon::eight_days},
     survey_and_behaviour<true, true>},
    {{.name = "survey_solved_returned",
      .zh = "问卷称已解决却再次进线",
      .en = "Share of surveyed contacts said to be solved, yet the customer came again",
      .formula = "contacts with this answer and behaviour within 7 d / contacts of known customers "
                 "with an answer",
      .unit = "share",
      .horizon = Horizon::eight_days},
     survey_and_behaviour<true, false>},
    {{.name = "survey_unsolved_quiet",
      .zh = "问卷称未解决却未再进线",
      .en = "Share of surveyed contacts said to be unsolved, yet quiet: silence is not proof",
      .formula = "contacts with this answer and behaviour within 7 d / contacts of known customers "
                 "with an answer",
      .unit = "share",
      .horizon = Horizon::eight_days},
     survey_and_behaviour<false, true>},
    {{.name = "survey_unsolved_returned",
      .zh = "问卷称未解决且再次进线",
      .en = "Share of surveyed contacts said to be unsolved, and the customer came again",
      .formula = "contacts with this answer and behaviour within 7 d / contacts of known customers "
                 "with an answer",
      .unit = "share",
      .horizon = Horizon::eight_days},
     survey_and_behaviour<false, false>},
};

}  // namespace

constinit const Metrics<ContactInContext> kFollowUpMetrics{kEntries};

}  // namespace vocmap
