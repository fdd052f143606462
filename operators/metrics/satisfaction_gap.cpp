#include "operators/metrics/satisfaction_gap.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

namespace vocmap {
namespace {

struct RunningMean {
  std::int64_t sum = 0, count = 0;
};

bool comes_before(const ScaledAnswer& a, const ScaledAnswer& b) {
  // In one response the expectation comes first.
  const auto answers_it = [](const ScaledAnswer& e) {
    return e.metric != SurveyMetric::expectation;
  };
  return std::tuple{a.at, std::string_view{a.response_id}, answers_it(a)} <
         std::tuple{b.at, std::string_view{b.response_id}, answers_it(b)};
}

}  // namespace

std::vector<SatisfactionGap> satisfaction_gaps(std::vector<ScaledAnswer> answers) {
  std::stable_sort(answers.begin(), answers.end(), comes_before);
  std::map<std::string, std::int64_t> expected;  // by matter
  std::map<SurveyMetric, RunningMean> before;
  std::vector<SatisfactionGap> gaps;
  for (const ScaledAnswer& answer : answers) {
    if (answer.metric == SurveyMetric::expectation) {
      if (!answer.matter.empty()) expected[answer.matter] = answer.score;
      continue;
    }
    if (answer.metric != SurveyMetric::experience && answer.metric != SurveyMetric::csat) continue;
    RunningMean& own = before[answer.metric];
    const auto paired = expected.find(answer.matter);
    if (answer.metric == SurveyMetric::experience && paired != expected.end()) {
      gaps.push_back({answer.response_id, answer.at,
                      static_cast<double>(answer.score - paired->second), GapBasis::expectation});
    } else if (own.count > 0) {
      const double mean = static_cast<double>(own.sum) / static_cast<double>(own.count);
      gaps.push_back({answer.response_id, answer.at, static_cast<double>(answer.score) - mean,
                      GapBasis::own_mean});
    }
    own.sum += answer.score;
    ++own.count;
  }
  return gaps;
}

}  // namespace vocmap
