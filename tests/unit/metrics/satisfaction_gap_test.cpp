#include "operators/metrics/satisfaction_gap.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "tests/support/domain.h"

namespace vocmap {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;

ScaledAnswer answer(int day, SurveyMetric metric, std::int64_t score, std::string matter = "") {
  const EventTime time = at("2026-03-01T00:00:00Z") + std::chrono::days{day};
  return {time, std::string{'r', static_cast<char>('0' + day)}, std::move(matter), metric, score};
}

auto gap_is(std::string id, double gap, GapBasis basis) {
  return AllOf(Field(&SatisfactionGap::response_id, id), Field(&SatisfactionGap::gap, gap),
               Field(&SatisfactionGap::basis, basis));
}

TEST(SatisfactionGaps, experience_is_held_against_what_was_expected_of_the_matter) {
  EXPECT_THAT(satisfaction_gaps({answer(1, SurveyMetric::expectation, 900, "o-1"),
                                 answer(2, SurveyMetric::expectation, 200, "o-2"),
                                 answer(3, SurveyMetric::experience, 600, "o-1"),
                                 answer(4, SurveyMetric::experience, 500, "o-2")}),
              ElementsAre(gap_is("r3", -300, GapBasis::expectation),
                          gap_is("r4", 300, GapBasis::expectation)));
}

TEST(SatisfactionGaps, one_response_may_ask_both_in_any_order) {
  EXPECT_THAT(satisfaction_gaps({answer(1, SurveyMetric::experience, 600, "o-1"),
                                 answer(1, SurveyMetric::expectation, 500, "o-1")}),
              ElementsAre(gap_is("r1", 100, GapBasis::expectation)));
}

TEST(SatisfactionGaps, the_newest_expectation_counts_and_none_that_came_later) {
  EXPECT_THAT(satisfaction_gaps({answer(5, SurveyMetric::expectation, 0, "o-1"),
                                 answer(1, SurveyMetric::expectation, 900, "o-1"),
                                 answer(2, SurveyMetric::expectation, 700, "o-1"),
                                 answer(3, SurveyMetric::experience, 600, "o-1")}),
              ElementsAre(gap_is("r3", -100, GapBasis::expectation)));
}

TEST(SatisfactionGaps, without_an_expectation_the_customers_own_mean_stands_in) {
  EXPECT_THAT(
      satisfaction_gaps({answer(1, SurveyMetric::csat, 400),
                         answer(2, SurveyMetric::experience, 1'000, "o-1"),
                         answer(3, SurveyMetric::csat, 800), answer(4, SurveyMetric::csat, 300),
                         answer(5, SurveyMetric::experience, 900, "o-2")}),
      ElementsAre(gap_is("r3", 400, GapBasis::own_mean), gap_is("r4", -300, GapBasis::own_mean),
                  gap_is("r5", -100, GapBasis::own_mean)));
}

TEST(SatisfactionGaps, csat_is_never_held_against_an_expectation) {
  EXPECT_THAT(satisfaction_gaps({answer(1, SurveyMetric::expectation, 900, "o-1"),
                                 answer(2, SurveyMetric::csat, 600, "o-1")}),
              IsEmpty());
}

TEST(SatisfactionGaps, an_unknown_matter_is_never_paired) {
  EXPECT_THAT(satisfaction_gaps({answer(1, SurveyMetric::expectation, 900),
                                 answer(2, SurveyMetric::experience, 600)}),
              IsEmpty());
}

TEST(SatisfactionGaps, other_metrics_have_none_and_count_in_no_mean) {
  EXPECT_THAT(satisfaction_gaps({answer(1, SurveyMetric::nps, 0), answer(2, SurveyMetric::nps, 500),
                                 answer(3, SurveyMetric::csat, 400)}),
              IsEmpty());
}

TEST(SatisfactionGaps, do_not_depend_on_the_order_of_arrival) {
  std::vector<ScaledAnswer> answers = {answer(1, SurveyMetric::csat, 100),
                                       answer(2, SurveyMetric::csat, 300),
                                       answer(3, SurveyMetric::csat, 800)};
  std::reverse(answers.begin(), answers.end());
  EXPECT_THAT(satisfaction_gaps(answers), ElementsAre(gap_is("r2", 200, GapBasis::own_mean),
                                                      gap_is("r3", 600, GapBasis::own_mean)));
}

}  // namespace
}  // namespace vocmap
