#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "schemas/time.h"

namespace vocmap {

inline constexpr int kHoursOfWeek = 168;

// 0: Monday, 00:00 to 01:00, by a clock that is `utc_offset` ahead of UTC.
int hour_of_week(EventTime hour, Duration utc_offset);

// How a series is distributed over the hours of a week: exponentially weighted ratios of what came
// to what its level let expect, each shrunk towards 1 by kShrinkage of what is expected, with
// mean 1.
class WeekProfile {
 public:
  static constexpr double kShrinkage = 50;

  double factor(int hour) const;
  void learn(int hour, double came, double expected_by_level);

  template <class Codec>
  void codec(Codec& c) {
    for (std::size_t i = 0; i < kHoursOfWeek; ++i) c(came_[i], expected_[i]);
  }

 private:
  double ratio(std::size_t hour) const;

  std::array<double, kHoursOfWeek> came_{}, expected_{};
};

// A level that is followed with exponential weights: a ratio of two weighted sums.
struct WeightedRatio {
  double above = 0, below = 0;

  bool known() const { return below > 0; }
  double value() const { return above / below; }
  void learn(double numerator, double denominator, double weight) {
    above = (1 - weight) * above + weight * numerator;
    below = (1 - weight) * below + weight * denominator;
  }

  template <class Codec>
  void codec(Codec& c) {
    c(above, below);
  }
};

// The weight of an hour in what is learned over weeks, 1 - exp(-1 h / 14 d). Written out, because
// libraries differ in the last bit of exp.
inline constexpr double kHourWeight = 0.002971766011753245;

// Of one hour: contacts, and between which counts 95 % of such hours lie.
struct HourForecast {
  double mean = 0;
  std::int64_t low = 0, high = 0;
};

// Contacts of one series by the hour, forecast from its own past:
//
//   mean = exposure level x exposure profile x rate x contact profile,   variance = mean + a mean^2
//
// Rate and contact profile are learned against the exposure that there was; `a` against the
// forecast, so the interval holds the error of exposure too: sum((contacts - mean)^2 - mean) /
// sum(mean^2). Counts above mean + 3 standard deviations + 1 are learned as that: a spike is no
// habit. Weights fall with exp(-age / 14 d), of the exposure's level with exp(-age / 24 h). Doubles
// in a fixed order: the same hours give the same bytes.
class ContactForecast {
 public:
  // One hour that has ended, each once and in order; an hour that cannot be known is left out. A
  // series without exposure is fed 1 an hour. Counts are not negative.
  void feed(int hour, double contacts, double exposure);

  // Whether an hour with exposure was fed.
  bool known() const { return rate_.known(); }

  // Any hour of the coming week; nothing was fed: 0.
  HourForecast forecast(int hour) const;

  double dispersion() const;

  template <class Codec>
  void codec(Codec& c) {
    c(exposure_level_, rate_, excess_, exposure_profile_, contact_profile_);
  }

 private:
  double expected_exposure(int hour) const;
  double mean(double exposure, double profile) const;
  double without_spike(double contacts, double mean) const;

  WeightedRatio exposure_level_, rate_;
  WeightedRatio excess_;  // of squared errors over a Poisson's, by squared means: the dispersion
  WeekProfile exposure_profile_, contact_profile_;
};

}  // namespace vocmap
