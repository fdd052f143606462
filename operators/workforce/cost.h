#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "operators/catalogue/facts.h"
#include "operators/workforce/agent_time.h"
#include "schemas/rate_card.h"

namespace vocmap {

__extension__ using Int128 = __int128;

// Money in units of 1/3,600,000 minor unit, so that a millisecond at a wage in minor units per hour
// is a whole number: costs are summed exactly and divided once, when they are published. No sum of
// any records that fit memory overflows.
struct Cost {
  static constexpr std::int64_t kPerMinor = 3'600'000;
  Int128 units = 0;

  static constexpr Cost of_time(std::int64_t ms, std::int64_t minor_per_hour) {
    return {static_cast<Int128>(ms) * minor_per_hour};
  }
  static constexpr Cost of_minor(std::int64_t minor) {
    return {static_cast<Int128>(minor) * kPerMinor};
  }

  // Whole minor units, halves away from zero; at the bounds of the type beyond them.
  std::int64_t minor() const;
  // The same in thousandths of one.
  std::int64_t thousandths() const;

  Cost& operator+=(Cost other) {
    units += other.units;
    return *this;
  }
  friend constexpr Cost operator+(Cost a, Cost b) { return {a.units + b.units}; }
  friend constexpr Cost operator-(Cost a, Cost b) { return {a.units - b.units}; }
  friend constexpr auto operator<=>(Cost a, Cost b) { return a.units <=> b.units; }
  friend constexpr bool operator==(Cost a, Cost b) { return a.units == b.units; }
};

// By currency; empty: unknown, because neither the record nor the rate card names one. Amounts of
// different currencies are never added.
using Costs = std::map<std::string, Cost>;
void add(Costs& costs, const Costs& more);

struct Wage {
  std::int64_t minor_per_hour = 0;
  std::string currency;

  friend bool operator==(const Wage&, const Wage&) = default;
};

// The agent's own when the record says it (without a currency: the card's), else the team's, else
// the card's.
Wage wage_of(const RateCard& card, const std::string& team_id,
             std::optional<std::int64_t> own_minor_per_hour, const std::string& own_currency);

// The agent's time that a contact took by its own account: handle time / concurrency (at least 1),
// to the nearest millisecond; unset when it says nothing.
std::optional<std::int64_t> agent_ms(const ContactFact& contact);

// agent_ms x wage + the fees of the channel and the bot. `own_wage` is its agent's, when an
// activity record says it.
Costs direct_cost(const RateCard& card, const ContactFact& contact,
                  const std::optional<Wage>& own_wage);

// No contact is priced above it, in minor units: beyond that a record is wrong, and sums of such
// records must not overflow.
inline constexpr std::int64_t kMostPerContact = 10'000'000'000;

// The direct cost by the rate card alone, in thousandths of a minor unit of its currency, rounded
// once and at most kMostPerContact; unset when neither time nor a fee is known.
std::optional<std::int64_t> price_of(const RateCard& card, const ContactFact& contact);

// Splits an amount in proportion to weights >= 0 by largest remainders; of equal ones the first.
// The parts add up to the amount exactly. At least one weight is above 0.
std::vector<Int128> allocate(Int128 amount, std::span<const std::int64_t> weights);

// Time that is paid, and what it costs.
struct PaidTime {
  std::int64_t ms = 0;
  Costs costs;

  void add(const PaidTime& more);
  friend bool operator==(const PaidTime&, const PaidTime&) = default;
};

// Where paid time ends up: the contacts of a channel in a line. Without a channel: unknown.
struct WorkTarget {
  std::string line;
  std::optional<Channel> channel;

  friend auto operator<=>(const WorkTarget&, const WorkTarget&) = default;
};

struct TargetTime {
  PaidTime direct, allocated;

  friend bool operator==(const TargetTime&, const TargetTime&) = default;
};

// The paid time of one team in one hour: direct + allocated + unallocated = paid, in ms and in each
// currency, exactly.
struct TeamHour {
  std::map<WorkTarget, TargetTime> targets;
  PaidTime unallocated, paid;

  friend bool operator==(const TeamHour&, const TeamHour&) = default;
};

// Paid contact work is direct. All other paid time of the team, whatever its line, goes to where
// the team worked directly in that hour, in proportion to direct ms; to `unallocated` when it did
// not. `slices` are those of all its agents in the hour, in any order; of other teams they are a
// bug.
TeamHour allocate_team_hour(const RateCard& card, std::span<const TimeSlice> slices);

// What contacts say of their handling beyond what activity records know of it, in ms. Negative: the
// records know more.
constexpr std::int64_t unexplained_ms(std::int64_t handled_ms, std::int64_t direct_ms) {
  return handled_ms - direct_ms;
}

}  // namespace vocmap
