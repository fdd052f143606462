#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "operators/forecast/erlang.h"
#include "operators/forecast/forecast.h"
#include "schemas/forecast_rules.h"

namespace vocmap {

// How agents are found for a load.
struct StaffingRules {
  explicit StaffingRules(const ForecastRules& rules);

  ForecastRules given;  // what of it was configured
  ServiceTarget target;
  double shrinkage;
  std::optional<double> patience_s;
};

// The hour that was read last, as it was then.
struct PastHour {
  std::int64_t contacts = 0;
  std::optional<double> exposure;
  std::string reason;    // why the exposure cannot be divided by; empty: it can
  bool learned = false;  // false: left out
  std::optional<double> agents_available;
};

struct OutlookHour {
  EventTime start;
  HourForecast contacts;
};

// What a record of voc.forecast says.
struct Outlook {
  std::string_view line, channel;  // empty: all channels
  EventTime as_of;                 // end of the past hour, start of the first one ahead
  PastHour past;
  std::vector<OutlookHour> hours;
  std::int64_t hours_learned = 0;
  std::string_view exposure_unit;  // empty: none is known, hours count alike
  std::optional<double> handle_s;
};

std::string write_outlook(const Outlook& outlook, const StaffingRules& staffing);

}  // namespace vocmap
