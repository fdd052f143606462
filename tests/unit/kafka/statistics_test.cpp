#include "pipeline/kafka/statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pipeline/kafka/kafka_broker.h"
#include "pipeline/kafka/mock_cluster.h"
#include "pipeline/kafka/producer.h"
#include "tests/unit/kafka/statistics_texts.h"

namespace vocmap {
namespace {

using namespace std::chrono_literals;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(statistics, consumer_tells_ends_round_trip_and_age_of_its_assignment) {
  const auto told = parse_statistics(kConsumerText);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->client, "vocmap#consumer-2");
  EXPECT_EQ(told->taken_us, 13'033'077'307);
  EXPECT_EQ(told->round_trip, 105'471us);
  EXPECT_EQ(told->rebalance_age, 13'958ms);
  EXPECT_EQ(told->transaction_state, "");
  ASSERT_EQ(told->partitions.size(), 2u) << "the partition -1 is none";
  EXPECT_EQ(told->partitions[0].topic, "voc.contacts");
  EXPECT_EQ(told->partitions[0].partition, 0);
  EXPECT_EQ(told->partitions[0].end, 215);
  EXPECT_EQ(told->partitions[0].stable_end, 215);
  EXPECT_EQ(told->partitions[1].partition, 3);
  EXPECT_EQ(told->partitions[1].end, 306);
  EXPECT_EQ(told->partitions[1].stable_end, 208);
}

TEST(statistics, producer_tells_its_queue_and_transaction) {
  const auto told = parse_statistics(kProducerText);
  ASSERT_TRUE(told);
  EXPECT_EQ(told->round_trip, 114'687us) << "of the slowest broker";
  EXPECT_EQ(told->queued_messages, 111'586u);
  EXPECT_EQ(told->queued_bytes, 17'209'737u);
  EXPECT_EQ(told->transaction_state, "InTransaction");
  EXPECT_FALSE(told->rebalance_age);
  EXPECT_TRUE(told->partitions.empty());
}

TEST(statistics, connections_that_are_not_up_any_more_are_lost) {
  EXPECT_EQ(parse_statistics(kConsumerText)->lost_connections, 0u);
  EXPECT_EQ(parse_statistics(kProducerText)->lost_connections, 2u) << "3 attempts, the last is up";
  const std::string down = replaced(kConsumerText, R"("source":"configured","state":"UP")",
                                    R"("source":"configured","state":"TRY_CONNECT")");
  EXPECT_EQ(parse_statistics(down)->lost_connections, 1u);
  const std::string never = replaced(down, R"("connects":1)", R"("connects":0)");
  EXPECT_EQ(parse_statistics(never)->lost_connections, 0u);
}

TEST(statistics, queue_that_all_partitions_share_counts_once) {
  std::string text = replaced(kConsumerText, R"("fetchq_cnt":0,"fetchq_size":0)",
                              R"("fetchq_cnt":7,"fetchq_size":900)");
  text = replaced(text, R"("fetchq_cnt":0,"fetchq_size":0)", R"("fetchq_cnt":8,"fetchq_size":950)");
  EXPECT_EQ(parse_statistics(text)->queued_messages, 8u);
  EXPECT_EQ(parse_statistics(text)->queued_bytes, 950u);
}

TEST(statistics, partition_that_was_not_fetched_yet_has_no_ends) {
  const std::string text = replaced(kConsumerText, R"("ls_offset":215)", R"("ls_offset":-1001)");
  ASSERT_EQ(parse_statistics(text)->partitions.size(), 1u);
  EXPECT_EQ(parse_statistics(text)->partitions[0].partition, 3);
}

TEST(statistics, assignment_that_never_came_has_no_age) {
  const std::string text = replaced(kConsumerText, R"("rebalance_cnt":1)", R"("rebalance_cnt":0)");
  EXPECT_FALSE(parse_statistics(text)->rebalance_age);
}

TEST(statistics, other_texts_are_refused_and_leave_what_was_told) {
  ClientStatistics statistics;
  update_statistics(statistics, kProducerText);
  EXPECT_EQ(statistics.client, "vocmap#producer-3");
  for (const char* text : {"", "{", "[]", "7", "{}", R"({"name":"a"})", R"({"name":7,"ts":1})"}) {
    EXPECT_FALSE(parse_statistics(text)) << text;
    update_statistics(statistics, text);
  }
  EXPECT_EQ(statistics.client, "vocmap#producer-3");
  EXPECT_EQ(statistics.queued_messages, 111'586u);
}

TEST(statistics, fields_of_another_kind_are_taken_for_absent) {
  const auto told = parse_statistics(
      R"({"name":"a","ts":1,"type":"consumer","brokers":[1],"topics":{"t":7,"u":{"partitions":[]}},
          "cgrp":"none"})");
  ASSERT_TRUE(told);
  EXPECT_TRUE(told->partitions.empty());
  EXPECT_EQ(told->round_trip, 0us);
}

class Starts : public AssignmentListener {
 public:
  explicit Starts(Broker& broker) : broker_(broker) { broker.set_listener(*this); }
  void on_assigned(std::span<const TopicPartition> partitions) override {
    for (const TopicPartition partition : partitions) broker_.start_at(partition, kFromBeginning);
  }
  void on_revoked(std::span<const TopicPartition>) override {}
  void on_lost(std::span<const TopicPartition>) override {}

 private:
  Broker& broker_;
};

TEST(statistics, both_clients_tell_them_to_a_worker_that_only_polls) {
  MockCluster cluster;
  KafkaOptions options;
  for (std::size_t i = 0; i < kTopics; ++i) {
    cluster.create_topic(options.topics.of(static_cast<Topic>(i)), 1);
  }
  options.properties = {{"bootstrap.servers", cluster.bootstrap()}};
  options.application = "vocmap-test";
  options.transactional_id = "vocmap-test-1";
  options.manual_partitions = true;
  Producer producer(options.properties, options.topics);
  for (const std::int64_t timestamp_ms : {1'700'000'000'123, 1'700'000'000'456}) {
    producer.send({Topic::orders, 0, "o1", "{}", timestamp_ms});
  }
  ASSERT_TRUE(producer.flush(5000ms));

  KafkaBroker broker(options);
  Starts listener(broker);
  const auto deadline = std::chrono::steady_clock::now() + 30s;
  while ((broker.consumer_statistics().partitions.empty() ||
          broker.producer_statistics().taken_us == 0) &&
         std::chrono::steady_clock::now() < deadline) {
    broker.poll(100ms, 1000);
  }
  EXPECT_FALSE(broker.consumer_statistics().partitions.empty());
  EXPECT_EQ(broker.producer_statistics().transaction_state, "Ready");
  EXPECT_GT(broker.producer_statistics().round_trip, 0us);
  for (const PartitionLag& lag : broker.lags()) {
    const bool orders = lag.topic == Topic::orders;
    EXPECT_EQ(lag.processed_timestamp_ms, orders ? 1'700'000'000'456 : -1) << name_of(lag.topic);
  }
}

}  // namespace
}  // namespace vocmap
