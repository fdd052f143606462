#include "operators/money/parameters.h"

#include <algorithm>
#include <cmath>

#include "operators/metrics/rate.h"

namespace vocmap {
namespace {

// CCMC and Goodman, Customer Experience 3.0.
struct RepurchasePrior {
  BuyerState state;
  int small_percent, large_percent;  // by the size of the loss
};
constexpr std::array<RepurchasePrior, 5> kRepurchase = {{
    {BuyerState::untroubled, 90, 90},
    {BuyerState::silent, 37, 9},
    {BuyerState::dissatisfied, 46, 19},
    {BuyerState::satisfied, 70, 54},
    {BuyerState::quick, 95, 82},
}};

constexpr double kToldBad = 10;
constexpr double kToldGood = 5;

constexpr int complain_percent(ComplaintClass who) {
  switch (who) {
    case ComplaintClass::consumer:
      return 50;
    case ComplaintClass::business:
      return 75;
    case ComplaintClass::headquarters:
      return 3;
  }
  return 50;
}

Estimate share_of(std::int64_t part, std::int64_t whole) {
  const auto [low, high] = share_interval(part, whole);
  return {low, static_cast<double>(part) / static_cast<double>(whole), high};
}

Estimate prior_share(int percent) {
  return share_of(percent * kOwnDataFrom / 100, kOwnDataFrom);
}

// `part` of the way from `a` to `b`.
Estimate between(const Estimate& a, const Estimate& b, double part) {
  return {std::lerp(a.low, b.low, part), std::lerp(a.mid, b.mid, part),
          std::lerp(a.high, b.high, part)};
}

Parameter prior_repurchase(const RepurchasePrior& prior, std::optional<double> loss_size) {
  const Estimate small = prior_share(prior.small_percent);
  const Estimate large = prior_share(prior.large_percent);
  if (loss_size) return {between(small, large, *loss_size), ParamSource::prior};
  if (prior.small_percent == prior.large_percent) return {small, ParamSource::prior};
  return {{std::min(small.low, large.low), (small.mid + large.mid) / 2,
           std::max(small.high, large.high)},
          ParamSource::assumed};
}

Parameter configured_or(const std::optional<Estimate>& configured, double prior) {
  if (configured) return {*configured, ParamSource::configured};
  return {{prior, prior, prior}, ParamSource::prior};
}

// The configured value of a state, else what its own customers did; empty when neither says enough.
std::optional<Parameter> known_repurchase(const MoneyRules& rules, BuyerState state,
                                          const Repurchases& own) {
  if (const auto found = rules.repurchase.find(state); found != rules.repurchase.end()) {
    return Parameter{found->second, ParamSource::configured};
  }
  if (own.customers < kOwnDataFrom) return std::nullopt;
  return Parameter{share_of(own.bought_again, own.customers), ParamSource::own_data};
}

}  // namespace

ComplaintClass complaint_class(PartyType party, bool headquarters) {
  if (headquarters) return ComplaintClass::headquarters;
  const bool consumer = party == PartyType::customer || party == PartyType::third_party;
  return consumer ? ComplaintClass::consumer : ComplaintClass::business;
}

std::optional<double> loss_size(const MoneyRules& rules, std::int64_t amount_minor,
                                const std::string& currency) {
  const auto found = rules.losses.find(currency);
  if (found == rules.losses.end()) return std::nullopt;
  const LossBounds& bounds = found->second;
  if (amount_minor <= bounds.small_minor) return 0;
  if (amount_minor >= bounds.large_minor) return 1;
  const auto of_small = [&](std::int64_t amount) {
    return std::log(static_cast<double>(amount) / static_cast<double>(bounds.small_minor));
  };
  return of_small(amount_minor) / of_small(bounds.large_minor);
}

Parameter complain_share(const MoneyRules& rules, ComplaintClass who, Channel channel) {
  if (who == ComplaintClass::consumer) {
    const auto own = rules.complain_channel.find(channel);
    if (own != rules.complain_channel.end()) return {own->second, ParamSource::configured};
  }
  const auto configured = rules.complain.find(who);
  if (configured != rules.complain.end()) return {configured->second, ParamSource::configured};
  const Estimate prior = prior_share(complain_percent(who));
  // Research gives headquarters a range of its own.
  if (who == ComplaintClass::headquarters) return {{.01, prior.mid, .05}, ParamSource::prior};
  return {prior, ParamSource::prior};
}

PerState<Parameter> repurchase_shares(const MoneyRules& rules, std::optional<double> loss_size,
                                      const PerState<Repurchases>& own) {
  PerState<Parameter> shares;
  for (const RepurchasePrior& prior : kRepurchase) {
    const auto known = known_repurchase(rules, prior.state, own[prior.state]);
    shares[prior.state] = known ? *known : prior_repurchase(prior, loss_size);
  }
  const auto known = known_repurchase(rules, BuyerState::mollified, own[BuyerState::mollified]);
  shares[BuyerState::mollified] = known
                                      ? *known
                                      : Parameter{between(shares[BuyerState::dissatisfied].value,
                                                          shares[BuyerState::satisfied].value, .5),
                                                  ParamSource::assumed};
  return shares;
}

Parameter told_bad(const MoneyRules& rules) {
  return configured_or(rules.told_bad, kToldBad);
}

Parameter told_good(const MoneyRules& rules) {
  return configured_or(rules.told_good, kToldGood);
}

std::optional<Parameter> margin_per_year(const MoneyRules& rules, const std::string& currency,
                                         Buckets own) {
  const auto configured = rules.margin_per_year.find(currency);
  if (configured != rules.margin_per_year.end()) {
    return Parameter{configured->second, ParamSource::configured};
  }
  const std::int64_t customers = count_of(own);
  if (customers < kOwnDataFrom) return std::nullopt;
  // The observations of rank n/2 -+ z sqrt(n)/2 enclose the median in 95 % of samples.
  const auto half = static_cast<std::int64_t>(
      std::ceil(1.959963984540054 * std::sqrt(static_cast<double>(customers)) / 2));
  const auto at_rank = [&](std::int64_t rank) {
    return static_cast<double>(value_at_rank(own, std::clamp<std::int64_t>(rank, 1, customers)));
  };
  const std::int64_t middle = (customers + 1) / 2;
  return Parameter{
      {at_rank(middle - half), at_rank(middle), at_rank(customers + 1 - (middle - half))},
      ParamSource::own_data};
}

}  // namespace vocmap
