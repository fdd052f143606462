#include "pipeline/kafka/stored_records.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline/kafka/mock_cluster.h"
#include "pipeline/kafka/producer.h"

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

class StoredRecordsTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { cluster_ = std::make_unique<MockCluster>(); }
  static void TearDownTestSuite() { cluster_.reset(); }

  StoredRecordsTest() {
    const std::string name = testing::UnitTest::GetInstance()->current_test_info()->name();
    names_.set(Topic::contacts, name);
    cluster_->create_topic(name, 3);
  }

  // Record i of a partition has the value "<partition>:<i>".
  void write(std::int32_t partition, int count) {
    Producer producer(properties_, names_);
    for (int i = 0; i < count; ++i) {
      const std::string value = std::to_string(partition) + ':' + std::to_string(i);
      producer.send({.topic = Topic::contacts, .partition = partition, .key = {}, .value = value});
    }
    ASSERT_TRUE(producer.flush(30s));
  }
  std::vector<std::string> found(const StoredRecords::Offsets& offsets) {
    std::vector<std::string> values;
    records_.find(offsets, [&](const Record& record) { values.emplace_back(record.value); });
    return values;
  }

  static inline std::unique_ptr<MockCluster> cluster_;
  TopicNames names_;
  KafkaProperties properties_{{"bootstrap.servers", cluster_->bootstrap()}};
  StoredRecords records_{properties_, "test", names_};
};

TEST_F(StoredRecordsTest, a_topic_is_read_to_its_end_and_its_empty_partitions_do_not_hold_that_up) {
  write(0, 2500);
  write(2, 1);
  std::vector<std::string> values;
  for (int times = 0; times < 2; ++times) {
    values.clear();
    records_.read(Topic::contacts, [&](const Record& r) { values.emplace_back(r.value); });
    EXPECT_THAT(values, SizeIs(2501));
  }
  EXPECT_THAT(values, testing::Contains("2:0"));
}

TEST_F(StoredRecordsTest, what_is_written_while_it_is_read_lies_beyond_the_end) {
  write(0, 500);
  write(1, 10);
  int visited = 0;
  std::vector<double> shares;
  records_.read(
      Topic::contacts,
      [&](const Record&) {
        if (++visited == 1) write(1, 100);
      },
      {}, [&](double share) { shares.push_back(share); });
  EXPECT_EQ(visited, 510);
  EXPECT_TRUE(std::is_sorted(shares.begin(), shares.end()));
  EXPECT_DOUBLE_EQ(shares.back(), 1);
}

TEST_F(StoredRecordsTest, partitions_are_counted_and_begin_at_their_first_record) {
  EXPECT_EQ(records_.partition_count(Topic::contacts), 3);
  EXPECT_EQ(records_.begin_offset({Topic::contacts, 1}), 0);
}

TEST_F(StoredRecordsTest, records_are_found_near_and_far_in_several_partitions) {
  write(0, 9000);
  write(1, 3000);
  EXPECT_THAT(found({{{Topic::contacts, 0}, {0, 1, 999, 5000, 5001, 8999}},
                     {{Topic::contacts, 1}, {2999}}}),
              UnorderedElementsAre("0:0", "0:1", "0:999", "0:5000", "0:5001", "0:8999", "1:2999"));
}

TEST_F(StoredRecordsTest, an_offset_without_a_record_is_passed_over) {
  write(0, 10);
  EXPECT_THAT(found({{{Topic::contacts, 0}, {3, 10}}}), ElementsAre("0:3"));
  EXPECT_THAT(found({{{Topic::contacts, 1}, {0}}}), IsEmpty());
  EXPECT_THAT(found({}), IsEmpty());
}

}  // namespace
}  // namespace vocmap
