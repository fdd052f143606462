#include "pipeline/kafka/client.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vocmap {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Client, all_problems_of_the_properties_are_told_at_once) {
  EXPECT_THAT(property_problems({{"bootstrap.servers", "kafka:9092"},
                                 {"isolation.level", "read_uncommitted"},
                                 {"no.such.thing", "1"},
                                 {"session.timeout.ms", "soon"},
                                 {"statistics.interval.ms", "1000"}}),
              ElementsAre("Kafka property isolation.level is set by vocmap",
                          HasSubstr("no.such.thing"), HasSubstr("session.timeout.ms"),
                          "Kafka property statistics.interval.ms is set by vocmap"));
}

TEST(Client, useful_properties_are_no_problem) {
  EXPECT_THAT(property_problems({{"bootstrap.servers", "kafka:9092"},
                                 {"security.protocol", "ssl"},
                                 {"transaction.timeout.ms", "10000"}}),
              IsEmpty());
}

TEST(Client, a_transient_error_is_asked_again_until_it_is_gone) {
  int asked = 0;
  insist({}, "answer",
         [&] { return ++asked < 3 ? RD_KAFKA_RESP_ERR__TRANSPORT : RD_KAFKA_RESP_ERR_NO_ERROR; });
  EXPECT_EQ(asked, 3);
}

TEST(Client, a_permanent_error_is_thrown_at_once) {
  int asked = 0;
  EXPECT_THROW(insist({}, "answer",
                      [&] {
                        ++asked;
                        return RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED;
                      }),
               KafkaError);
  EXPECT_EQ(asked, 1);
}

TEST(Client, a_stop_ends_waiting) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THROW(
      insist({.stop = stop.get_token()}, "answer", [] { return RD_KAFKA_RESP_ERR__TRANSPORT; }),
      KafkaError);
}

}  // namespace
}  // namespace vocmap
