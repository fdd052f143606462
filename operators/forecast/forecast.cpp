#include "operators/forecast/forecast.h"

#include <algorithm>
#include <cmath>

#include "operators/forecast/negative_binomial.h"
#include "pipeline/core/check.h"

namespace vocmap {
namespace {

// Written out as kHourWeight is: 1 - exp(-1 h / 24 h), the weight of a week ago, exp(-7 d / 14 d).
constexpr double kLevelWeight = 0.04081054289086172;
constexpr double kAfterAWeek = 0.6065306597126334;

constexpr double kLeastMean = 0.01;
constexpr double kLeastDispersion = 0.01, kMostDispersion = 5;

}  // namespace

int hour_of_week(EventTime hour, Duration utc_offset) {
  constexpr Duration first_monday = std::chrono::days{4};  // 1970-01-05
  const EventTime local = hour + utc_offset - first_monday;
  const Duration into = local - floor_to(local, std::chrono::days{7});
  return static_cast<int>(into / std::chrono::hours{1});
}

double WeekProfile::ratio(std::size_t hour) const {
  return (came_[hour] + kShrinkage) / (expected_[hour] + kShrinkage);
}

double WeekProfile::factor(int hour) const {
  double sum = 0;
  for (std::size_t i = 0; i < kHoursOfWeek; ++i) sum += ratio(i);
  return ratio(static_cast<std::size_t>(hour)) * kHoursOfWeek / sum;
}

void WeekProfile::learn(int hour, double came, double expected_by_level) {
  const auto i = static_cast<std::size_t>(hour);
  came_[i] = kAfterAWeek * came_[i] + came;
  expected_[i] = kAfterAWeek * expected_[i] + expected_by_level;
}

double ContactForecast::expected_exposure(int hour) const {
  return exposure_level_.known() ? exposure_level_.value() * exposure_profile_.factor(hour) : 0;
}

double ContactForecast::mean(double exposure, double profile) const {
  return std::max(kLeastMean, rate_.value() * exposure * profile);
}

double ContactForecast::without_spike(double contacts, double mean) const {
  return std::min(contacts, mean + 3 * std::sqrt(mean + dispersion() * mean * mean) + 1);
}

double ContactForecast::dispersion() const {
  return std::clamp(excess_.known() ? excess_.value() : 0, kLeastDispersion, kMostDispersion);
}

void ContactForecast::feed(int hour, double contacts, double exposure) {
  CHECK(hour >= 0 && hour < kHoursOfWeek && contacts >= 0 && exposure >= 0,
        "an hour of the week has counts that are not negative");
  const double profile = contact_profile_.factor(hour);
  double counted = contacts;
  if (rate_.known()) {
    const double forecast = mean(expected_exposure(hour), profile);
    const double error = without_spike(contacts, forecast) - forecast;
    counted = without_spike(contacts, mean(exposure, profile));
    excess_.learn(error * error - forecast, forecast * forecast, kHourWeight);
    contact_profile_.learn(hour, counted, rate_.value() * exposure);
  }
  rate_.learn(counted, exposure * profile, kHourWeight);

  const double factor = exposure_profile_.factor(hour);
  if (exposure_level_.known()) exposure_profile_.learn(hour, exposure, exposure_level_.value());
  exposure_level_.learn(exposure, factor, kLevelWeight);
}

HourForecast ContactForecast::forecast(int hour) const {
  if (!rate_.known()) return {};
  const double mu = mean(expected_exposure(hour), contact_profile_.factor(hour));
  const auto [low, high] = middle_95(mu, dispersion());
  return {mu, low, high};
}

}  // namespace vocmap
