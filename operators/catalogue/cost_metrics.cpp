#include "operators/catalogue/catalogue.h"
#include "operators/catalogue/parts.h"

namespace vocmap {
namespace {

constexpr std::int64_t kPerMinorUnit = 1000;  // costs are in 1/1000 minor unit

constexpr MetricOf<PricedContact> kOfContacts[] = {
    {{.name = "contact_cost",
      .zh = "进线成本：处理时长与费率卡所列费用",
      .en = "What contacts cost by the rate card: agents' time on them, and fees",
      .formula =
          "sum over contacts of (talk_s + hold_s + wrap_s) / concurrency x wage of the team, "
          "else of the rate card, + fees of the channel and the bot, each rounded to 1/1000",
      .unit = "minor_units",
      .form = Form::total,
      .scale = kPerMinorUnit,
      .money = true},
     [](const PricedContact& f) { return value_of(f.cost); }},
    {{.name = "cost_per_contact",
      .zh = "单件成本：平均每次进线的成本",
      .en = "Mean cost of a contact by the rate card",
      .formula = "contact_cost / contacts with a handle time or a fee",
      .unit = "minor_units",
      .form = Form::mean,
      .scale = kPerMinorUnit,
      .money = true},
     [](const PricedContact& f) { return value_of(f.cost); }},
};

constexpr MetricOf<JourneyFact> kOfJourneys[] = {
    {{.name = "cost_per_journey",
      .zh = "每个服务历程的成本",
      .en = "Mean cost of all contacts of a journey, outbound ones too",
      .formula = "cost of all contacts of journeys / journeys with a contact of known cost",
      .unit = "minor_units",
      .form = Form::mean,
      .horizon = Horizon::eight_days,
      .scale = kPerMinorUnit,
      .money = true},
     [](const JourneyFact& f) { return value_of(f.cost); }},
    {{.name = "cost_per_resolution",
      .zh = "每次解决的成本：全部历程的成本除以已解决的历程数",
      .en = "Cost of all journeys for each one that is resolved; what failed is paid for, too",
      .formula = "cost of all contacts of journeys / those of them confirmed or assumed, of "
                 "journeys with a contact of known cost",
      .unit = "minor_units",
      .form = Form::ratio,
      .horizon = Horizon::eight_days,
      .scale = kPerMinorUnit,
      .money = true},
     [](const JourneyFact& f) -> Reading {
       if (!f.cost) return std::nullopt;
       return Part{*f.cost, f.resolved() ? 1 : 0};
     }},
};

}  // namespace

constinit const Metrics<PricedContact> kContactCostMetrics{kOfContacts};
constinit const Metrics<JourneyFact> kJourneyCostMetrics{kOfJourneys};

}  // namespace vocmap
