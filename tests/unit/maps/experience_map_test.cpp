#include "operators/maps/experience_map.h"

#include <gmock/gmock.h>

#include "schemas/json_writer.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using testing::HasSubstr;

// The map of the hour [10:00, 11:00) of `shop`.
class ExperienceMapTest : public testing::Test, private Windows::Visitor {
 protected:
  void apply(std::int64_t exposure, std::vector<std::string> twice) {
    LineDelta delta;
    delta.line = "shop";
    delta.exposures.push_back({start_, exposure});
    delta.contacts.push_back(
        {"shop.pay.twice", start_, Channel::chat, std::move(twice), {}, "pay", 1});
    windows_.apply(delta);
  }
  std::string map() {
    windows_.publish(*this);
    return map_;
  }

  TaxonomyHistory taxonomies_ = taxonomies_of({kShopAndApp});
  TemporaryState state_;
  Windows windows_{taxonomies_, {}, *state_};
  EventTime start_ = at("2026-03-07T10:00:00Z");

 private:
  void changed(const WindowReading& reading) override {
    if (reading.size != WindowSize::hour) return;
    JsonWriter json;
    write_experience_map(json, reading);
    map_ = json.take();
  }
  void vanished(const WindowKey&) override {}

  std::string map_;
};

TEST_F(ExperienceMapTest, stages_stand_in_journey_order_and_none_last) {
  apply(100, {"c1"});
  const std::string text = map();
  const std::size_t pay = text.find(R"({"id":"pay")");
  const std::size_t receive = text.find(R"({"id":"receive")");
  const std::size_t none = text.find(R"({"id":"none")");
  EXPECT_LT(pay, receive);
  EXPECT_LT(receive, none);
  EXPECT_NE(none, text.npos);
}

TEST_F(ExperienceMapTest, scenario_has_its_rate_target_ratio_channels_and_samples) {
  apply(100, {"c1"});
  const std::string text = map();
  const std::string twice = text.substr(text.find(R"({"id":"shop.pay.twice")"));
  EXPECT_THAT(twice, HasSubstr(R"("target_per_10k":50,"contacts":1,"service_rate":{"value":100,)"));
  EXPECT_THAT(twice, HasSubstr(R"("rate_ratio":2,"by_channel":{"chat":1},"samples":["c1"])"));
}

TEST_F(ExperienceMapTest, without_exposure_rates_and_ratios_are_null_with_a_reason) {
  apply(0, {"c1"});
  const std::string text = map();
  EXPECT_THAT(text,
              HasSubstr(R"("value":null,"interval":null,"unit":"per_10k","reason":"no_exposure")"));
  EXPECT_EQ(text.find(R"("rate_ratio":2)"), text.npos);
  EXPECT_THAT(text, HasSubstr(R"("exposure":{"kind":"order","count":0})"));
}

TEST_F(ExperienceMapTest, tells_whether_the_window_is_closed_or_final) {
  apply(100, {"c1"});
  EXPECT_THAT(map(), HasSubstr(R"("closed":false,"final":false)"));
  windows_.advance(at("2026-03-07T11:00:00Z"));
  EXPECT_THAT(map(), HasSubstr(R"("closed":true,"final":false)"));
  windows_.advance(at("2026-03-09T11:00:00Z"));
  EXPECT_THAT(map(), HasSubstr(R"("closed":true,"final":true)"));
}

TEST_F(ExperienceMapTest, key_names_line_size_and_start) {
  EXPECT_EQ(experience_map_key("shop", WindowSize::hour, start_), "shop|1h|2026-03-07T10:00:00Z");
}

}  // namespace
}  // namespace vocmap
