#pragma once

#include <array>
#include <optional>
#include <vector>

#include "operators/money/journey_class.h"
#include "operators/money/parameters.h"

namespace vocmap {

// Distinct customers who were heard in one way, by how it ended for them. A customer is in one
// group, once.
struct HeardCustomers {
  ComplaintClass who = ComplaintClass::consumer;
  Channel channel = Channel::other;
  std::array<std::int64_t, EnumNames<Satisfaction>::values.size()> ended{};  // by Satisfaction
};

struct AtRiskInput {
  std::vector<HeardCustomers> heard;
  std::optional<std::int64_t> measured;  // customers with the problem, as operations count them
  std::optional<double> loss_size;       // of a customer with the problem; see loss_size()
  PerState<Repurchases> own;
  std::optional<Parameter> margin;  // of one customer in a year, minor units
};

// What a problem costs beyond the contacts that it makes (Goodman, Customer Experience 3.0). Low
// and high take all parameters at their ends at once, so they are bounds, no interval of
// confidence. Customers have problems in several scenarios: sums over scenarios count them again.
struct RevenueAtRisk {
  std::int64_t heard = 0;  // U
  Parameter affected;      // A: customers with the problem; prior, configured, or measured
  Estimate silent;         // A - U, not below 0
  Estimate lost;           // customers lost to the problem; negative when more return for it
  std::optional<Estimate> revenue;  // lost x margin, minor units per year; empty without a margin
  Estimate told_bad, told_good;     // people who hear of it; counts, not money

  // The parameters, for publication. `complain` goes with the groups of the input.
  std::vector<Parameter> complain;
  PerState<Parameter> repurchase;
  Parameter people_per_bad, people_per_good;
  std::optional<Parameter> margin;
};

// Shares count to the millionth, so that whole customers give exact sums.
RevenueAtRisk revenue_at_risk(const MoneyRules& rules, const AtRiskInput& input);

}  // namespace vocmap
