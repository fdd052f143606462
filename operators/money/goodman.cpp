#include "operators/money/goodman.h"

#include <algorithm>
#include <cmath>

namespace vocmap {
namespace {

constexpr double kMillion = 1'000'000;

Estimate exactly(std::int64_t count) {
  const auto n = static_cast<double>(count);
  return {n, n, n};
}

Estimate in_millionths(const Estimate& share) {
  return {std::round(share.low * kMillion), std::round(share.mid * kMillion),
          std::round(share.high * kMillion)};
}

Estimate divided(const Estimate& e, double by) {
  return {e.low / by, e.mid / by, e.high / by};
}

Estimate plus(const Estimate& a, const Estimate& b) {
  return {a.low + b.low, a.mid + b.mid, a.high + b.high};
}

Estimate minus(const Estimate& a, const Estimate& b) {
  return {a.low - b.high, a.mid - b.mid, a.high - b.low};
}

Estimate times(const Estimate& a, const Estimate& b) {
  const auto [low, high] =
      std::minmax({a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high});
  return {low, a.mid * b.mid, high};
}

// U / p: the fewer complain, the more stand behind each who does.
Estimate behind(std::int64_t heard, const Estimate& complain) {
  const Estimate p = in_millionths(complain);
  const double millions = static_cast<double>(heard) * kMillion;
  return {millions / p.high, millions / p.mid, millions / p.low};
}

// configured as soon as one group is, else prior.
ParamSource source_of(const std::vector<Parameter>& complain) {
  const bool configured = std::any_of(complain.begin(), complain.end(), [](const Parameter& p) {
    return p.source == ParamSource::configured;
  });
  return configured ? ParamSource::configured : ParamSource::prior;
}

// Counts who was heard, in all and by state, and estimates who has the problem and is silent.
PerState<std::int64_t> count_customers(const MoneyRules& rules, const AtRiskInput& input,
                                       RevenueAtRisk& out) {
  PerState<std::int64_t> ended;
  for (const HeardCustomers& group : input.heard) {
    std::int64_t heard = 0;
    for (std::size_t i = 0; i < group.ended.size(); ++i) {
      heard += group.ended[i];
      ended[state_of(static_cast<Satisfaction>(i))] += group.ended[i];
    }
    out.heard += heard;
    out.complain.push_back(complain_share(rules, group.who, group.channel));
    out.affected.value = plus(out.affected.value, behind(heard, out.complain.back().value));
  }
  out.affected.source = source_of(out.complain);
  if (input.measured) out.affected = {exactly(*input.measured), ParamSource::own_data};
  const Estimate silent = minus(out.affected.value, exactly(out.heard));
  out.silent = {std::max(0.0, silent.low), std::max(0.0, silent.mid), std::max(0.0, silent.high)};
  return ended;
}

Estimate customers_lost(const RevenueAtRisk& of, const PerState<std::int64_t>& ended) {
  const Estimate untroubled = in_millionths(of.repurchase[BuyerState::untroubled].value);
  const auto lost = [&](BuyerState state, const Estimate& customers) {
    return times(customers, minus(untroubled, in_millionths(of.repurchase[state].value)));
  };
  Estimate sum = lost(BuyerState::silent, of.silent);
  for (std::size_t i = 0; i < EnumNames<Satisfaction>::values.size(); ++i) {
    const BuyerState state = state_of(static_cast<Satisfaction>(i));
    sum = plus(sum, lost(state, exactly(ended[state])));
  }
  return divided(sum, kMillion);
}

}  // namespace

RevenueAtRisk revenue_at_risk(const MoneyRules& rules, const AtRiskInput& input) {
  RevenueAtRisk out;
  out.repurchase = repurchase_shares(rules, input.loss_size, input.own);
  out.people_per_bad = told_bad(rules);
  out.people_per_good = told_good(rules);
  out.margin = input.margin;
  const PerState<std::int64_t> ended = count_customers(rules, input, out);
  out.lost = customers_lost(out, ended);
  if (out.margin) out.revenue = times(out.lost, out.margin->value);
  const Estimate unhappy = plus(out.silent, exactly(ended[BuyerState::dissatisfied]));
  const Estimate happy = exactly(ended[BuyerState::quick] + ended[BuyerState::satisfied]);
  out.told_bad = times(unhappy, out.people_per_bad.value);
  out.told_good = times(happy, out.people_per_good.value);
  return out;
}

}  // namespace vocmap
