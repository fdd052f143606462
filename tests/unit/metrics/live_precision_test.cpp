#include "operators/metrics/live_precision.h"

#include <gmock/gmock.h>

#include "operators/metrics/rate.h"
#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class LivePrecisionTest : public testing::Test {
 protected:
  void label(std::string_view week, std::int64_t labelled, std::int64_t right) {
    LineDelta delta;
    delta.line = "shop";
    delta.labels.push_back({at(week), labelled, right});
    precision_.apply(delta);
  }
  void advance(std::string_view watermark) { precision_.advance(at(watermark)); }
  std::vector<std::string> publish() {
    precision_.publish(out_);
    std::vector<std::string> values;
    for (const OutboundRecord& record : out_.take()) values.push_back(*record.value);
    return values;
  }
  TemporaryState state_;
  LivePrecision precision_{24h, *state_};
  Outbox out_;
};

TEST(MondayOf, is_the_monday_before_in_utc) {
  EXPECT_EQ(monday_of(at("2026-03-09T00:00:00Z")), at("2026-03-09T00:00:00Z"));
  EXPECT_EQ(monday_of(at("2026-03-08T23:59:59.999Z")), at("2026-03-02T00:00:00Z"));
}

TEST(ShareInterval, is_wilsons) {
  const auto [low, high] = share_interval(80, 100);
  EXPECT_NEAR(low, 0.71117, 1e-5);
  EXPECT_NEAR(high, 0.86663, 1e-5);
  EXPECT_EQ(share_interval(0, 5).first, 0);
  EXPECT_EQ(share_interval(5, 5).second, 1);
}

TEST_F(LivePrecisionTest, is_published_when_its_last_week_has_ended) {
  label("2026-03-02T00:00:00Z", 10, 8);
  advance("2026-03-08T23:59:59Z");
  EXPECT_THAT(publish(), IsEmpty());
  advance("2026-03-09T00:00:00Z");
  EXPECT_THAT(publish(),
              ElementsAre(AllOf(HasSubstr(R"("start":"2026-02-09T00:00:00Z","end":"2026-03-09)"),
                                HasSubstr(R"("numerator":8,"denominator":10,"value":0.8,)"),
                                HasSubstr(R"("final":false,"revision":1)"))));
  EXPECT_THAT(publish(), IsEmpty());
}

TEST_F(LivePrecisionTest, counts_the_four_weeks_before_its_end) {
  advance("2026-04-06T00:00:00Z");
  label("2026-03-02T00:00:00Z", 10, 8);
  EXPECT_THAT(publish(), SizeIs(4));
  label("2026-03-23T00:00:00Z", 10, 10);
  EXPECT_THAT(publish(), ElementsAre(HasSubstr(R"("numerator":18,"denominator":20,)"),
                                     HasSubstr(R"("numerator":10,"denominator":10,)")));
}

TEST_F(LivePrecisionTest, labels_that_are_taken_back_leave_no_value) {
  advance("2026-03-09T00:00:00Z");
  label("2026-03-02T00:00:00Z", 1, 1);
  EXPECT_THAT(publish(), SizeIs(1));
  label("2026-03-02T00:00:00Z", -1, -1);
  EXPECT_THAT(publish(),
              ElementsAre(HasSubstr(R"("value":null,"interval":null,"reason":"no_labels")")));
}

TEST_F(LivePrecisionTest, is_final_once_when_no_label_counts_any_more) {
  label("2026-03-02T00:00:00Z", 10, 8);
  advance("2026-04-06T23:59:59Z");  // four weeks after its end, and a day of lateness but a second
  EXPECT_THAT(publish(), SizeIs(4));
  advance("2026-04-07T00:00:00Z");
  EXPECT_THAT(publish(), ElementsAre(HasSubstr(R"("final":true,"revision":2)")));
  advance("2026-04-13T00:00:00Z");
  EXPECT_THAT(publish(), IsEmpty());
  advance("2026-12-01T00:00:00Z");
  EXPECT_THAT(publish(), SizeIs(3));
  advance("2026-12-31T00:00:00Z");
  EXPECT_THAT(publish(), IsEmpty());
}

TEST_F(LivePrecisionTest, what_was_not_published_yet_is_after_a_restart) {
  label("2026-03-02T00:00:00Z", 10, 8);
  EXPECT_THAT(publish(), IsEmpty());
  precision_.resume(at("2026-03-09T00:00:00Z"));
  EXPECT_THAT(publish(), SizeIs(1));
}

}  // namespace
}  // namespace vocmap
