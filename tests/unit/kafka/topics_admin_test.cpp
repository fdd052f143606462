#include "pipeline/kafka/topics_admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace vocmap {
namespace {

using testing::AllOf;
using testing::HasSubstr;

// Nobody listens on port 1.
TEST(TopicsAdmin, brokers_that_do_not_answer_are_named_with_the_reason_and_what_to_check) {
  TopicsAdmin admin({{"bootstrap.servers", "127.0.0.1:1"}, {"log_level", "0"}},
                    std::chrono::seconds{1});
  try {
    admin.list({"voc.contacts"});
    FAIL() << "a cluster answered";
  } catch (const KafkaError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("no broker of 127.0.0.1:1 answered within 1 s"),
                                    HasSubstr("refused"), HasSubstr("Check that")));
  }
}

}  // namespace
}  // namespace vocmap
