#include "pipeline/cli/train/calibrate.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace vocmap {
namespace {

// Of ten cases per scenario, the first `right` are answered rightly, each with the same lead of the
// best scenario over the other one.
std::vector<CalibrationCase> with_lead(float lead, int right, float known_root = 1) {
  std::vector<CalibrationCase> cases;
  for (std::uint32_t scenario = 0; scenario < 2; ++scenario) {
    for (int i = 0; i < 10; ++i) {
      const std::uint32_t best = i < right ? scenario : 1 - scenario;
      Eigen::RowVectorXf logits(2);
      logits << 100, 100;
      logits(1 - best) -= lead;
      cases.push_back({logits, scenario, known_root});
    }
  }
  return cases;
}

double mean_probability(const Calibration& calibration) {
  double sum = 0;
  for (const HeldOutAnswer& answer : calibration.answers) sum += double{answer.probability};
  return sum / static_cast<double>(calibration.answers.size());
}

TEST(CalibrateTest, shares_are_as_often_right_as_they_say) {
  for (const int right : {7, 8, 9}) {
    for (const float lead : {1.0f, 3.0f}) {
      const Calibration found = calibrate(with_lead(lead, right), 2);
      EXPECT_NEAR(mean_probability(found), right / 10.0, 0.03) << right << ", lead " << lead;
    }
  }
}

TEST(CalibrateTest, a_line_that_knows_an_example_more_is_surer_than_the_folds) {
  const auto many = with_lead(2, 8);
  const std::vector<CalibrationCase> few = {many[0],  many[1],  many[8],
                                            many[10], many[11], many[18]};
  const auto of_folds = [&](const std::vector<CalibrationCase>& cases) {
    const Calibration found = calibrate(cases, 2);
    // Its share tells the temperature that the folds were given.
    const double share = double{found.answers[0].probability};
    return std::pair{double{found.temperature}, share};
  };
  const auto [temperature, share] = of_folds(many);
  const auto [of_few, share_of_few] = of_folds(few);
  const auto lead_of = [](double s) { return std::log(s / (1 - s)); };
  EXPECT_NEAR(temperature / (2 / lead_of(share)), 1 - 0.25 / 10, 0.02);
  EXPECT_NEAR(of_few / (2 / lead_of(share_of_few)), 1 - 0.25 / 3, 0.02);
}

TEST(CalibrateTest, nine_of_ten_cases_pass_the_threshold) {
  std::vector<CalibrationCase> cases;
  for (int i = 0; i < 1000; ++i) {
    Eigen::RowVectorXf logits(2);
    logits << static_cast<float>(i) / 100, 0;
    cases.push_back({logits, 0, 0.5f});
  }
  const Calibration found = calibrate(cases, 2);
  const auto passing = std::count_if(cases.begin(), cases.end(), [&](const CalibrationCase& c) {
    return c.logits(0) * c.known_root / found.temperature >= found.none_threshold;
  });
  EXPECT_NEAR(static_cast<double>(passing), 900, 5);
}

TEST(CalibrateTest, what_is_said_to_be_none_counts_as_wrong) {
  // All right and sure; of the doubtful ones less than a tenth fall short of the threshold.
  std::vector<CalibrationCase> cases;
  for (int i = 0; i < 10; ++i) {
    const auto more = with_lead(3, 10);
    cases.insert(cases.end(), more.begin(), more.end());
  }
  std::vector<CalibrationCase> doubtful = cases;
  for (std::size_t i = 0; i < 18; ++i) doubtful[i].known_root = 0.95f;
  EXPECT_GT(calibrate(doubtful, 2).temperature, calibrate(cases, 2).temperature);
}

TEST(CalibrateTest, strangers_that_look_like_a_scenario_take_from_its_share) {
  const auto none_last = [](float best, float none, std::uint32_t scenario) {
    Eigen::RowVectorXf logits(3);
    logits << best, 0, none;
    return CalibrationCase{logits, scenario, 1};
  };
  std::vector<CalibrationCase> cases;
  for (int i = 0; i < 20; ++i) cases.push_back(none_last(6, 3, 0));
  const Calibration alone = calibrate(cases, 2);
  for (int i = 0; i < 5; ++i) cases.push_back(none_last(6, 3, 2));
  const Calibration found = calibrate(cases, 2);
  EXPECT_GT(found.temperature, 2 * alone.temperature);
  EXPECT_EQ(found.answers.size(), 20u) << "no example is none";
}

}  // namespace
}  // namespace vocmap
