#include "operators/workforce/cost.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "operators/workforce/work_ratios.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

std::int64_t rounded(Int128 units, std::int64_t divisor) {
  const Int128 half = units < 0 ? -divisor / 2 : divisor / 2;
  constexpr Int128 least = std::numeric_limits<std::int64_t>::min();
  constexpr Int128 most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::clamp((units + half) / divisor, least, most));
}

}  // namespace

std::int64_t Cost::minor() const {
  return rounded(units, kPerMinor);
}

std::int64_t Cost::thousandths() const {
  return rounded(units, kPerMinor / 1000);
}

void add(Costs& costs, const Costs& more) {
  for (const auto& [currency, cost] : more) costs[currency] += cost;
}

void PaidTime::add(const PaidTime& more) {
  ms += more.ms;
  vocmap::add(costs, more.costs);
}

Wage wage_of(const RateCard& card, const std::string& team_id,
             std::optional<std::int64_t> own_minor_per_hour, const std::string& own_currency) {
  if (own_minor_per_hour) {
    return {*own_minor_per_hour, own_currency.empty() ? card.currency : own_currency};
  }
  const auto team = card.team_wage_minor_per_hour.find(team_id);
  return {team == card.team_wage_minor_per_hour.end() ? card.wage_minor_per_hour : team->second,
          card.currency};
}

std::optional<std::int64_t> agent_ms(const ContactFact& contact) {
  if (!contact.handle_ms) return std::nullopt;
  const std::int64_t concurrency = std::max<std::int64_t>(contact.concurrency, 1000);
  const Int128 thousandths = static_cast<Int128>(*contact.handle_ms) * 1000;
  return static_cast<std::int64_t>((thousandths + concurrency / 2) / concurrency);
}

Costs direct_cost(const RateCard& card, const ContactFact& contact,
                  const std::optional<Wage>& own_wage) {
  Costs costs;
  if (const auto ms = agent_ms(contact)) {
    const Wage wage = own_wage.value_or(wage_of(card, contact.team_id, std::nullopt, ""));
    costs[wage.currency] += Cost::of_time(*ms, wage.minor_per_hour);
  }
  const std::int64_t fees =
      card.channel_minor_per_contact[static_cast<std::size_t>(contact.channel)] +
      (contact.bot ? card.bot_minor_per_contact : 0);
  if (fees != 0) costs[card.currency] += Cost::of_minor(fees);
  return costs;
}

std::optional<std::int64_t> price_of(const RateCard& card, const ContactFact& contact) {
  const Costs costs = direct_cost(card, contact, std::nullopt);
  const auto cost = costs.find(card.currency);
  if (cost == costs.end()) return std::nullopt;
  return std::clamp<std::int64_t>(cost->second.thousandths(), 0, 1000 * kMostPerContact);
}

std::vector<Int128> allocate(Int128 amount, std::span<const std::int64_t> weights) {
  const Int128 all = std::accumulate(weights.begin(), weights.end(), Int128{0});
  CHECK(all > 0, "what is allocated has somewhere to go");
  const Int128 sign = amount < 0 ? -1 : 1;
  // |amount| = whole x all + rest, so that no product is greater than either of them and a weight.
  const Int128 whole = sign * amount / all, rest = sign * amount % all;
  std::vector<Int128> parts, remainders;
  Int128 left = rest;
  for (const std::int64_t weight : weights) {
    const Int128 share = rest * weight;
    parts.push_back(whole * weight + share / all);
    remainders.push_back(share % all);
    left -= share / all;
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
  for (std::size_t i = 0; left > 0; ++i, --left) ++parts[order[i]];
  for (Int128& part : parts) part *= sign;
  return parts;
}

TeamHour allocate_team_hour(const RateCard& card, std::span<const TimeSlice> slices) {
  TeamHour hour;
  PaidTime pool;
  for (const TimeSlice& slice : slices) {
    const WorkKind& kind = slice.kind;
    CHECK(kind.team_id == slices.front().kind.team_id, "time is allocated within a team");
    if (!kind.paid) continue;
    const Wage wage = wage_of(card, kind.team_id, kind.wage_minor_per_hour, kind.currency);
    const PaidTime time{slice.ms, {{wage.currency, Cost::of_time(slice.ms, wage.minor_per_hour)}}};
    hour.paid.add(time);
    const bool direct = is_contact_work(kind.state);
    (direct ? hour.targets[{kind.line, kind.channel}].direct : pool).add(time);
  }
  if (hour.targets.empty()) {
    hour.unallocated = std::move(pool);
    return hour;
  }
  std::vector<std::int64_t> weights;
  for (const auto& [target, time] : hour.targets) weights.push_back(time.direct.ms);
  const auto give = [&](Int128 amount, auto receive) {
    const std::vector<Int128> parts = allocate(amount, weights);
    std::size_t i = 0;
    for (auto& [target, time] : hour.targets) receive(time.allocated, parts[i++]);
  };
  give(pool.ms, [](PaidTime& to, Int128 ms) { to.ms = static_cast<std::int64_t>(ms); });
  for (const auto& [currency, cost] : pool.costs) {
    give(cost.units, [&name = currency](PaidTime& to, Int128 units) { to.costs[name] = {units}; });
  }
  return hour;
}

}  // namespace vocmap
