#include "pipeline/kafka/kafka_broker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <set>

#include "pipeline/kafka/mock_cluster.h"
#include "pipeline/kafka/producer.h"
#include "pipeline/kafka/table_reader.h"
#include "tests/support/changelog_keys.h"

// What librdkafka's in-process cluster can prove: not exactly-once, for which see
// tests/integration/kafka_broker_test.cpp.
namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::Pair;
using namespace std::chrono_literals;

constexpr std::int16_t kProduce = 0;
constexpr std::int16_t kEndTxn = 26;

class FromBeginning : public AssignmentListener {
 public:
  explicit FromBeginning(Broker& broker) : broker_(broker) { broker.set_listener(*this); }

  void on_assigned(std::span<const TopicPartition> partitions) override {
    assigned.insert(partitions.begin(), partitions.end());
    for (const TopicPartition partition : partitions) broker_.start_at(partition, kFromBeginning);
  }
  void on_revoked(std::span<const TopicPartition>) override {}
  void on_lost(std::span<const TopicPartition>) override {}

  std::set<TopicPartition> assigned;

 private:
  Broker& broker_;
};

struct Copy {
  Topic topic{};
  std::int64_t timestamp_ms = 0;
  std::string key;
  std::string value;
  bool tombstone = false;
  std::vector<std::pair<std::string, std::string>> headers;
};

Copy copy_of(const Record& record) {
  Copy copy{record.topic,
            record.timestamp_ms,
            std::string(record.key),
            std::string(record.value),
            record.tombstone,
            {}};
  for (const Header& header : record.headers) {
    copy.headers.emplace_back(header.name, header.value);
  }
  return copy;
}

class KafkaBrokerTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { shared_ = std::make_unique<MockCluster>(); }
  static void TearDownTestSuite() { shared_.reset(); }

  // One cluster for all: starting and ending it takes seconds. Topics are each test's own.
  KafkaBrokerTest() : cluster_(*shared_) {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    for (std::size_t i = 0; i < kTopics; ++i) {
      const auto topic = static_cast<Topic>(i);
      options_.topics.set(topic, name + '.' + std::string(name_of(topic)));
      cluster_.create_topic(options_.topics.of(topic), 2);
    }
    options_.properties = {{"bootstrap.servers", cluster_.bootstrap()},
                           {"transaction.timeout.ms", "1000"}};
    options_.application = "vocmap-test";
    options_.transactional_id = "vocmap-test-1";
    options_.manual_partitions = true;
  }

  static std::vector<Copy> poll(Broker& broker, std::size_t count) {
    std::vector<Copy> copies;
    for (int i = 0; i < 100 && copies.size() < count; ++i) {
      for (const Record& record : broker.poll(100ms, 1000)) copies.push_back(copy_of(record));
    }
    return copies;
  }

  void answer_next(std::int16_t request, rd_kafka_resp_err_t error, int delay_ms = 0) {
    rd_kafka_mock_broker_push_request_error_rtts(cluster_.handle(), 1, request, 1, error, delay_ms);
  }

  static Batch one_record(Topic topic, const std::string& value) {
    return {.records = {{topic, 0, "key", value}}, .positions = {}, .lineage = {}};
  }

  static inline std::unique_ptr<MockCluster> shared_;
  MockCluster& cluster_;
  KafkaOptions options_;
};

TEST_F(KafkaBrokerTest, manual_mode_assigns_every_source_partition_at_the_first_poll) {
  KafkaBroker broker(options_);
  FromBeginning listener(broker);
  broker.poll(0ms, 1);
  EXPECT_EQ(listener.assigned.size(), 2 * (kInputTopics + 3));
  EXPECT_EQ(broker.partition_count(Topic::map_in), 2);
  EXPECT_FALSE(broker.committed({Topic::contacts, 0})->next_offset);
}

TEST_F(KafkaBrokerTest, what_a_commit_writes_is_polled) {
  KafkaBroker broker(options_);
  FromBeginning listener(broker);
  ASSERT_TRUE(broker.commit({.records = {{Topic::journey_in, 1, "k1", "v1"},
                                         {Topic::journey_in, 1, "k2", ""},
                                         {Topic::journey_in, 1, "", std::nullopt}},
                             .positions = {},
                             .lineage = {{"version", "7"}}}));
  const std::vector<Copy> records = poll(broker, 3);
  ASSERT_EQ(records.size(), 3u);
  EXPECT_EQ(records[0].topic, Topic::journey_in);
  EXPECT_EQ(records[0].key, "k1");
  EXPECT_EQ(records[0].value, "v1");
  EXPECT_TRUE(records[0].headers.empty()) << "lineage belongs to outputs";
  EXPECT_FALSE(records[1].tombstone);
  EXPECT_TRUE(records[2].tombstone);
}

TEST_F(KafkaBrokerTest, the_receipt_tells_the_changelogs_ends_and_restore_reads_them) {
  KafkaBroker broker(options_);
  Batch batch{.records = {{Topic::journey_changelog, 1, "a", "1"},
                          {Topic::metrics_1h, 0, "m", "2"},
                          {Topic::journey_changelog, 1, "b", std::nullopt}},
              .positions = {},
              .lineage = {}};
  const auto receipt = broker.commit(std::move(batch));
  ASSERT_TRUE(receipt);
  EXPECT_THAT(receipt->changelog_ends,
              ElementsAre(Pair(TopicPartition{Topic::journey_changelog, 1}, 2)));
  const TopicPartition changelog{Topic::journey_changelog, 1};
  EXPECT_THAT(changelog_keys(broker, changelog, kFromBeginning), ElementsAre("a", "b"));
  EXPECT_THAT(changelog_keys(broker, changelog, 1), ElementsAre("b"));
  EXPECT_THAT(changelog_keys(broker, {Topic::journey_changelog, 0}, kFromBeginning), ElementsAre());
}

TEST_F(KafkaBrokerTest, reading_again_starts_where_it_is_told) {
  KafkaBroker broker(options_);
  FromBeginning listener(broker);
  ASSERT_TRUE(broker.commit({.records = {{Topic::contacts, 0, "a", "0"},
                                         {Topic::contacts, 0, "b", "1"},
                                         {Topic::contacts, 0, "c", "2"}},
                             .positions = {},
                             .lineage = {}}));
  ASSERT_EQ(poll(broker, 3).size(), 3u);
  broker.start_at({Topic::contacts, 0}, 1);
  const std::vector<Copy> again = poll(broker, 2);
  ASSERT_EQ(again.size(), 2u);
  EXPECT_EQ(again[0].key, "b");
  EXPECT_EQ(broker.position({Topic::contacts, 0}), 3);
}

TEST_F(KafkaBrokerTest, a_refused_record_rolls_the_transaction_back) {
  KafkaBroker broker(options_);
  answer_next(kProduce, RD_KAFKA_RESP_ERR_INVALID_RECORD);
  const auto refused = broker.commit(one_record(Topic::journey_in, "x"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), CommitFailure::aborted);
  broker.recover();  // the in-process cluster does not restart the sequence of an aborted producer
  EXPECT_TRUE(broker.commit(one_record(Topic::journey_in, "x")));
}

TEST_F(KafkaBrokerTest, a_record_that_will_always_be_refused_ends_the_worker) {
  KafkaBroker broker(options_);
  answer_next(kProduce, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  try {
    (void)broker.commit(one_record(Topic::journey_in, "x"));
    FAIL() << "it would be written again and again";
  } catch (const KafkaError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("Topic authorization failed"));
  }
}

TEST_F(KafkaBrokerTest, a_lost_answer_to_the_commit_is_uncertain_until_recovered) {
  KafkaBroker broker(options_);
  answer_next(kEndTxn, RD_KAFKA_RESP_ERR_NO_ERROR, 3000);
  const auto unknown = broker.commit(one_record(Topic::journey_in, "x"));
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error(), CommitFailure::uncertain);
  broker.recover();
  EXPECT_TRUE(broker.commit(one_record(Topic::journey_in, "x")));
}

TEST_F(KafkaBrokerTest, a_fenced_producer_says_so) {
  KafkaBroker broker(options_);
  answer_next(kEndTxn, RD_KAFKA_RESP_ERR_PRODUCER_FENCED);
  const auto fenced = broker.commit(one_record(Topic::journey_in, "x"));
  ASSERT_FALSE(fenced);
  EXPECT_EQ(fenced.error(), CommitFailure::fenced);
  broker.recover();
  EXPECT_TRUE(broker.commit(one_record(Topic::journey_in, "x")));
}

TEST_F(KafkaBrokerTest, the_lag_is_what_was_not_handed_out) {
  KafkaBroker broker(options_);
  FromBeginning listener(broker);
  Batch batch;
  for (int i = 0; i < 10; ++i) batch.records.push_back({Topic::contacts, 0, "k", "v"});
  ASSERT_TRUE(broker.commit(std::move(batch)));
  std::size_t read = 0;
  for (int i = 0; i < 100 && read == 0; ++i) read += broker.poll(100ms, 4).size();
  ASSERT_EQ(read, 4u);
  for (const PartitionLag& lag : broker.lags()) {
    const bool contacts = lag.topic == Topic::contacts && lag.partition == 0;
    EXPECT_EQ(lag.lag_records, contacts ? 6 : 0);
  }
}

TEST_F(KafkaBrokerTest, an_absent_cluster_ends_the_start) {
  options_.properties["bootstrap.servers"] = "127.0.0.1:1";
  options_.start_timeout = std::chrono::seconds(0);
  EXPECT_THROW(KafkaBroker{options_}, KafkaError);
}

TEST_F(KafkaBrokerTest, a_plain_producer_keeps_keys_and_times) {
  Producer producer(options_.properties, options_.topics);
  producer.send({.topic = Topic::orders,
                 .partition = 1,
                 .key = "o1",
                 .value = "{}",
                 .timestamp_ms = 1'700'000'000'123});
  ASSERT_TRUE(producer.flush(5000ms));
  EXPECT_EQ(producer.delivered(), 1);
  KafkaBroker broker(options_);
  FromBeginning listener(broker);
  const std::vector<Copy> records = poll(broker, 1);
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].topic, Topic::orders);
  EXPECT_EQ(records[0].key, "o1");
  EXPECT_EQ(records[0].timestamp_ms, 1'700'000'000'123);
}

TEST_F(KafkaBrokerTest, a_table_reader_applies_what_is_there_and_what_comes) {
  KafkaBroker broker(options_);
  FromBeginning listener(broker);
  const auto write = [&](const std::string& value) {
    Batch batch = one_record(Topic::experience_map, value);
    batch.lineage = {{"version", "7"}};
    return broker.commit(std::move(batch)).has_value();
  };
  ASSERT_TRUE(write("old"));
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Copy> table;
  const TableReader reader(options_, {Topic::experience_map, Topic::battle_map},
                           [&](const Record& record) {
                             const std::lock_guard lock(mutex);
                             table.push_back(copy_of(record));
                             changed.notify_one();
                           });
  const auto wait_for = [&](std::size_t count) {
    std::unique_lock lock(mutex);
    return changed.wait_for(lock, 20s, [&] { return table.size() >= count; });
  };
  ASSERT_TRUE(wait_for(1));
  ASSERT_TRUE(write("new"));
  ASSERT_TRUE(wait_for(2));
  for (int i = 0; i < 200 && !reader.caught_up(); ++i) broker.poll(50ms, 1);
  EXPECT_TRUE(reader.caught_up());
  EXPECT_EQ(table[0].value, "old");
  EXPECT_EQ(table[1].value, "new");
  EXPECT_THAT(table[1].headers, ElementsAre(Pair("version", "7")));
}

}  // namespace
}  // namespace vocmap
