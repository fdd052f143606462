#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "pipeline/kafka/kafka_broker.h"
#include "pipeline/kafka/message_fields.h"
#include "pipeline/kafka/topics_admin.h"

namespace vocmap {

// Starts where the group stopped, else at the beginning, and counts what it is told.
class Listener : public AssignmentListener {
 public:
  explicit Listener(Broker& broker) : broker_(broker) { broker.set_listener(*this); }

  void on_assigned(std::span<const TopicPartition> partitions) override {
    ++assignments;
    for (const TopicPartition partition : partitions) {
      owned.insert(partition);
      broker_.start_at(partition,
                       broker_.committed(partition)->next_offset.value_or(kFromBeginning));
    }
  }
  void on_revoked(std::span<const TopicPartition> partitions) override {
    ++revocations;
    if (at_revoke) at_revoke();
    for (const TopicPartition partition : partitions) owned.erase(partition);
  }
  void on_lost(std::span<const TopicPartition> partitions) override {
    ++losses;
    for (const TopicPartition partition : partitions) owned.erase(partition);
  }

  std::set<TopicPartition> owned;
  int assignments = 0;
  int revocations = 0;
  int losses = 0;
  std::function<void()> at_revoke;

 private:
  Broker& broker_;
};

// A transactional producer beside the broker's, whose transaction stays open until it is told.
class Stranger {
 public:
  Stranger(const KafkaOptions& options, const std::string& id) {
    ClientConfig config;
    config.set_all(options.properties).set("transactional.id", id);
    client_ = config.create(RD_KAFKA_PRODUCER);
    topics_ = topic_handles(client_.get(), options.topics);
    check(rd_kafka_init_transactions(client_.get(), 30'000));
    check(rd_kafka_begin_transaction(client_.get()));
  }

  void write(TopicPartition where, const std::string& key) {
    MessageFields fields(topics_[static_cast<std::size_t>(where.topic)].get(), where.partition);
    fields.key(key);
    fields.value("open");
    EXPECT_EQ(fields.produce(client_.get()), RD_KAFKA_RESP_ERR_NO_ERROR);
    EXPECT_EQ(rd_kafka_flush(client_.get(), 30'000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  void abort() { check(rd_kafka_abort_transaction(client_.get(), 30'000)); }

 private:
  static void check(rd_kafka_error_t* error) {
    const ErrorHandle owned(error);
    if (error != nullptr) throw KafkaError(rd_kafka_error_string(error));
  }

  ClientHandle client_;
  std::vector<TopicHandle> topics_;
};

// A group, a transactional id and topics of its own for each test, on the cluster of
// KAFKA_BOOTSTRAP.
class KafkaBrokerTest : public testing::Test {
 protected:
  void SetUp() override {
    const char* bootstrap = std::getenv("KAFKA_BOOTSTRAP");
    if (bootstrap == nullptr) GTEST_SKIP() << "needs KAFKA_BOOTSTRAP";
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    options_.properties = {{"bootstrap.servers", bootstrap}, {"session.timeout.ms", "6000"}};
    options_.application = name;
    options_.transactional_id = name + "-1";
    for (std::size_t i = 0; i < kTopics; ++i) {
      const auto topic = static_cast<Topic>(i);
      options_.topics.set(topic, name + '.' + std::string(name_of(topic)));
    }
    TopicsAdmin admin(options_.properties);
    ASSERT_THAT(admin.create(topic_specs(options_.topics, plan_)), testing::IsEmpty());
    // A new topic is not led everywhere at once; a client told so asks again after a while.
    const auto specs = topic_specs(options_.topics, plan_);
    for (int i = 0; i < 100 && !admin.verify(specs).empty(); ++i)
      pause({}, std::chrono::milliseconds(20));
  }

  static Batch batch(std::vector<OutboundRecord> records, std::vector<SourcePosition> positions) {
    return {.records = std::move(records), .positions = std::move(positions), .lineage = {}};
  }

  // Polls until `done`, for at most 30 s.
  static bool poll_until(
      const std::vector<Broker*>& brokers, const std::function<bool()>& done,
      const std::function<void(const Record&)>& apply = [](const Record&) {}) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!done() && std::chrono::steady_clock::now() < deadline) {
      for (Broker* broker : brokers) {
        for (const Record& record : broker->poll(std::chrono::milliseconds(20), 1000))
          apply(record);
      }
    }
    return done();
  }

  std::size_t sources() const {
    return static_cast<std::size_t>(plan_.inputs) * kInputTopics +
           static_cast<std::size_t>(plan_.journey + plan_.map + 1);
  }

  PartitionPlan plan_{.inputs = 1, .journey = 2, .map = 2, .outputs = 1};
  KafkaOptions options_;
};

}  // namespace vocmap
