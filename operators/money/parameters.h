#pragma once

#include <array>
#include <optional>
#include <string>

#include "operators/metrics/quantile.h"
#include "schemas/money_rules.h"

namespace vocmap {

// Where the value of a parameter comes from: published research, the customers' own behaviour, the
// configuration, or a stand-in for what is not known.
VOCMAP_ENUM(ParamSource, 4, prior, own_data, configured, assumed);

struct Parameter {
  Estimate value;
  ParamSource source = ParamSource::prior;

  friend bool operator==(const Parameter&, const Parameter&) = default;
};

// One value for each state of a customer.
template <class T>
class PerState {
 public:
  T& operator[](BuyerState state) { return values_[static_cast<std::size_t>(state)]; }
  const T& operator[](BuyerState state) const { return values_[static_cast<std::size_t>(state)]; }

 private:
  std::array<T, EnumNames<BuyerState>::values.size()> values_{};
};

// What customers of one state did, as the orders show.
struct Repurchases {
  std::int64_t customers = 0, bought_again = 0;
};

// Own data replace a prior from this many customers on. A prior is trusted like so many: its low
// and high are the 95 % score interval of a share that was seen in 200 customers (ours).
inline constexpr std::int64_t kOwnDataFrom = 200;

// Who complains as what: merchants, suppliers and couriers are businesses. `headquarters`: it is
// the first that was heard of the customer. A front-line contact that is escalated is no complaint
// to headquarters, or its customer would stand for 33 instead of 2.
ComplaintClass complaint_class(PartyType party, bool headquarters);

// How large a loss is: 0 up to the small bound, 1 from the large one, between them linear in its
// logarithm. Empty for a currency without bounds.
std::optional<double> loss_size(const MoneyRules& rules, std::int64_t amount_minor,
                                const std::string& currency);

// The share of customers with a problem who complain. `channel` decides for consumers only, if it
// is configured. What is configured goes before the prior.
Parameter complain_share(const MoneyRules& rules, ComplaintClass who, Channel channel);

// The share of customers who buy again, by state. What is configured goes before own data, these
// before the prior. The prior of an unknown loss is the middle of those of small and large ones,
// from the lowest to the highest, and assumed; so is the midpoint of satisfied and dissatisfied,
// which stands in for mollified.
PerState<Parameter> repurchase_shares(const MoneyRules& rules, std::optional<double> loss_size,
                                      const PerState<Repurchases>& own);

// How many people one customer tells; without a known range low = mid = high.
Parameter told_bad(const MoneyRules& rules);
Parameter told_good(const MoneyRules& rules);

// The margin of a customer in a year, in minor units: configured, else the median of at least 200
// customers with its 95 % interval by order statistics. Empty when neither is there.
std::optional<Parameter> margin_per_year(const MoneyRules& rules, const std::string& currency,
                                         Buckets own);

}  // namespace vocmap
