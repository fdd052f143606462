#include "pipeline/kafka/kafka_broker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <mutex>
#include <thread>

#include "pipeline/core/murmur2.h"
#include "pipeline/kafka/producer.h"
#include "pipeline/kafka/table_reader.h"
#include "tests/integration/kafka_fixture.h"
#include "tests/support/changelog_keys.h"

// What only a real cluster can prove. Needs KAFKA_BOOTSTRAP:
//   tests/support/kafka.py run -- kafka_broker_test
namespace vocmap {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr TopicPartition kSource{Topic::contacts, 0};
constexpr TopicPartition kChangelog{Topic::journey_changelog, 0};

StoredPosition position_of(Broker& broker) {
  std::optional<StoredPosition> position;
  while (!position) position = broker.committed(kSource);
  return *position;
}

TEST_F(KafkaBrokerTest, created_topics_are_as_specified_and_a_deviation_is_told) {
  TopicsAdmin admin(options_.properties);
  EXPECT_THAT(admin.verify(topic_specs(options_.topics, plan_)), IsEmpty());
  EXPECT_THAT(admin.create(topic_specs(options_.topics, plan_)), IsEmpty()) << "repeatable";
  PartitionPlan other = plan_;
  other.map = 3;
  EXPECT_EQ(admin.verify(topic_specs(options_.topics, other)).size(), 2u);
}

TEST_F(KafkaBrokerTest, missing_topics_are_all_named_at_the_start) {
  options_.topics.set(Topic::dead_letters, "no.dead-letters");
  options_.topics.set(Topic::map_in, "no.map");
  options_.topics.set(Topic::surveys, "no.surveys");
  try {
    KafkaBroker broker(options_);
    FAIL() << "started without topics";
  } catch (const KafkaError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("missing topics: no.map, no.dead-letters;"));
  }
}

TEST_F(KafkaBrokerTest, a_commit_makes_records_and_positions_visible_together) {
  KafkaBroker broker(options_);
  Listener listener(broker);
  ASSERT_TRUE(poll_until({&broker}, [&] { return listener.owned.size() == sources(); }));
  EXPECT_FALSE(position_of(broker).next_offset);

  Batch first = batch({{Topic::journey_in, -1, "customer", "v"},
                       {Topic::late, -1, "", "late"},
                       {kChangelog.topic, kChangelog.partition, "k", std::nullopt}},
                      {{kSource, 42, "1 7 42"}});
  first.lineage = {{"taxonomy", "3"}};
  const auto receipt = broker.commit(std::move(first));
  ASSERT_TRUE(receipt);
  EXPECT_THAT(receipt->changelog_ends, ElementsAre(Pair(kChangelog, 1)));
  EXPECT_EQ(position_of(broker).next_offset, 42);
  EXPECT_EQ(position_of(broker).metadata, "1 7 42");

  // A position alone is a transaction too, and may repeat an offset.
  ASSERT_TRUE(broker.commit(batch({}, {{kSource, 42, "1 8 42"}})));
  EXPECT_EQ(position_of(broker).metadata, "1 8 42");

  std::vector<std::pair<std::string, std::int32_t>> seen;
  const std::int32_t expected = murmur2_partition("customer", plan_.journey);
  ASSERT_TRUE(poll_until(
      {&broker}, [&] { return !seen.empty(); },
      [&](const Record& record) { seen.emplace_back(record.key, record.partition); }));
  EXPECT_THAT(seen, ElementsAre(Pair("customer", expected)));
  // The marker of the commit is the last record of the partition; it was read as well.
  const TopicPartition read{Topic::journey_in, expected};
  ASSERT_TRUE(
      poll_until({&broker}, [&] { return broker.position(read) == broker.offsets(read).end; }));
  EXPECT_EQ(broker.offsets(read).end, 2);
  for (const PartitionLag& lag : broker.lags()) EXPECT_EQ(lag.lag_records, 0);
}

TEST_F(KafkaBrokerTest, a_transaction_that_the_group_refuses_leaves_nothing) {
  KafkaBroker broker(options_);
  Listener listener(broker);
  ASSERT_TRUE(poll_until({&broker}, [&] { return listener.owned.size() == sources(); }));
  ASSERT_TRUE(broker.commit(batch({{Topic::journey_in, 0, "kept", "v"}}, {{kSource, 1, "a"}})));

  // Metadata over the broker's limit of 4096 bytes: refused after the records were written.
  const auto refused = broker.commit(batch(
      {{Topic::journey_in, 0, "gone", "v"}, {kChangelog.topic, kChangelog.partition, "gone", "v"}},
      {{kSource, 2, std::string(5000, 'x')}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), CommitFailure::aborted);
  EXPECT_EQ(position_of(broker).next_offset, 1);

  ASSERT_TRUE(broker.commit(batch({{Topic::journey_in, 0, "next", "v"}}, {{kSource, 3, "c"}})));
  std::vector<std::string> keys;
  ASSERT_TRUE(poll_until(
      {&broker}, [&] { return keys.size() >= 2; },
      [&](const Record& record) { keys.emplace_back(record.key); }));
  EXPECT_THAT(keys, ElementsAre("kept", "next"));
}

TEST_F(KafkaBrokerTest, an_orphan_transaction_is_ended_by_the_next_broker_of_its_id) {
  KafkaOptions orphan = options_;
  orphan.properties["transaction.timeout.ms"] = "60000";
  Stranger stranger(orphan, options_.transactional_id);
  stranger.write(kChangelog, "orphan");
  const auto started = std::chrono::steady_clock::now();
  KafkaBroker broker(options_);
  EXPECT_THAT(changelog_keys(broker, kChangelog, kFromBeginning), IsEmpty());
  EXPECT_LT(std::chrono::steady_clock::now() - started, 15s);
}

TEST_F(KafkaBrokerTest, a_second_broker_of_the_same_id_fences_the_first_until_it_recovers) {
  KafkaBroker first(options_);
  ASSERT_TRUE(first.commit(batch({{Topic::journey_in, 0, "1", "v"}}, {})));
  KafkaBroker second(options_);
  const auto fenced = first.commit(batch({{Topic::journey_in, 0, "zombie", "v"}}, {}));
  ASSERT_FALSE(fenced);
  EXPECT_EQ(fenced.error(), CommitFailure::fenced);
  ASSERT_TRUE(second.commit(batch({{Topic::journey_in, 0, "2", "v"}}, {})));
  first.recover();
  ASSERT_TRUE(first.commit(batch({{Topic::journey_in, 0, "3", "v"}}, {})));
  EXPECT_EQ(second.commit(batch({{Topic::journey_in, 0, "zombie", "v"}}, {})).error(),
            CommitFailure::fenced);
}

TEST_F(KafkaBrokerTest, a_rebalance_revokes_with_a_commit_and_hands_positions_over) {
  KafkaBroker first(options_);
  Listener one(first);
  ASSERT_TRUE(poll_until({&first}, [&] { return one.owned.size() == sources(); }));
  ASSERT_TRUE(first.commit(batch({{Topic::journey_in, 0, "a", "0"},
                                  {Topic::journey_in, 1, "a", "0"},
                                  {Topic::journey_in, 0, "b", "1"},
                                  {Topic::journey_in, 1, "b", "1"}},
                                 {})));
  const TopicPartition left{Topic::journey_in, 0};
  const TopicPartition right{Topic::journey_in, 1};
  bool committed = false;
  one.at_revoke = [&] {
    committed = first.commit(batch({}, {{left, 1, "left"}, {right, 1, "right"}})).has_value();
  };
  std::size_t before = 0;
  ASSERT_TRUE(poll_until(
      {&first}, [&] { return before == 4; }, [&](const Record&) { ++before; }));

  options_.transactional_id += "-other";
  KafkaBroker second(options_);
  Listener two(second);
  std::vector<std::string> again;
  ASSERT_TRUE(poll_until(
      {&first, &second}, [&] { return again.size() >= 2; },
      [&](const Record& record) { again.emplace_back(record.key); }));
  EXPECT_TRUE(committed);
  EXPECT_EQ(one.losses, 0);
  EXPECT_GE(one.revocations, 1);
  EXPECT_EQ(one.owned.size() + two.owned.size(), sources());
  EXPECT_THAT(again, ElementsAre("b", "b")) << "each read once more, from the committed position";
}

TEST_F(KafkaBrokerTest, who_is_no_member_of_the_group_cannot_commit_positions) {
  KafkaBroker first(options_);
  Listener one(first);
  ASSERT_TRUE(poll_until({&first}, [&] { return one.owned.size() == sources(); }));
  TransactionalProducer zombie(options_, Patience{.stop = options_.stop});
  GroupPositions stale{partition_list(options_.topics.of(kSource.topic).c_str(), 0, 99),
                       GroupMetadata(rd_kafka_consumer_group_metadata_new_with_genid(
                           options_.application.c_str(), 1, "nobody", nullptr))};
  const auto refused =
      zombie.commit(batch({{Topic::journey_in, 0, "zombie", "v"}}, {}), std::move(stale));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), CommitFailure::aborted);
  EXPECT_FALSE(position_of(first).next_offset);
}

TEST_F(KafkaBrokerTest, a_static_member_keeps_its_partitions_over_a_restart) {
  options_.instance_id = "worker-1";
  auto first = std::make_unique<KafkaBroker>(options_);
  auto one = std::make_unique<Listener>(*first);
  ASSERT_TRUE(poll_until({first.get()}, [&] { return one->owned.size() == sources(); }));
  first.reset();
  const auto started = std::chrono::steady_clock::now();
  KafkaBroker second(options_);
  Listener two(second);
  ASSERT_TRUE(poll_until({&second}, [&] { return two.owned.size() == sources(); }));
  EXPECT_LT(std::chrono::steady_clock::now() - started, 5s);
}

TEST_F(KafkaBrokerTest, the_members_of_the_group_are_told_once_kafka_has_answered) {
  options_.instance_id = "worker-1";
  KafkaBroker broker(options_);
  EXPECT_FALSE(broker.members()) << "nobody waits for the answer";
  Listener listener(broker);
  ASSERT_TRUE(poll_until({&broker}, [&] { return listener.owned.size() == sources(); }));
  std::optional<std::vector<GroupMember>> members;
  ASSERT_TRUE(poll_until({&broker}, [&] {
    if (auto told = broker.members(); told && !told->empty()) members = std::move(told);
    return members.has_value();
  }));
  ASSERT_EQ(members->size(), 1u);
  EXPECT_EQ(members->front().id, "worker-1");
  EXPECT_EQ(members->front().owned.size(), sources());
}

// The client leaves the group by itself when nobody polls for too long, and joins anew at the next
// poll as if it had handed its partitions back in time.
TEST_F(KafkaBrokerTest, who_left_the_group_unnoticed_commits_nothing_and_learns_of_the_loss) {
  KafkaOptions slow = options_;
  slow.properties["max.poll.interval.ms"] = "6000";
  KafkaBroker first(slow);
  Listener one(first);
  ASSERT_TRUE(poll_until({&first}, [&] { return one.owned.size() == sources(); }));
  {
    options_.transactional_id += "-other";
    KafkaBroker second(options_);
    Listener two(second);
    ASSERT_TRUE(poll_until({&second}, [&] { return two.owned.size() == sources(); }));
    ASSERT_TRUE(second.commit(batch({}, {{kSource, 0, "second"}})));
  }
  const auto refused = first.commit(batch({}, {{kSource, 0, "first"}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), CommitFailure::aborted);
  EXPECT_EQ(position_of(first).metadata, "second");
  EXPECT_TRUE(poll_until({&first}, [&] { return one.losses > 0; }));
  EXPECT_EQ(one.revocations, 0);
}

TEST_F(KafkaBrokerTest, two_owners_of_one_static_identity_do_not_go_on_for_ever) {
  options_.instance_id = "worker-1";
  KafkaBroker first(options_);
  Listener one(first);
  ASSERT_TRUE(poll_until({&first}, [&] { return one.owned.size() == sources(); }));
  options_.transactional_id += "-other";
  KafkaBroker second(options_);
  Listener two(second);
  ASSERT_TRUE(poll_until({&second}, [&] { return two.owned.size() == sources(); }));
  EXPECT_THROW(poll_until({&first, &second}, [] { return false; }), KafkaError);
  EXPECT_GE(one.losses, 1);
}

TEST_F(KafkaBrokerTest, reading_starts_and_starts_again_where_it_is_told) {
  Producer producer(options_.properties, options_.topics);
  for (const char* key : {"a", "b", "c"}) {
    producer.send({.topic = kSource.topic, .partition = 0, .key = key, .value = "v"});
  }
  ASSERT_TRUE(producer.flush(30s));
  KafkaBroker broker(options_);
  Listener listener(broker);
  std::vector<std::string> keys;
  const auto note = [&](const Record& record) { keys.emplace_back(record.key); };
  ASSERT_TRUE(poll_until(
      {&broker}, [&] { return keys.size() == 3; }, note));
  broker.start_at(kSource, 1);
  ASSERT_TRUE(poll_until(
      {&broker}, [&] { return keys.size() == 5; }, note));
  broker.start_at(kSource, kFromBeginning);
  ASSERT_TRUE(poll_until(
      {&broker}, [&] { return keys.size() == 8; }, note));
  EXPECT_THAT(keys, ElementsAre("a", "b", "c", "b", "c", "a", "b", "c"));
}

TEST_F(KafkaBrokerTest, partitions_are_held_until_they_are_started) {
  KafkaBroker broker(options_);
  struct Later : Listener {
    using Listener::Listener;
    void on_assigned(std::span<const TopicPartition> partitions) override {
      owned.insert(partitions.begin(), partitions.end());
    }
  } listener(broker);
  const auto write = [&](const std::string& key) {
    std::vector<OutboundRecord> records;
    for (std::int32_t p = 0; p < plan_.journey; ++p) {
      records.push_back({Topic::journey_in, p, key, "v"});
    }
    ASSERT_TRUE(broker.commit(batch(std::move(records), {})));
  };
  write("before");
  std::map<std::int32_t, std::vector<std::string>> seen;
  const auto note = [&](const Record& r) { seen[r.partition].emplace_back(r.key); };
  ASSERT_TRUE(poll_until(
      {&broker}, [&] { return listener.owned.size() == sources(); }, note));
  for (int i = 0; i < 20; ++i) broker.poll(20ms, 100);
  EXPECT_THAT(seen, IsEmpty());
  for (const TopicPartition partition : listener.owned) broker.start_at(partition, 0);
  for (int round = 0; round < 20; ++round) {
    write(std::to_string(round));
    const std::size_t expected = static_cast<std::size_t>(round) + 2;
    ASSERT_TRUE(poll_until(
        {&broker}, [&] { return seen[0].size() == expected && seen[1].size() == expected; }, note))
        << round;
  }
  for (const TopicPartition partition : listener.owned) {
    ASSERT_TRUE(poll_until({&broker}, [&] {
      return broker.at_end(partition) &&
             broker.position(partition) == broker.offsets(partition).end;
    })) << name_of(partition.topic);
  }
}

TEST_F(KafkaBrokerTest, a_position_beyond_the_topic_stops_the_reader) {
  KafkaBroker broker(options_);
  struct Beyond : Listener {
    explicit Beyond(Broker& b) : Listener(b), broker(b) {}
    void on_assigned(std::span<const TopicPartition> partitions) override {
      for (const TopicPartition partition : partitions) broker.start_at(partition, 1'000'000);
    }
    Broker& broker;
  } listener(broker);
  broker.set_listener(listener);
  EXPECT_THROW(poll_until({&broker}, [] { return false; }), KafkaError);
}

TEST_F(KafkaBrokerTest, a_table_shows_committed_records_only) {
  KafkaBroker broker(options_);
  Stranger stranger(options_, options_.application + "-stranger");
  stranger.write({Topic::battle_map, 0}, "aborted");
  stranger.abort();
  ASSERT_TRUE(broker.commit(batch({{Topic::battle_map, 0, "all", "1"}}, {})));
  std::mutex mutex;
  std::vector<std::string> keys;
  const TableReader reader(options_, {Topic::battle_map, Topic::experience_map},
                           [&](const Record& record) {
                             const std::lock_guard lock(mutex);
                             keys.emplace_back(record.key);
                           });
  for (int i = 0; i < 300 && !reader.caught_up(); ++i) pause({}, 50ms);
  ASSERT_TRUE(reader.caught_up());
  const std::lock_guard lock(mutex);
  EXPECT_THAT(keys, ElementsAre("all"));
}

TEST_F(KafkaBrokerTest, a_table_is_read_from_a_time_on) {
  Producer producer(options_.properties, options_.topics);
  const auto write = [&](Topic topic, const std::string& key, std::int64_t at) {
    producer.send({.topic = topic, .partition = 0, .key = key, .value = "1", .timestamp_ms = at});
  };
  write(Topic::battle_map, "older", 1'000);
  write(Topic::battle_map, "newer", 2'000);
  write(Topic::experience_map, "all older", 1'000);
  write(Topic::scenarios, "whole", 1'000);
  ASSERT_TRUE(producer.flush(30s));
  std::mutex mutex;
  std::vector<std::string> keys;
  const TableReader reader(
      options_, {Topic::battle_map, Topic::experience_map, Topic::scenarios},
      [&](const Record& record) {
        const std::lock_guard lock(mutex);
        keys.emplace_back(record.key);
      },
      {{Topic::battle_map, EventTime{1'500}}, {Topic::experience_map, EventTime{1'500}}});
  const auto read = [&] {
    const std::lock_guard lock(mutex);
    return keys;
  };
  for (int i = 0; i < 300 && !reader.caught_up(); ++i) pause({}, 50ms);
  ASSERT_TRUE(reader.caught_up());
  EXPECT_THAT(read(), UnorderedElementsAre("newer", "whole"));
  write(Topic::experience_map, "follows", 3'000);
  ASSERT_TRUE(producer.flush(30s));
  for (int i = 0; i < 300 && read().size() < 3; ++i) pause({}, 50ms);
  EXPECT_THAT(read(), UnorderedElementsAre("newer", "whole", "follows"));
}

}  // namespace
}  // namespace vocmap
