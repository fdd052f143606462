#include "operators/catalogue/catalogue.h"

#include <algorithm>
#include <vector>

namespace vocmap {

constinit const MetricEntry kExposure{
    .name = "exposure",
    .zh = "交易数：服务率的分母",
    .en = "Transactions of the line: what service rates are divided by",
    .formula = "orders, visits or plays in the window; of stocks value * window / 1 d",
    .unit = "transactions",
    .form = Form::total,
    .with_window = true};

constinit const MetricEntry kCustomersWithProblem{
    .name = "customers_with_problem",
    .zh = "遇到问题的客户数（去重）",
    .en = "Distinct customers with a contact; each stage and scenario counts its own",
    .formula = "distinct customers with a contact",
    .unit = "customers",
    .form = Form::total,
    .scenarios_in_prometheus = true};

constinit const MetricEntry kServiceRateChange{
    .name = "service_rate_change",
    .zh = "服务率变化：与上周同日、与前 28 天均值相比，整条业务线及各产品、各地区的部分",
    .en =
        "Change of a line's service rate against the same weekday a week earlier (`last_week`) "
        "and the 28 days before (`four_weeks`), and each product's or region's part of it; days "
        "only, once",
    .formula = "service_rate - service_rate of the reference = rate effect + mix effect",
    .unit = "per_10k",
    .form = Form::total,
    .with_window = true};

constinit const MetricEntry kServiceRateChangeRate{
    .name = "service_rate_change_rate",
    .zh = "服务率变化中的服务率效应：各产品（地区）自身服务率的变化",
    .en = "The rate effect in service_rate_change: products, or regions, got better or worse",
    .formula = "sum over segments of mean share of the exposure * change of the segment's rate",
    .unit = "per_10k",
    .form = Form::total,
    .with_window = true};

constinit const MetricEntry kServiceRateChangeMix{
    .name = "service_rate_change_mix",
    .zh = "服务率变化中的结构效应：各产品（地区）交易占比的变化",
    .en = "The mix effect in service_rate_change: their shares of the transactions changed",
    .formula = "sum over segments of mean rate of the segment * change of its share",
    .unit = "per_10k",
    .form = Form::total,
    .with_window = true};

namespace {

template <class Fact>
void list(std::vector<const MetricEntry*>& entries, Metrics<Fact> metrics) {
  for (const MetricOf<Fact>& metric : metrics) entries.push_back(&metric);
}

std::vector<const MetricEntry*> all() {
  std::vector<const MetricEntry*> entries;
  list(entries, kContactMetrics);
  entries.push_back(&kExposure);
  entries.push_back(&kServiceRateChange);
  entries.push_back(&kServiceRateChangeRate);
  entries.push_back(&kServiceRateChangeMix);
  entries.push_back(&kCustomersWithProblem);
  list(entries, kFollowUpMetrics);
  list(entries, kJourneyMetrics);
  list(entries, kOutcomeMetrics);
  list(entries, kContactCostMetrics);
  list(entries, kJourneyCostMetrics);
  list(entries, kOrderMetrics);
  list(entries, kReversalMetrics);
  list(entries, kSurveyMetrics);
  list(entries, kSurveySentMetrics);
  list(entries, kWorkMetrics);
  return entries;
}

}  // namespace

std::span<const MetricEntry* const> catalogue() {
  static const std::vector<const MetricEntry*> entries = all();
  return entries;
}

const MetricEntry* find_metric(std::uint16_t id) {
  static const std::vector<std::pair<std::uint16_t, const MetricEntry*>> by_id = [] {
    std::vector<std::pair<std::uint16_t, const MetricEntry*>> ids;
    for (const MetricEntry* entry : catalogue()) ids.emplace_back(metric_id(entry->name), entry);
    std::sort(ids.begin(), ids.end());
    return ids;
  }();
  const auto found =
      std::lower_bound(by_id.begin(), by_id.end(), id,
                       [](const auto& entry, std::uint16_t i) { return entry.first < i; });
  return found != by_id.end() && found->first == id ? found->second : nullptr;
}

}  // namespace vocmap
