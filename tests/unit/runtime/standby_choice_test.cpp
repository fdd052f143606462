#include "pipeline/runtime/standby_choice.h"

#include <gmock/gmock.h>

namespace vocmap {
namespace {

using testing::IsEmpty;

constexpr std::int32_t kPartitions = 24;

// `instances` with two workers each, the JOURNEY partitions dealt out in turn.
std::vector<GroupMember> group_of(int instances) {
  std::vector<GroupMember> members;
  for (int i = 0; i < instances; ++i) {
    for (int worker = 0; worker < 2; ++worker) {
      members.push_back({"app-" + std::to_string(i) + "-" + std::to_string(worker), {}});
    }
  }
  for (std::int32_t p = 0; p < kPartitions; ++p) {
    members[static_cast<std::size_t>(p) % members.size()].owned.push_back({Topic::journey_in, p});
  }
  members.front().owned.push_back({Topic::contacts, 0});
  return members;
}

// How many copies there are of each partition.
std::map<TopicPartition, int> copies(const std::vector<GroupMember>& members, int replicas) {
  std::map<TopicPartition, int> count;
  for (const GroupMember& member : members) {
    for (const TopicPartition& source : standby_choice(members, member.id, replicas)) {
      ++count[source];
    }
  }
  return count;
}

TEST(StandbyChoice, every_keyed_task_has_as_many_copies_as_asked_for) {
  const auto count = copies(group_of(4), 2);
  EXPECT_EQ(count.size(), kPartitions);
  for (const auto& [source, n] : count) {
    EXPECT_EQ(source.topic, Topic::journey_in);
    EXPECT_EQ(n, 2) << source.partition;
  }
}

TEST(StandbyChoice, there_are_no_more_copies_than_other_instances) {
  for (const auto& [source, n] : copies(group_of(2), 5)) EXPECT_EQ(n, 1) << source.partition;
}

TEST(StandbyChoice, nobody_copies_what_his_own_instance_runs) {
  const auto members = group_of(3);
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto chosen = standby_choice(members, members[i].id, 2);
    for (const std::size_t own : {i, i ^ 1U}) {
      for (const TopicPartition& source : members[own].owned) EXPECT_FALSE(chosen.contains(source));
    }
  }
}

TEST(StandbyChoice, a_lone_instance_copies_nothing) {
  EXPECT_THAT(standby_choice(group_of(1), "app-0-0", 2), IsEmpty());
}

}  // namespace
}  // namespace vocmap
