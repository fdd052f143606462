#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "schemas/enums.h"

namespace vocmap {

// Whom a complaint reached, and so which part of the customers with a problem it stands for: the
// front line by a consumer or by a business, or headquarters and nobody before.
VOCMAP_ENUM(ComplaintClass, 3, consumer, business, headquarters);

// How it ended for a customer, best first: no problem; a problem and no word; or what the service
// journeys came to.
VOCMAP_ENUM(BuyerState, 6, untroubled, silent, quick, satisfied, mollified, dissatisfied);

// A quantity that nobody knows exactly: what it is taken for and between what it may lie.
// low <= mid <= high.
struct Estimate {
  double low = 0, mid = 0, high = 0;

  friend bool operator==(const Estimate&, const Estimate&) = default;
};

// Up to what amount a customer's loss is small, and from what it is large, in minor units.
struct LossBounds {
  std::int64_t small_minor = 0, large_minor = 0;
};

// What vocmap.yaml says of money and word of mouth; what it leaves out comes from own data or a
// prior. Amounts are minor units of the currency by which they are found.
struct MoneyRules {
  std::map<ComplaintClass, Estimate> complain;      // share of customers with a problem who say so
  std::map<Channel, Estimate> complain_channel;     // the same of consumers, by channel
  std::map<BuyerState, Estimate> repurchase;        // share of customers who buy again
  std::optional<Estimate> told_bad, told_good;      // people whom one customer tells
  std::map<std::string, Estimate> margin_per_year;  // of one customer
  std::map<std::string, LossBounds> losses = {{"USD", {500, 10'000}}};
  std::map<std::string, std::int64_t> value_of_time;  // of one minute of a customer
};

}  // namespace vocmap
