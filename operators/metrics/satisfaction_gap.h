#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "schemas/enums.h"
#include "schemas/time.h"

namespace vocmap {

// One answer of a customer, on a scale of 0 to 1000 on which more is better.
struct ScaledAnswer {
  EventTime at;
  std::string response_id;
  std::string matter;  // the order or contact that it is about; empty: unknown
  SurveyMetric metric = SurveyMetric::csat;  // expectation, experience or csat; others are ignored
  std::int64_t score = 0;
};

// Against what an experience is held: what the customer expected of the same matter, or, where
// nobody asked, what the same customer had answered before.
VOCMAP_ENUM(GapBasis, 2, expectation, own_mean);

struct SatisfactionGap {
  std::string response_id;  // of the experience
  EventTime at;
  double gap = 0;  // experience - what it is held against; -1000 to 1000
  GapBasis basis = GapBasis::expectation;
};

// satisfaction = experience - expectation, for all answers of one customer, in the order of (at,
// response_id). An experience is paired with the newest expectation of its matter that is not later
// than itself. One that has none, and every csat, is held against the mean of the customer's
// earlier answers of its metric; the first of them has no gap.
std::vector<SatisfactionGap> satisfaction_gaps(std::vector<ScaledAnswer> answers);

}  // namespace vocmap
