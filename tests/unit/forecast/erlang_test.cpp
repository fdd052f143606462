#include "operators/forecast/erlang.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace vocmap {
namespace {

// The example of pyworkforce's documentation: 100 contacts in 30 min of 3 min each, within 20 s.
constexpr OfferedLoad kHundredInHalfAnHour{200, 180, {}};
// Tanner, "The Erlang-C formula": 360 calls per half hour of 4 min, 55 agents, 15 s.
constexpr OfferedLoad kTanner{720, 240, {}};
// Mandelbaum and Zeltyn, "The Palm/Erlang-A queue": 48 calls a minute of 1 min, 50 agents, with and
// without patience of 2 min.
constexpr OfferedLoad kPatient{2880, 60, {}};
constexpr OfferedLoad kImpatient{2880, 60, 120};

TEST(ErlangB, is_that_of_published_tables) {
  // Blocking of 1 %: 4.46 erlangs at 10 lines, 84.1 at 100 (tables of Erlang B).
  EXPECT_NEAR(erlang_b(4.46, 10), 0.01, 1e-4);
  EXPECT_NEAR(erlang_b(84.1, 100), 0.01, 1e-4);
}

TEST(ErlangC, is_that_of_published_examples) {
  EXPECT_NEAR(erlang_c(48, 55), 0.239, 5e-4);  // Tanner
  EXPECT_NEAR(service_of(kTanner, 55, 15).service_level, 0.846, 5e-4);
  const QueuePerformance service = service_of(kHundredInHalfAnHour, 14, 20);  // pyworkforce
  EXPECT_NEAR(service.waiting_probability, 0.1741319335950498, 1e-12);
  EXPECT_NEAR(service.service_level, 0.8883500191794669, 1e-12);
  // Mandelbaum and Zeltyn: on average 20.8 s, which is C x handle time / spare agents.
  EXPECT_NEAR(erlang_c(kPatient.erlangs(), 50) * 60 / 2, 20.8, 0.05);
}

TEST(ErlangC, of_one_agent_is_the_load) {
  for (const double load : {0.1, 0.5, 0.9}) EXPECT_NEAR(erlang_c(load, 1), load, 1e-12);
}

TEST(ErlangC, everybody_waits_when_the_load_is_not_below_the_agents) {
  const QueuePerformance service = service_of({3600, 60, {}}, 60, 20);
  EXPECT_EQ(service.waiting_probability, 1);
  EXPECT_EQ(service.service_level, 0);
}

TEST(ErlangA, is_that_of_published_examples) {
  const QueuePerformance service = service_of(kImpatient, 50, 20);
  EXPECT_NEAR(service.abandonment, 0.031, 5e-4);
  // 3.7 s on average, which is the share that gives up x the mean patience.
  EXPECT_NEAR(service.abandonment * 120, 3.7, 0.05);
}

// By the balance of births and deaths in M/M/n+M; who finds j waiting is served within `t` with the
// probability f_j, f_j' = (n mu + j theta) (f_{j-1} - f_j) - theta f_j, by Euler's midpoint steps.
QueuePerformance by_states(const OfferedLoad& load, int agents, double t) {
  const double arrivals = load.contacts_per_hour / 3600, patience = *load.patience_s;
  const double served = agents / load.handle_s;
  constexpr int kWaiting = 2000, kSteps = 1000;
  std::vector<double> within(kWaiting), middle(kWaiting);
  const double step = t / kSteps;
  const auto slope = [&](const std::vector<double>& f, int j) {
    return (served + j / patience) * ((j == 0 ? 1 : f[j - 1]) - f[j]) - f[j] / patience;
  };
  for (int i = 0; i < kSteps; ++i) {
    for (int j = 0; j < kWaiting; ++j) middle[j] = within[j] + slope(within, j) * step / 2;
    for (int j = kWaiting - 1; j >= 0; --j) within[j] += slope(middle, j) * step;
  }
  long double weight = 1, all = 0, waiting = 0, queue = 0, in_time = 0;
  for (int n = 0; n < agents + kWaiting; ++n) {
    if (n > 0) {
      weight *=
          arrivals / (std::min(n, agents) / load.handle_s + std::max(0, n - agents) / patience);
    }
    all += weight;
    if (n >= agents) waiting += weight;
    if (n > agents) queue += weight * (n - agents);
    in_time += weight * (n < agents ? 1 : within[n - agents]);
  }
  return {static_cast<double>(waiting / all), static_cast<double>(in_time / all),
          static_cast<double>(queue / all / patience / arrivals)};
}

TEST(ErlangA, agrees_with_the_states_of_its_queue) {
  for (const int agents : {1, 5, 13, 40}) {
    for (const double contacts : {10.0, 200.0, 900.0}) {
      for (const double patience : {20.0, 300.0, 5000.0}) {
        const OfferedLoad load{contacts, 180, patience};
        const QueuePerformance service = service_of(load, agents, 20),
                               states = by_states(load, agents, 20);
        SCOPED_TRACE(testing::Message() << agents << ' ' << contacts << ' ' << patience);
        EXPECT_NEAR(service.waiting_probability, states.waiting_probability, 1e-6);
        EXPECT_NEAR(service.service_level, states.service_level, 1e-5);
        EXPECT_NEAR(service.abandonment, states.abandonment, 1e-6);
      }
    }
  }
}

TEST(ErlangA, of_endless_patience_is_erlang_c) {
  const QueuePerformance patient = service_of({200, 180, 1e9}, 14, 20);
  EXPECT_NEAR(patient.waiting_probability, 0.17413, 1e-5);
  EXPECT_NEAR(patient.service_level, 0.88835, 1e-5);
}

TEST(Erlang, is_finite_from_one_to_ten_thousand_agents) {
  for (const double load : {0.01, 1.0, 100.0, 9'900.0, 9'999.0, 12'000.0}) {
    for (const std::int64_t agents : {1, 100, 9'990, 10'000}) {
      for (const std::optional<double> patience : {std::optional<double>{}, std::optional{240.0}}) {
        const QueuePerformance service = service_of({load * 20, 180, patience}, agents, 20);
        for (const double share :
             {service.waiting_probability, service.service_level, service.abandonment}) {
          EXPECT_TRUE(share >= 0 && share <= 1 + 1e-12) << load << ' ' << agents << ' ' << share;
        }
      }
    }
  }
  // Halfin and Whitt 1981: with n = A + beta sqrt(A) many agents, waiting tends to
  // 1 / (1 + beta Phi(beta) / phi(beta)), 0.2234 for beta = 1.
  EXPECT_NEAR(erlang_c(9'900, 10'000), 0.2234, 2e-3);
  // Far too few: the share that can be served is agents / load, and the rest gives up.
  EXPECT_NEAR(service_of({240'000, 180, 240}, 10'000, 20).abandonment, 1.0 / 6, 1e-6);
}

TEST(AgentsNeeded, are_the_fewest_that_meet_the_target) {
  const auto needed = agents_needed(kHundredInHalfAnHour, {0.8, 20}, 0.3);
  ASSERT_TRUE(needed);
  EXPECT_EQ(needed->ready, 14);
  EXPECT_EQ(needed->scheduled, 20);
  EXPECT_LT(service_of(kHundredInHalfAnHour, 13, 20).service_level, 0.8);
  const auto fewer = agents_needed({200, 180, 300}, {0.8, 20}, 0.3);  // who wait 5 min
  ASSERT_TRUE(fewer);
  EXPECT_EQ(fewer->ready, 13);
  EXPECT_EQ(fewer->scheduled, 19);
}

TEST(AgentsNeeded, are_none_for_no_contacts_and_unknown_beyond_the_greatest_number) {
  EXPECT_EQ(agents_needed({0, 180, {}}, {0.8, 20}, 0)->scheduled, 0);
  EXPECT_FALSE(agents_needed({1e9, 180, {}}, {0.8, 20}, 0));
  EXPECT_EQ(agents_needed({200'000, 180, {}}, {0.8, 20}, 0)->ready,
            agents_needed({200'000, 180, {}}, {0.8, 20}, 0.5)->scheduled / 2);
}

}  // namespace
}  // namespace vocmap
