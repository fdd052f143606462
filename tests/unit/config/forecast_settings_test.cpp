#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/config/settings.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

tl::expected<Settings, Problems> load(std::string_view yaml) {
  return load_settings(yaml, Purpose::other, {"node-7", {}});
}

TEST(forecast_settings, nothing_is_configured_by_default) {
  const auto settings = load("threads: 1");
  ASSERT_TRUE(settings);
  EXPECT_FALSE(settings->forecast.service_level);
  EXPECT_FALSE(settings->forecast.answer_within);
  EXPECT_FALSE(settings->forecast.shrinkage);
  EXPECT_FALSE(settings->forecast.patience);
}

TEST(forecast_settings, every_key_is_taken) {
  const auto settings =
      load("forecast: {service_level: 0.9, answer_within: 30s, shrinkage: 0, patience: 2m}");
  ASSERT_TRUE(settings);
  EXPECT_EQ(settings->forecast.service_level, 0.9);
  EXPECT_EQ(settings->forecast.answer_within, 30s);
  EXPECT_EQ(settings->forecast.shrinkage, 0.0);
  EXPECT_EQ(settings->forecast.patience, 2min);
}

TEST(forecast_settings, all_problems_are_told_at_once_with_their_lines) {
  const auto settings = load(R"(forecast:
  service_level: 80
  answer_within: 20
  shrinkage: nan
  patience: 0s
  agents: 3
)");
  ASSERT_FALSE(settings);
  EXPECT_THAT(
      settings.error(),
      ElementsAre("line 2: forecast.service_level: must be a number from 0.01 to 0.999",
                  StartsWith("line 3: forecast.answer_within: must be a duration from 0s to 1d"),
                  "line 4: forecast.shrinkage: must be a number from 0 to 0.95",
                  StartsWith("line 5: forecast.patience: must be a duration from 1s to 1d"),
                  HasSubstr("line 6: forecast.agents: unknown key; known here: service_level")));
}

}  // namespace
}  // namespace vocmap
