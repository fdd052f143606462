#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "tests/integration/kafka_fixture.h"
#include "tests/support/changelog_keys.h"

// How changelogs are read; part of kafka_broker_test.
namespace vocmap {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr TopicPartition kChangelog{Topic::journey_changelog, 0};

TEST_F(KafkaBrokerTest, restore_reads_to_the_end_past_aborted_and_control_records) {
  KafkaBroker broker(options_);
  const auto restored = [&](std::int64_t from) { return changelog_keys(broker, kChangelog, from); };
  EXPECT_THAT(restored(kFromBeginning), IsEmpty());

  const auto first = broker.commit(batch({{kChangelog.topic, 0, "a", "1"}}, {}));
  const auto second = broker.commit(batch({{kChangelog.topic, 0, "b", "2"}}, {}));
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->changelog_ends.at(0).second, 1);
  EXPECT_EQ(second->changelog_ends.at(0).second, 3);
  EXPECT_THAT(restored(kFromBeginning), ElementsAre("a", "b"));
  EXPECT_THAT(restored(1), ElementsAre("b"));
  EXPECT_THAT(restored(3), IsEmpty()) << "only a control record is left";

  Stranger stranger(options_, options_.application + "-stranger");
  stranger.write(kChangelog, "aborted");
  stranger.abort();
  EXPECT_THAT(restored(kFromBeginning), ElementsAre("a", "b"));
  EXPECT_THAT(restored(4), IsEmpty()) << "only an aborted tail is left";

  const auto third = broker.commit(batch({{kChangelog.topic, 0, "c", "3"}}, {}));
  ASSERT_TRUE(third);
  EXPECT_THAT(restored(4), ElementsAre("c"));
}

// One after another, as tasks are opened. What a partition is told while librdkafka still looks up
// its start, or stops it, must not be told again for others: a look-up that is outdated is repeated
// 0.5 s later and throws reading back to the beginning, and two stops at once end the process.
TEST_F(KafkaBrokerTest, a_changelog_is_read_once_whatever_else_is_followed_meanwhile) {
  KafkaBroker broker(options_);
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(broker.commit(batch({{kChangelog.topic, 0, std::to_string(i), "1"}}, {})));
  }
  const std::vector<TopicPartition> others{{Topic::map_changelog, 0},
                                           {Topic::map_changelog, 1},
                                           {Topic::rank_changelog, 0},
                                           {Topic::journey_changelog, 1}};
  for (int round = 0; round < 6; ++round) {
    struct : ChangelogVisitor {
      void on_change(const Record& record) override { offsets.push_back(record.offset); }
      void on_end(TopicPartition changelog, std::int64_t) override { ended.insert(changelog); }
      std::vector<std::int64_t> offsets;
      std::set<TopicPartition> ended;
    } seen;
    broker.follow(kChangelog, kFromBeginning);
    for (const TopicPartition& other : others) {
      broker.read_changelogs(0ms, 1, seen);
      broker.follow(other, kFromBeginning);
    }
    const auto repeated = std::chrono::steady_clock::now() + 800ms;
    while (seen.ended.size() <= others.size() || std::chrono::steady_clock::now() < repeated) {
      broker.read_changelogs(100ms, 1'000, seen);
      ASSERT_LT(std::chrono::steady_clock::now(), repeated + 30s);
    }
    EXPECT_GE(seen.offsets.size(), 20U);
    EXPECT_EQ(std::set(seen.offsets.begin(), seen.offsets.end()).size(), seen.offsets.size());
    broker.unfollow(kChangelog);
    for (const TopicPartition& other : others) broker.unfollow(other);
  }
}

// As standbys and restores do: from where local state stands, again and again, under load.
TEST_F(KafkaBrokerTest, a_changelog_that_is_followed_anew_passes_on_nothing_of_the_earlier_start) {
  KafkaBroker writer(options_);
  std::atomic<bool> stop = false;
  std::jthread writing([&] {
    for (int i = 0; !stop; ++i) {
      std::vector<OutboundRecord> records;
      for (int j = 0; j < 50; ++j) records.push_back({kChangelog.topic, 0, std::to_string(j), "1"});
      EXPECT_TRUE(writer.commit(batch(std::move(records), {})));
    }
  });
  struct : ChangelogVisitor {
    void on_change(const Record& record) override {
      hear(record.offset);
      next = record.offset + 1;
      ++read;
    }
    void on_end(TopicPartition, std::int64_t offset) override {
      hear(offset);
      next = offset;
    }
    // At most the marker of one transaction lies between.
    void hear(std::int64_t offset) { in_order = in_order && offset >= next && offset <= next + 1; }
    std::int64_t next = 0;
    std::size_t read = 0;
    bool in_order = true;
  } seen;
  options_.transactional_id += "-reader";
  KafkaBroker reader(options_);
  std::mt19937 random(7);
  for (int round = 0; round < 300 && seen.in_order; ++round) {
    const std::int64_t end = reader.offsets(kChangelog).end;
    seen.next = std::uniform_int_distribution<std::int64_t>(0, end)(random);
    reader.follow(kChangelog, seen.next);
    for (int i = std::uniform_int_distribution<int>(0, 3)(random); i >= 0; --i) {
      reader.read_changelogs(10ms, 1, seen);
    }
    if (round % 2 == 0) reader.unfollow(kChangelog);
  }
  stop = true;
  EXPECT_TRUE(seen.in_order);
  EXPECT_GT(seen.read, 1'000U);
}

TEST_F(KafkaBrokerTest, restore_waits_for_a_transaction_that_is_still_open) {
  KafkaBroker broker(options_);
  ASSERT_TRUE(broker.commit(batch({{kChangelog.topic, 0, "before", "1"}}, {})));
  Stranger stranger(options_, options_.application + "-stranger");
  stranger.write(kChangelog, "open");
  ASSERT_TRUE(broker.commit(batch({{kChangelog.topic, 0, "behind", "2"}}, {})));
  // The stranger ends while the restore is held at the last stable offset.
  std::jthread ending([&] { pause({}, 1500ms), stranger.abort(); });
  EXPECT_THAT(changelog_keys(broker, kChangelog, kFromBeginning), ElementsAre("before", "behind"));
}

}  // namespace
}  // namespace vocmap
