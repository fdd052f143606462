#include "operators/metrics/cells.h"

#include <gmock/gmock.h>

#include "tests/support/domain.h"
#include "tests/support/task_state.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::Pair;

// By xxh64 (seed 0): s4 < s5 < s1 < s3 < s2 < s7 < s6, computed with another implementation.
bool is_twice(const std::string&, const std::string& scenario) {
  return scenario == "twice";
}

class CellsTest : public testing::Test {
 protected:
  void apply(const std::string& scenario, std::vector<std::string> added,
             std::vector<std::string> removed = {}, Channel channel = Channel::chat) {
    const ContactDelta delta{scenario,           start_, channel, std::move(added),
                             std::move(removed), "pay",  1};
    cells_.remember("shop", delta);
    cells_.add(window_, delta);
  }
  const Cell& cell(const std::string& stage, const std::string& scenario) {
    return *cells_.find({"shop", WindowSize::hour, start_, stage, scenario});
  }
  std::vector<std::string> samples(const std::string& stage, const std::string& scenario) {
    std::vector<std::string> ids;
    for (const Sample& sample : cell(stage, scenario).samples) ids.push_back(sample.contact_id);
    return ids;
  }

  TemporaryState state_;
  Cells cells_{*state_};
  EventTime start_ = at("2026-03-07T10:00:00Z");
  WindowKey window_{"shop", WindowSize::hour, start_};
};

TEST_F(CellsTest, a_contact_counts_in_its_scenario_stage_and_line) {
  apply("twice", {"a", "b"});
  apply("declined", {"c"});
  EXPECT_EQ(cell("pay", "twice").contacts, 2);
  EXPECT_EQ(cell("pay", "declined").contacts, 1);
  EXPECT_EQ(cell("pay", "").contacts, 3);
  EXPECT_EQ(cell("", "").contacts, 3);
}

TEST_F(CellsTest, channels_without_contacts_disappear) {
  apply("twice", {"a"}, {}, Channel::email);
  apply("twice", {"b", "c"}, {}, Channel::call);
  EXPECT_THAT(cell("", "").by_channel,
              ElementsAre(Pair(Channel::call, 2), Pair(Channel::email, 1)));
  apply("twice", {}, {"a"}, Channel::email);
  EXPECT_THAT(cell("", "").by_channel, ElementsAre(Pair(Channel::call, 2)));
}

TEST_F(CellsTest, samples_are_the_five_ids_with_the_smallest_hashes) {
  apply("twice", {"s1", "s2", "s3"});
  apply("twice", {"s7", "s6", "s5", "s4"});
  EXPECT_THAT(samples("pay", "twice"), ElementsAre("s4", "s5", "s1", "s3", "s2"));
  EXPECT_THAT(samples("", ""), ElementsAre("s4", "s5", "s1", "s3", "s2"));
}

TEST_F(CellsTest, an_id_is_sampled_once) {
  apply("twice", {"s1", "s1"});
  apply("twice", {"s1"});
  EXPECT_THAT(samples("", ""), ElementsAre("s1"));
}

TEST_F(CellsTest, samples_are_refilled_from_the_contacts_that_remain) {
  apply("twice", {"s1", "s2", "s3", "s4", "s5", "s7", "s6"});
  apply("twice", {}, {"s4", "s1"});
  cells_.resample({"shop", WindowSize::hour, start_, "", ""},
                  {start_, start_ + std::chrono::hours{1}}, is_twice);
  EXPECT_THAT(samples("", ""), ElementsAre("s5", "s3", "s2", "s7", "s6"));
}

TEST_F(CellsTest, refilling_takes_only_the_given_scenarios_and_the_window) {
  apply("twice", {"s1"});
  apply("declined", {"s2"});
  cells_.remember("shop",
                  {"twice", start_ + std::chrono::hours{1}, Channel::chat, {"s4"}, {}, "pay", 1});
  cells_.resample({"shop", WindowSize::hour, start_, "", ""},
                  {start_, start_ + std::chrono::hours{1}}, is_twice);
  EXPECT_THAT(samples("", ""), ElementsAre("s1"));
}

TEST_F(CellsTest, an_id_counted_twice_stays_a_sample_until_both_leave) {
  apply("twice", {"s1", "s1"});
  apply("twice", {}, {"s1"});
  const CellKey line{"shop", WindowSize::hour, start_, "", ""};
  const Window hour{start_, start_ + std::chrono::hours{1}};
  cells_.resample(line, hour, is_twice);
  EXPECT_THAT(samples("", ""), ElementsAre("s1"));
  apply("twice", {}, {"s1"});
  cells_.resample(line, hour, is_twice);
  EXPECT_THAT(samples("", ""), ElementsAre());
}

}  // namespace
}  // namespace vocmap
