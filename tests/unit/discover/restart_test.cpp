#include <gmock/gmock.h>

#include "tests/unit/discover/discover_fixture.h"

namespace vocmap {
namespace {

using testing::IsEmpty;

// What is due is what the stores say, whatever was taken back or closed before.
TEST_F(DiscoverTest, a_restart_at_any_time_changes_nothing) {
  using std::chrono::days, std::chrono::minutes;
  const EventTime begin = at("2026-03-07T10:00:00Z");
  const auto run = [&](bool restarts) {
    TemporaryState state;
    Discover discover{taxonomies_, *state};
    std::vector<std::string> values;  // stored and published
    EventTime watermark = begin;
    const auto tell = [&](Duration offset, std::vector<UnmatchedContact> contacts, bool removed) {
      LineDelta delta;
      delta.line = "shop";
      delta.unmatched = later(offset, std::move(contacts));
      for (UnmatchedContact& c : delta.unmatched) c.removed = removed;
      discover.apply(delta);
    };
    const auto advance = [&](EventTime to) {
      const std::vector<Change> changes = (*state).collect();
      (*state).committed(changes, {});
      for (const Change& change : changes) {
        values.push_back(change.key + ' ' + change.value.value_or("null"));
      }
      if (restarts) discover.resume(watermark);
      watermark = to;
      discover.advance(watermark);
      discover.publish(out_);
      for (const OutboundRecord& record : out_.take()) {
        values.push_back(record.key + ' ' + record.value.value_or("null"));
      }
    };
    for (const int day : {0, 3, 6, 9}) {
      if (day == 3) {  // a verdict on what is never found
        LineDelta delta;
        delta.line = "shop";
        delta.verdicts = {{.at = begin + days{day},
                           .by = "ann",
                           .accepted = true,
                           .proposal_id = "shop.emergent.1",
                           .bucket = begin + days{day}}};
        discover.apply(delta);
      }
      tell(days{day}, points(20), false);
      advance(begin + days{day} + minutes{30});
      tell(days{day} + minutes{40}, points(1), false);
      tell(days{day} + minutes{40}, points(1), true);
      advance(begin + days{day} + minutes{50});
    }
    advance(begin + days{12});
    advance(begin + days{13});
    return values;
  };
  const auto whole = run(false);
  EXPECT_THAT(whole, testing::Not(IsEmpty()));
  EXPECT_TRUE(whole == run(true));
}

}  // namespace
}  // namespace vocmap
