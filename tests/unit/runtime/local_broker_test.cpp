#include "pipeline/runtime/local_broker.h"

#include <gmock/gmock.h>

namespace vocmap {
namespace {

using testing::ElementsAre;

class StartAll final : public AssignmentListener {
 public:
  void on_assigned(std::span<const TopicPartition> partitions) override {
    assigned.assign(partitions.begin(), partitions.end());
    for (const TopicPartition source : partitions) broker->start_at(source, kFromBeginning);
  }
  void on_revoked(std::span<const TopicPartition>) override {}
  void on_lost(std::span<const TopicPartition>) override {}

  LocalBroker* broker = nullptr;
  std::vector<TopicPartition> assigned;
};

class LocalBrokerTest : public testing::Test {
 protected:
  LocalBrokerTest() {
    listener_.broker = &broker_;
    broker_.set_listener(listener_);
  }

  std::vector<std::string> poll(std::size_t max_records = 100) {
    std::vector<std::string> values;
    for (const Record& r : broker_.poll({}, max_records)) {
      values.push_back(std::string{name_of(r.topic)} + "@" + std::to_string(r.offset) + "=" +
                       std::string{r.value});
    }
    return values;
  }
  CommitReceipt commit(std::vector<OutboundRecord> records, std::vector<SourcePosition> at = {}) {
    return *broker_.commit({std::move(records), std::move(at), {}});
  }

  LocalBroker broker_;
  StartAll listener_;
};

TEST_F(LocalBrokerTest, inputs_are_read_in_the_order_they_were_added) {
  broker_.add_input(Topic::orders, 0, {}, "o0");
  broker_.add_input(Topic::contacts, 0, {}, "c0");
  broker_.add_input(Topic::orders, 0, {}, "o1");
  EXPECT_THAT(poll(2), ElementsAre("voc.orders@0=o0", "voc.contacts@0=c0"));
  EXPECT_THAT(poll(2), ElementsAre("voc.orders@1=o1"));
}

TEST_F(LocalBrokerTest, what_is_under_way_goes_before_new_inputs) {
  broker_.add_input(Topic::contacts, 0, {}, "c0");
  commit({{Topic::map_in, 0, "k", "m"}, {Topic::journey_in, 0, "k", "j"}});
  EXPECT_THAT(poll(), ElementsAre("vocmap.map@0=m"));
  EXPECT_THAT(poll(), ElementsAre("vocmap.journey@0=j"));
  EXPECT_THAT(poll(), ElementsAre("voc.contacts@0=c0"));
}

TEST_F(LocalBrokerTest, outputs_go_to_the_sink_at_the_commit) {
  std::vector<std::string> seen;
  broker_.set_sink([&](const OutboundRecord& record) { seen.push_back(record.key); });
  commit({{Topic::late, -1, "a", "x"},
          {Topic::journey_in, 0, "b", "x"},
          {Topic::metrics_1h, -1, "c", std::nullopt}});
  EXPECT_THAT(seen, ElementsAre("a", "c"));
}

TEST_F(LocalBrokerTest, records_of_one_key_meet_in_one_partition) {
  broker_.set_partitions(Topic::journey_in, 3);
  for (int i = 0; i < 2; ++i) {
    commit({{Topic::journey_in, -1, "u1", "x"}, {Topic::journey_in, -1, "u2", "x"}});
  }
  std::map<std::string, std::int32_t> partition_of;
  for (int i = 0; i < 4; ++i) {
    for (const Record& r : broker_.poll({}, 100)) {
      const auto [place, is_new] = partition_of.emplace(r.key, r.partition);
      EXPECT_EQ(place->second, r.partition);
    }
  }
  EXPECT_EQ(partition_of.size(), 2u);
}

TEST_F(LocalBrokerTest, rewound_sources_deliver_again_in_the_same_order) {
  broker_.add_input(Topic::orders, 0, {}, "o0");
  broker_.add_input(Topic::contacts, 0, {}, "c0");
  broker_.add_input(Topic::orders, 0, {}, "o1");
  poll();
  broker_.start_at({Topic::orders, 0}, 1);
  broker_.start_at({Topic::contacts, 0}, 0);
  EXPECT_THAT(poll(), ElementsAre("voc.contacts@0=c0", "voc.orders@1=o1"));
}

TEST_F(LocalBrokerTest, positions_and_metadata_are_those_of_the_last_commit) {
  broker_.add_input(Topic::contacts, 0, {}, "c0");
  EXPECT_FALSE(broker_.committed({Topic::contacts, 0})->next_offset.has_value());
  commit({}, {{{Topic::contacts, 0}, 1, "ledger"}});
  EXPECT_EQ(broker_.committed({Topic::contacts, 0})->next_offset, 1);
  EXPECT_EQ(broker_.committed({Topic::contacts, 0})->metadata, "ledger");
}

TEST_F(LocalBrokerTest, changelogs_are_restored_from_any_offset_with_their_tombstones) {
  broker_.keep_changelogs();
  const CommitReceipt receipt = commit({{Topic::map_changelog, 0, "a", "1"},
                                        {Topic::map_changelog, 0, "b", "2"},
                                        {Topic::map_changelog, 0, "a", std::nullopt}});
  const TopicPartition changelog{Topic::map_changelog, 0};
  EXPECT_THAT(receipt.changelog_ends, ElementsAre(std::pair{changelog, std::int64_t{3}}));
  struct Seen : ChangelogVisitor {
    void on_change(const Record& r) override {
      keys.push_back(std::string{r.key} + (r.tombstone ? " gone" : ""));
    }
    void on_end(TopicPartition, std::int64_t offset) override { end = offset; }
    std::vector<std::string> keys;
    std::int64_t end = 0;
  } seen;
  broker_.follow(changelog, 1);
  broker_.read_changelogs({}, 100, seen);
  EXPECT_EQ(seen.end, 3);
  EXPECT_THAT(seen.keys, ElementsAre("b", "a gone"));
}

TEST_F(LocalBrokerTest, nothing_is_delivered_before_every_partition_was_started) {
  broker_.add_input(Topic::contacts, 0, {}, "c0");
  struct : AssignmentListener {
    void on_assigned(std::span<const TopicPartition>) override {}
    void on_revoked(std::span<const TopicPartition>) override {}
    void on_lost(std::span<const TopicPartition>) override {}
  } waits;
  broker_.set_listener(waits);
  EXPECT_THAT(poll(), ElementsAre());
  for (const Topic topic : {Topic::contacts, Topic::journey_in, Topic::map_in, Topic::rank_in}) {
    EXPECT_THAT(poll(), ElementsAre());
    broker_.start_at({topic, 0}, kFromBeginning);
  }
  EXPECT_THAT(poll(), ElementsAre("voc.contacts@0=c0"));
}

TEST_F(LocalBrokerTest, every_partition_is_assigned_at_the_first_poll) {
  broker_.add_input(Topic::contacts, 1, {}, "c");
  broker_.set_partitions(Topic::journey_in, 2);
  poll();
  EXPECT_THAT(
      listener_.assigned,
      ElementsAre(TopicPartition{Topic::contacts, 0}, TopicPartition{Topic::contacts, 1},
                  TopicPartition{Topic::journey_in, 0}, TopicPartition{Topic::journey_in, 1},
                  TopicPartition{Topic::map_in, 0}, TopicPartition{Topic::rank_in, 0}));
}

}  // namespace
}  // namespace vocmap
