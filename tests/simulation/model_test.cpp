// The model of Kafka itself: a simulation proves as much as its model is like the original.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "pipeline/core/murmur2.h"
#include "tests/simulation/model_broker.h"

namespace vocmap::simulation {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr TopicPartition kInput{Topic::contacts, 0};
constexpr TopicPartition kJourney{Topic::journey_in, 0};
constexpr TopicPartition kChangelog{Topic::journey_changelog, 0};

// Starts every partition at its beginning, and remembers what it was told.
class Member final : public AssignmentListener, public ChangelogVisitor, public Hazards {
 public:
  Member(ModelCluster& cluster, const std::string& id) : broker(cluster, id, *this) {
    broker.set_listener(*this);
  }

  void on_assigned(std::span<const TopicPartition> partitions) override {
    assigned += partitions.size();
    for (const TopicPartition partition : partitions) broker.start_at(partition, kFromBeginning);
  }
  void on_revoked(std::span<const TopicPartition> partitions) override {
    revoked += partitions.size();
    while_revoked();
  }
  void on_lost(std::span<const TopicPartition> partitions) override { lost += partitions.size(); }
  void on_change(const Record& record) override { changes.emplace_back(record.key); }
  void on_end(TopicPartition, std::int64_t offset) override { ends.push_back(offset); }
  CommitHazard on_commit() override { return std::exchange(hazard, CommitHazard::none); }

  void poll_often() {
    for (int i = 0; i < 50; ++i) {
      for (const Record& record : broker.poll({}, 100)) values.emplace_back(record.value);
    }
  }
  void read_often() {
    for (int i = 0; i < 20; ++i) broker.read_changelogs({}, 100, *this);
  }
  tl::expected<CommitReceipt, CommitFailure> write_all(std::vector<OutboundRecord> records) {
    Batch batch;
    batch.records = std::move(records);
    return broker.commit(std::move(batch));
  }
  tl::expected<CommitReceipt, CommitFailure> write(Topic topic, std::string value) {
    return write_all({{topic, 0, value, value}});
  }
  tl::expected<CommitReceipt, CommitFailure> move_to(std::int64_t offset) {
    Batch batch;
    batch.positions = {{kInput, offset, "at " + std::to_string(offset)}};
    return broker.commit(std::move(batch));
  }
  std::optional<StoredPosition> committed_soon() {
    for (int i = 0; i < 100; ++i) {
      if (auto position = broker.committed(kInput)) return position;
    }
    return std::nullopt;
  }

  std::size_t assigned = 0, revoked = 0, lost = 0;
  std::vector<std::string> values, changes;
  std::vector<std::int64_t> ends;
  CommitHazard hazard = CommitHazard::none;
  std::function<void()> while_revoked = [] {};
  ModelBroker broker;
};

class Model : public testing::Test {
 protected:
  static ModelCluster::Options options() {
    return {.session_timeout_ms = 100, .transactions = {.timeout_ms = 1000}};
  }
  void start(const ModelCluster::Options& with) {
    cluster_.emplace(random_, with);
    cluster_->create(Topic::contacts, 1);
  }
  void SetUp() override { start(options()); }

  // Everybody alive polls until nothing changes any more.
  static void settle(std::initializer_list<Member*> members) {
    for (int i = 0; i < 20; ++i) {
      for (Member* member : members) (void)member->broker.poll({}, 0);
    }
  }

  Random random_{1};
  std::optional<ModelCluster> cluster_;
};

TEST_F(Model, open_records_hold_the_stable_end_and_aborted_ones_are_skipped) {
  PartitionLog log;
  log.append("a", "1", 1);
  log.append("b", "2", 2);
  EXPECT_EQ(log.stable_end(), 0);
  log.end_transaction(2, true);
  EXPECT_EQ(log.stable_end(), 0);
  EXPECT_EQ(log.next_visible(0), std::nullopt);
  log.end_transaction(1, false);
  EXPECT_EQ(log.end(), 4);  // two records, two markers
  EXPECT_EQ(log.stable_end(), 4);
  EXPECT_EQ(log.next_visible(0), 1);
  EXPECT_EQ(log.next_visible(2), std::nullopt);
  EXPECT_EQ(log.visible_end(), 2);
}

TEST_F(Model, compaction_keeps_the_newest_of_each_key_and_its_offset) {
  PartitionLog log;
  for (const char* key : {"a", "b", "a"}) log.append(key, key, kNoTransaction);
  log.append("b", "open", 1);
  log.compact();
  EXPECT_EQ(log.next_visible(0), 1);
  EXPECT_EQ(log.next_visible(2), 2);
  EXPECT_EQ(log.at(3).kind, PartitionLog::Entry::Kind::open);
}

TEST_F(Model, reader_passes_the_end_over_control_records) {
  Member one{*cluster_, "one"};
  ASSERT_TRUE(one.write(Topic::journey_in, "x"));
  one.poll_often();
  EXPECT_THAT(one.values, ElementsAre("x"));
  EXPECT_EQ(one.broker.position(kJourney), 2);
  EXPECT_TRUE(one.broker.at_end(kJourney));
  ASSERT_TRUE(one.write(Topic::journey_in, "y"));
  EXPECT_TRUE(one.broker.at_end(kJourney)) << "it did not hear of the new record yet";
  one.poll_often();
  EXPECT_THAT(one.values, ElementsAre("x", "y"));
}

TEST_F(Model, held_partition_delivers_nothing_and_is_not_at_its_end) {
  Member one{*cluster_, "one"};
  for (const char* value : {"a", "b"}) cluster_->write(kInput, value);
  cluster_->hold(kInput, 1);
  one.poll_often();
  EXPECT_THAT(one.values, ElementsAre("a"));
  EXPECT_FALSE(one.broker.at_end(kInput));
  cluster_->hold(kInput, 2);
  one.poll_often();
  EXPECT_THAT(one.values, ElementsAre("a", "b"));
  EXPECT_TRUE(one.broker.at_end(kInput));
}

TEST_F(Model, new_epoch_fences_the_old_one_and_rolls_back_what_it_left_open) {
  Member one{*cluster_, "one"};
  one.hazard = CommitHazard::end_lost;
  EXPECT_EQ(one.write(Topic::journey_in, "lost").error(), CommitFailure::uncertain);
  EXPECT_EQ(cluster_->log(kJourney).stable_end(), 0);
  Member twin{*cluster_, "one"};
  EXPECT_EQ(cluster_->log(kJourney).stable_end(), 2);
  EXPECT_EQ(one.write(Topic::journey_in, "x").error(), CommitFailure::fatal) << "until recovered";
  ASSERT_TRUE(twin.write(Topic::journey_in, "y"));
  one.broker.recover();
  EXPECT_EQ(twin.write(Topic::journey_in, "z").error(), CommitFailure::fenced);
  EXPECT_EQ(cluster_->log(kJourney).next_visible(0), 2);
}

TEST_F(Model, late_request_of_an_old_epoch_does_nothing) {
  Member one{*cluster_, "one"};
  one.hazard = CommitHazard::end_late;
  EXPECT_EQ(one.write(Topic::journey_in, "x").error(), CommitFailure::uncertain);
  one.broker.recover();
  cluster_->advance(900);
  EXPECT_EQ(cluster_->log(kJourney).next_visible(0), std::nullopt);
}

TEST_F(Model, late_request_of_the_same_epoch_takes_effect) {
  Member one{*cluster_, "one"};
  one.hazard = CommitHazard::end_late;
  EXPECT_EQ(one.write(Topic::journey_in, "x").error(), CommitFailure::uncertain);
  cluster_->advance(900);
  EXPECT_EQ(cluster_->log(kJourney).next_visible(0), 0);
}

TEST_F(Model, lost_answer_leaves_the_outcome_to_be_asked_for) {
  Member one{*cluster_, "one"};
  settle({&one});
  one.hazard = CommitHazard::end_lost_taken;
  EXPECT_EQ(one.move_to(7).error(), CommitFailure::uncertain);
  one.broker.recover();
  EXPECT_EQ(one.committed_soon()->next_offset, 7);
  one.hazard = CommitHazard::end_lost;
  EXPECT_EQ(one.move_to(8).error(), CommitFailure::uncertain);
  one.broker.recover();
  EXPECT_EQ(one.committed_soon()->next_offset, 7);
}

TEST_F(Model, position_is_unknown_while_a_transaction_that_moves_it_is_open) {
  Member one{*cluster_, "one"};
  settle({&one});
  ASSERT_TRUE(one.move_to(3));
  one.hazard = CommitHazard::offsets_lost_taken;
  EXPECT_EQ(one.move_to(4).error(), CommitFailure::uncertain);
  EXPECT_EQ(one.committed_soon(), std::nullopt);
  cluster_->advance(1001);  // the coordinator gives the orphan up
  EXPECT_EQ(one.committed_soon()->next_offset, 3);
  EXPECT_EQ(one.committed_soon()->metadata, "at 3");
}

TEST_F(Model, markers_may_come_later_and_hold_readers_until_then) {
  auto with = options();
  with.transactions.most_marker_delay_ms = 50;
  start(with);
  Member one{*cluster_, "one"};
  int held = 0;
  for (int i = 0; i < 20; ++i) {
    ASSERT_TRUE(one.write(Topic::journey_changelog, "x"));
    held += cluster_->log(kChangelog).stable_end() < cluster_->log(kChangelog).end() ? 1 : 0;
  }
  EXPECT_GT(held, 5);
  cluster_->advance(51);
  EXPECT_EQ(cluster_->log(kChangelog).stable_end(), cluster_->log(kChangelog).end());
  EXPECT_TRUE(cluster_->transactions().idle());
}

TEST_F(Model, failed_production_is_rolled_back_and_the_producer_lives_on) {
  Member one{*cluster_, "one"};
  one.hazard = CommitHazard::produce_fails;
  EXPECT_EQ(one.write(Topic::journey_in, "x").error(), CommitFailure::aborted);
  ASSERT_TRUE(one.write(Topic::journey_in, "y"));
  one.poll_often();
  EXPECT_THAT(one.values, ElementsAre("y"));
}

TEST_F(Model, silent_member_is_dropped_and_cannot_commit) {
  Member zombie{*cluster_, "zombie"};
  Member other{*cluster_, "other"};
  settle({&zombie, &other});
  EXPECT_EQ(zombie.assigned + other.assigned, 4u + zombie.revoked + other.revoked);
  for (int i = 0; i < 5; ++i) {
    cluster_->advance(30);
    (void)other.broker.poll({}, 0);
  }
  settle({&other});
  EXPECT_EQ(other.broker.owned().size(), 4u);
  EXPECT_EQ(zombie.move_to(9).error(), CommitFailure::aborted);
  EXPECT_EQ(zombie.lost, 0u);
  (void)zombie.broker.poll({}, 0);
  EXPECT_GT(zombie.lost, 0u);
  settle({&zombie, &other});
  EXPECT_EQ(zombie.broker.owned().size() + other.broker.owned().size(), 4u);
}

TEST_F(Model, old_generation_cannot_commit) {
  Member one{*cluster_, "one"};
  settle({&one});
  ASSERT_TRUE(one.move_to(1));
  Member two{*cluster_, "two"};
  (void)two.broker.poll({}, 0);
  ASSERT_TRUE(one.move_to(2)) << "the rebalance waits for its members";
  (void)one.broker.poll({}, 0);  // gives back and joins
  EXPECT_EQ(one.move_to(3).error(), CommitFailure::aborted) << "the next generation is complete";
  settle({&one, &two});
  ASSERT_TRUE(one.move_to(3));
}

TEST_F(Model, static_member_returns_without_a_rebalance_and_fences_its_past_self) {
  Member other{*cluster_, "other"};
  std::optional<Member> one{std::in_place, *cluster_, "one"};
  settle({&*one, &other});
  const Partitions before = one->broker.owned();
  const int generation = cluster_->group().generation();
  Member again{*cluster_, "one"};
  (void)again.broker.poll({}, 0);
  (void)again.broker.poll({}, 0);
  EXPECT_EQ(again.broker.owned(), before);
  EXPECT_EQ(cluster_->group().generation(), generation);
  EXPECT_EQ(one->move_to(1).error(), CommitFailure::fenced);
  ASSERT_TRUE(again.move_to(1));
}

TEST_F(Model, two_owners_of_one_identity_fence_each_other_until_one_stops) {
  Member one{*cluster_, "one"};
  Member twin{*cluster_, "one"};
  EXPECT_THROW(
      {
        for (int i = 0; i < 20; ++i) {
          (void)one.broker.poll({}, 0);
          (void)twin.broker.poll({}, 0);
        }
      },
      std::runtime_error);
}

TEST_F(Model, cooperative_members_keep_what_does_not_move) {
  auto with = options();
  with.cooperative = true;
  start(with);
  Member one{*cluster_, "one"};
  settle({&one});
  EXPECT_EQ(one.assigned, 4u);
  Member two{*cluster_, "two"};
  settle({&one, &two});
  EXPECT_EQ(one.revoked, 2u);
  EXPECT_EQ(one.assigned, 4u);
  EXPECT_EQ(two.assigned, 2u);
  EXPECT_EQ(one.broker.owned().size(), 2u);
  EXPECT_EQ(two.broker.owned().size(), 2u);
}

TEST_F(Model, cooperative_member_dropped_while_it_gives_back_keeps_nothing) {
  ModelCluster::Options with = options();
  with.cooperative = true;
  start(with);
  Member one{*cluster_, "one"};
  settle({&one});
  Member two{*cluster_, "two"};
  one.while_revoked = [&] {
    for (int i = 0; i < 3; ++i) {
      cluster_->advance(60);
      two.broker.heartbeat();
      settle({&two});
    }
  };
  settle({&two});
  for (int i = 0; i < 20 && one.revoked == 0; ++i) settle({&one});
  EXPECT_EQ(two.broker.owned().size() + one.broker.owned().size(), cluster_->all_sources().size());
  EXPECT_EQ(one.lost, cluster_->all_sources().size() / 2);
  settle({&one, &two});
  EXPECT_EQ(one.broker.owned().size() + two.broker.owned().size(), cluster_->all_sources().size());
}

TEST_F(Model, eager_members_give_everything_back) {
  Member one{*cluster_, "one"};
  settle({&one});
  Member two{*cluster_, "two"};
  settle({&one, &two});
  EXPECT_EQ(one.revoked, 4u);
  EXPECT_EQ(one.assigned, 6u);
  EXPECT_EQ(two.assigned, 2u);
}

TEST_F(Model, raised_partition_count_is_assigned) {
  for (const bool cooperative : {false, true}) {
    auto with = options();
    with.cooperative = cooperative;
    start(with);
    Member one{*cluster_, "one"};
    settle({&one});
    cluster_->create(Topic::contacts, 3);
    settle({&one});
    EXPECT_EQ(one.broker.owned().size(), 6u);
    EXPECT_EQ(one.broker.partition_count(Topic::contacts), 3);
  }
}

TEST_F(Model, changelog_ends_are_told_at_the_stable_end_only) {
  Member one{*cluster_, "one"};
  Member reader{*cluster_, "reader"};
  ASSERT_TRUE(one.write(Topic::journey_changelog, "a"));
  one.hazard = CommitHazard::end_lost;
  EXPECT_FALSE(one.write(Topic::journey_changelog, "b"));
  reader.broker.follow(kChangelog, kFromBeginning);
  reader.read_often();
  EXPECT_THAT(reader.changes, ElementsAre("a"));
  EXPECT_THAT(reader.ends, ElementsAre(2));
  EXPECT_EQ(reader.broker.offsets(kChangelog).end, 3);
  one.broker.recover();
  reader.read_often();
  EXPECT_THAT(reader.changes, ElementsAre("a"));
  EXPECT_THAT(reader.ends, ElementsAre(2, 4));
  reader.broker.unfollow(kChangelog);
  ASSERT_TRUE(one.write(Topic::journey_changelog, "c"));
  reader.read_often();
  EXPECT_THAT(reader.ends, ElementsAre(2, 4));
}

TEST_F(Model, position_out_of_range_is_refused) {
  Member one{*cluster_, "one"};
  one.broker.follow(kChangelog, 5);
  EXPECT_THROW(one.read_often(), std::runtime_error);
}

TEST_F(Model, keys_go_where_java_producers_send_them) {
  cluster_->create(Topic::journey_in, 3);
  Member one{*cluster_, "one"};
  ASSERT_TRUE(one.write_all({{Topic::journey_in, -1, "customer-7", "x"}}));
  const TopicPartition expected{Topic::journey_in, murmur2_partition("customer-7", 3)};
  EXPECT_EQ(cluster_->log(expected).visible_end(), 1);
}

TEST_F(Model, receipt_tells_where_each_changelog_stands) {
  Member one{*cluster_, "one"};
  const auto receipt = one.write_all({{Topic::journey_changelog, 0, "a", "1"},
                                      {Topic::journey_changelog, 0, "b", "2"},
                                      {Topic::metrics_1h, -1, "c", "3"}});
  ASSERT_TRUE(receipt);
  EXPECT_THAT(receipt->changelog_ends, ElementsAre(std::pair{kChangelog, 2}));
}

}  // namespace
}  // namespace vocmap::simulation
