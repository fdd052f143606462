#include "operators/decode/deduplication_key.h"

#include <gtest/gtest.h>

namespace vocmap {
namespace {

DeduplicationKey key_of_activity(std::string_view agent, const std::optional<std::string>& id,
                                 const std::optional<CloudEventId>& cloud_event = {}) {
  AgentActivity activity;
  activity.agent_id = agent;
  activity.activity_id = id;
  return deduplication_key(activity, cloud_event);
}

// Their records may lie in different partitions, where none would know of the other.
TEST(DeduplicationKey, agents_may_use_the_same_ids) {
  EXPECT_EQ(key_of_activity("a1", "w1"), key_of_activity("a1", "w1"));
  EXPECT_NE(key_of_activity("a1", "w1"), key_of_activity("a2", "w1"));
  EXPECT_NE(key_of_activity("a1", {}), key_of_activity("a2", {}));
  const CloudEventId cloud_event{"/phone", "7"};
  EXPECT_EQ(key_of_activity("a1", "w1", cloud_event), key_of_activity("a1", "w2", cloud_event));
  EXPECT_NE(key_of_activity("a1", "w1", cloud_event), key_of_activity("a2", "w1", cloud_event));
}

}  // namespace
}  // namespace vocmap
