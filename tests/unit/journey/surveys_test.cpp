#include "operators/journey/surveys.h"

#include <gmock/gmock.h>

#include "tests/unit/journey/journey_support.h"

namespace vocmap {
namespace {

Survey scored(SurveyMetric metric, double score) {
  Survey survey;
  survey.response_id = "r";
  survey.customer_id = "u";
  survey.occurred_at = at("2026-03-08T10:00:00Z");
  survey.metric = metric;
  survey.score = score;
  return survey;
}

std::optional<std::int64_t> rescaled(const Survey& survey) {
  return make_survey(survey).score;
}

TEST(Surveys, scores_are_taken_from_the_usual_scales) {
  EXPECT_EQ(rescaled(scored(SurveyMetric::csat, 4)), 4000);
  EXPECT_EQ(rescaled(scored(SurveyMetric::ces, 6)), 6000);
  EXPECT_EQ(rescaled(scored(SurveyMetric::nps, 9)), 9000);
  EXPECT_EQ(rescaled(scored(SurveyMetric::expectation, 73.5)), 73'500);
  Survey none = scored(SurveyMetric::csat, 4);
  none.score.reset();
  EXPECT_EQ(rescaled(none), std::nullopt);
}

TEST(Surveys, ces_of_version_1_is_effort_from_1_to_5_and_is_reversed) {
  Survey survey = scored(SurveyMetric::ces, 5);
  survey.scale_version = "1.0";
  EXPECT_EQ(rescaled(survey), 1000);
  survey.score = 2;
  EXPECT_EQ(rescaled(survey), 5500);
  survey.scale_version = "2.0";
  EXPECT_EQ(rescaled(survey), 2000);
  survey.scale_max = 5;
  EXPECT_EQ(rescaled(survey), 5500);
  survey.scale_direction = ScaleDirection::higher_better;
  EXPECT_EQ(rescaled(survey), 2500);
}

TEST(Surveys, the_scale_that_a_survey_names_goes_before) {
  Survey survey = scored(SurveyMetric::csat, 75);
  survey.scale_min = 0;
  survey.scale_max = 100;
  EXPECT_EQ(rescaled(survey), 4000);
  survey.scale_direction = ScaleDirection::lower_better;
  EXPECT_EQ(rescaled(survey), 2000);
  survey.score = 120;
  EXPECT_EQ(rescaled(survey), 1000) << "beyond the scale is its end";
  survey.scale_max = 0;
  EXPECT_EQ(rescaled(survey), std::nullopt) << "no scale at all";
}

class CellOfSurvey : public testing::Test {
 protected:
  // Line and scenario of the answer's cell; empty: nowhere.
  std::string place(const KeptSurvey& survey) {
    const std::vector<Measurement> measured = measure_survey(survey, history_, taxonomies_);
    if (measured.empty()) return {};
    return measured[0].cell.line + ' ' + measured[0].cell.scenario;
  }

  const TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  CustomerHistory history_;
  KeptSurvey survey_ = make_survey(scored(SurveyMetric::csat, 4));
};

TEST_F(CellOfSurvey, is_that_of_the_contact_it_names_then_its_line_then_the_newest_contact) {
  EXPECT_EQ(place(survey_), "");
  history_.contacts = {contact_at("c1", "2026-03-07T10:00:00Z"),
                       contact_at("c2", "2026-03-07T12:00:00Z", "shop.receive.late"),
                       contact_at("c3", "2026-03-08T12:00:00Z", "shop.pay.declined")};
  EXPECT_EQ(place(survey_), "shop shop.receive.late");
  survey_.line = "app";
  EXPECT_EQ(place(survey_), "app ");
  survey_.line = "garage";
  EXPECT_EQ(place(survey_), "_unknown ");
  survey_.contact_id = "c1";
  EXPECT_EQ(place(survey_), "shop shop.pay.twice");
  survey_.contact_id = "c3";  // opened after the answer
  EXPECT_EQ(place(survey_), "_unknown ");
}

TEST_F(CellOfSurvey, is_of_contacts_up_to_30_days_before) {
  survey_.at = at("2026-04-06T10:00:00Z");
  history_.contacts = {contact_at("c1", "2026-03-07T10:00:00Z")};
  EXPECT_EQ(place(survey_), "shop shop.pay.twice");
  survey_.contact_id = "c1";
  EXPECT_EQ(place(survey_), "shop shop.pay.twice");
  survey_.at = survey_.at + Duration{1};
  EXPECT_EQ(place(survey_), "");
}

}  // namespace
}  // namespace vocmap
