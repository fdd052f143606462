#pragma once

#include <cstdint>
#include <optional>

namespace vocmap {

// Contacts that come at random at a steady rate to agents who take one at a time. Not negative,
// times above 0.
struct OfferedLoad {
  double contacts_per_hour = 0;
  double handle_s = 0;  // mean handle time: talk + hold + wrap
  // Mean time until a waiting customer gives up. Unset: none does (Erlang C).
  std::optional<double> patience_s;

  double erlangs() const { return contacts_per_hour * handle_s / 3600; }
};

// "80 % within 20 s": the share of all contacts that are answered within a wait.
struct ServiceTarget {
  double share = 0.8;
  double wait_s = 20;
};

// How a number of agents serves a load.
struct QueuePerformance {
  double waiting_probability = 0;  // of a contact's having to wait at all
  double service_level = 0;        // share of all contacts answered within the target's wait
  double abandonment = 0;          // share of all contacts that give up
};

// Share of contacts that find all agents busy when nobody waits (Erlang B), by the recursion
// B(n) = A B(n-1) / (n + A B(n-1)), which stays in [0, 1] for any number of agents.
double erlang_b(double erlangs, std::int64_t agents);

// Probability of waiting in M/M/n, B / (1 - rho (1 - B)); 1 when the load is not below the agents
// (Erlang 1917; Gans, Koole and Mandelbaum, Telephone Call Centers, 2003).
double erlang_c(double erlangs, std::int64_t agents);

// Without patience by Erlang C, 1 - C exp(-(n - A) t / handle time), and with it by Erlang A,
// M/M/n+M (Palm 1957; the integrals of Zeltyn and Mandelbaum, Call centers with impatient
// customers, 2005, by Simpson's rule).
QueuePerformance service_of(const OfferedLoad& load, std::int64_t agents, double within_s);

// The most agents that are looked for.
inline constexpr std::int64_t kMostAgents = 100'000;

struct AgentsNeeded {
  std::int64_t ready = 0;      // on contacts or available: the fewest that meet the target
  std::int64_t scheduled = 0;  // ready / (1 - shrinkage), rounded up
};

// Unset when even kMostAgents do not meet the target. `shrinkage` in [0, 1).
std::optional<AgentsNeeded> agents_needed(const OfferedLoad& load, const ServiceTarget& target,
                                          double shrinkage);

}  // namespace vocmap
