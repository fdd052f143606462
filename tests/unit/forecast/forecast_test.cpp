#include "operators/forecast/forecast.h"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <random>
#include <vector>

#include "schemas/binary.h"
#include "tests/support/domain.h"

namespace vocmap {
namespace {

unsigned seed() {
  const char* given = std::getenv("VOCMAP_SEED");
  const auto seed = static_cast<unsigned>(given ? std::atoi(given) : 20260307);
  std::cout << "VOCMAP_SEED=" << seed << '\n';
  return seed;
}

constexpr double kPi = 3.14159265358979;

// Orders follow the day and rest at weekends; contacts follow orders, more in the evening.
double orders_at(int hour) {
  const double day = 1 + 0.7 * std::sin(2 * kPi * (hour % 24 - 8) / 24);
  return 5000 * day * (hour < 120 ? 1.1 : 0.7);
}
double contacts_at(int hour) {
  return orders_at(hour) / 20 * (1 + 0.3 * std::sin(2 * kPi * (hour % 24 - 14) / 24));
}

std::vector<HourForecast> next_day(const ContactForecast& series, int from) {
  std::vector<HourForecast> hours;
  for (int i = 0; i < 24; ++i) hours.push_back(series.forecast((from + i) % kHoursOfWeek));
  return hours;
}

TEST(HourOfWeek, begins_on_monday_by_the_local_clock) {
  EXPECT_EQ(hour_of_week(at("2026-03-09T00:00:00Z"), Duration{0}), 0);
  EXPECT_EQ(hour_of_week(at("2026-03-08T23:00:00Z"), Duration{0}), 167);
  EXPECT_EQ(hour_of_week(at("2026-03-08T16:00:00Z"), std::chrono::hours{8}), 0);
  EXPECT_EQ(hour_of_week(at("1969-12-31T23:00:00Z"), Duration{0}), 2 * 24 + 23);  // a Wednesday
}

TEST(WeekProfile, is_one_at_first_and_has_mean_one) {
  WeekProfile profile;
  EXPECT_EQ(profile.factor(17), 1);
  profile.learn(17, 300, 100);
  double sum = 0;
  for (int hour = 0; hour < kHoursOfWeek; ++hour) sum += profile.factor(hour);
  EXPECT_NEAR(sum, kHoursOfWeek, 1e-9);
  EXPECT_NEAR(profile.factor(17) / profile.factor(18), 350.0 / 150, 1e-12);  // 50 shrink it
}

TEST(ContactForecast, of_nothing_is_nothing) {
  const HourForecast nothing = ContactForecast{}.forecast(3);
  EXPECT_EQ(nothing.mean, 0);
  EXPECT_EQ(nothing.high, 0);
}

TEST(ContactForecast, learns_the_truth_of_a_series_without_chance) {
  ContactForecast series;
  for (int t = 0; t < 30 * kHoursOfWeek; ++t) {
    const int hour = t % kHoursOfWeek;
    series.feed(hour, contacts_at(hour), orders_at(hour));
  }
  const std::vector<HourForecast> day = next_day(series, 0);
  // What is left is the shrinkage, which is least where contacts are many.
  for (int hour = 8; hour < 22; ++hour) {
    EXPECT_NEAR(day[hour].mean / contacts_at(hour), 1, 0.06) << hour;
  }
  EXPECT_EQ(series.dispersion(), 0.01);
  EXPECT_LT(day[14].low, day[14].mean);
  EXPECT_GT(day[14].high, day[14].mean);
}

TEST(ContactForecast, follows_exposure_within_days_and_the_rate_within_weeks) {
  ContactForecast series;
  for (int t = 0; t < 8 * kHoursOfWeek; ++t) series.feed(t % kHoursOfWeek, 100, 1000);
  for (int t = 0; t < 4 * 24; ++t) series.feed(t, 200, 2000);
  EXPECT_NEAR(series.forecast(4 * 24).mean, 200, 10);
  for (int t = 4 * 24; t < kHoursOfWeek; ++t) series.feed(t, 200, 2000);
  // The first hours of a jump pass for a habit of exposure until they come again, not of contacts.
  EXPECT_LT(series.forecast(0).mean, 300);
  for (int t = 0; t < 8 * kHoursOfWeek; ++t) series.feed(t % kHoursOfWeek, 100, 2000);
  EXPECT_NEAR(series.forecast(0).mean, 100, 10);
}

TEST(ContactForecast, one_spike_is_no_habit) {
  ContactForecast series, spiked;
  for (int t = 0; t < 8 * kHoursOfWeek; ++t) {
    series.feed(t % kHoursOfWeek, 100, 1000);
    spiked.feed(t % kHoursOfWeek, t == 7 * kHoursOfWeek + 50 ? 10'000 : 100, 1000);
  }
  EXPECT_NEAR(spiked.forecast(50).mean / series.forecast(50).mean, 1, 0.25);
  EXPECT_NEAR(spiked.forecast(51).mean / series.forecast(51).mean, 1, 0.02);
}

TEST(ContactForecast, without_exposure_is_rate_times_profile) {
  ContactForecast series;
  for (int t = 0; t < 20 * kHoursOfWeek; ++t) {
    const int hour = t % kHoursOfWeek;
    series.feed(hour, hour % 24 == 12 ? 500 : 100, 1);
  }
  EXPECT_NEAR(series.forecast(12).mean, 500, 60);  // shrunk
  EXPECT_NEAR(series.forecast(13).mean, 100, 10);
}

TEST(ContactForecast, reads_back_as_it_was_written) {
  ContactForecast series;
  for (int t = 0; t < 200; ++t) series.feed(t % kHoursOfWeek, 10 + t % 7, 100 + t % 11);
  const auto read = decode<ContactForecast>(encode(series));
  ASSERT_TRUE(read);
  EXPECT_EQ(encode(*read), encode(series));
  EXPECT_EQ(read->forecast(3).mean, series.forecast(3).mean);
}

// A day is forecast at each midnight from the ninth week on, 24 h ahead at most.
TEST(ContactForecast, covers_95_per_cent_of_what_comes) {
  std::mt19937 random{seed()};
  for (const double dispersion : {0.02, 0.1, 0.2}) {
    int covered = 0, hours = 0;
    for (int run = 0; run < 4; ++run) {
      ContactForecast series;
      std::vector<HourForecast> day;
      for (int t = 0; t < 24 * kHoursOfWeek; ++t) {
        const int hour = t % kHoursOfWeek;
        const double truth = contacts_at(hour);
        std::gamma_distribution<double> rate{1 / dispersion, dispersion * truth};
        const int contacts = std::poisson_distribution{rate(random)}(random);
        const int orders = std::poisson_distribution{orders_at(hour)}(random);
        if (t % 24 == 0) day = next_day(series, hour);
        if (t >= 8 * kHoursOfWeek) {
          const HourForecast& forecast = day[static_cast<std::size_t>(t % 24)];
          covered += contacts >= forecast.low && contacts <= forecast.high ? 1 : 0;
          ++hours;
        }
        series.feed(hour, contacts, orders);
      }
      EXPECT_NEAR(series.dispersion(), dispersion, 0.01 + dispersion / 3);
    }
    const double share = covered / static_cast<double>(hours);
    EXPECT_GE(share, 0.92) << "dispersion " << dispersion;
    EXPECT_LE(share, 0.98) << "dispersion " << dispersion;
    std::cout << "dispersion " << dispersion << ": " << share << " of " << hours << " hours\n";
  }
}

}  // namespace
}  // namespace vocmap
